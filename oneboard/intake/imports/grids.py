"""Grids files: the leaves that a first edition brings, each below its village."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from oneboard.foundation.geo import Coordinates, Crs, to_wgs84
from oneboard.intake.imports.faults import Fault
from oneboard.intake.imports.lists import Listing, Row
from oneboard.intake.imports.official import named, notes_of, whole
from oneboard.vocabulary.editions import EditionPlace

NEEDED: Final = ("grid", "name")

_VILLAGE: Final = 12  # digits of a village's code (GB/T 10114); a grid's go on from there


class Grid(NamedTuple):
    place: EditionPlace
    row: int
    households: int | None
    point: Coordinates | None


class Grids(NamedTuple):
    file: str
    grids: list[Grid]
    faults: list[Fault]


def grids(listing: Listing, listed: Mapping[str, EditionPlace], crs: Crs) -> Grids:
    """`listed`: the official places by code; a grid lies in one of them."""
    found: dict[str, Grid] = {}
    faults = list(listing.faults)
    for row in listing.rows:
        grid, problems = _grid(listing.file, row, listed, crs)
        if grid is not None and grid.place.id in found:
            problems.append(_twice(listing.file, found[grid.place.id], grid))
        elif grid is not None:
            found[grid.place.id] = grid
        faults += problems
    return Grids(listing.file, list(found.values()), faults)


def _twice(file: str, first: Grid, again: Grid) -> Fault:
    fields: dict[str, str | int] = {
        "code": again.place.id,
        "name": again.place.name,
        "file": file,
        "row": first.row,
    }
    return Fault(file, again.row, "code_twice", fields)


def _grid(
    file: str, row: Row, listed: Mapping[str, EditionPlace], crs: Crs
) -> tuple[Grid | None, list[Fault]]:
    cells = row.cells
    code, name = cells["grid"], cells["name"]
    parent = whole(cells.get("parent", "")) or code[:_VILLAGE]
    fields = {"code": code, "name": name, "parent": parent, "root": ""}
    if not (code.isascii() and code.replace("-", "").replace("_", "").isalnum() and len(code) <= 32):
        return None, [Fault(file, row.number, "grid_code", fields)]
    if not named(name):
        return None, [Fault(file, row.number, "name_empty", fields)]
    if parent not in listed:
        return None, [Fault(file, row.number, "grid_parent", fields)]
    faults = list(notes_of(file, row.number, name, listed[parent].name))
    point, problem = _point(cells.get("lon", ""), cells.get("lat", ""), crs)
    if problem:
        faults.append(Fault(file, row.number, problem, {**fields, "lon": cells["lon"], "lat": cells["lat"]}))
    households = cells.get("households", "")
    if households and not households.isdecimal():
        faults.append(Fault(file, row.number, "households", {**fields, "households": households}))
    place = EditionPlace(id=code, level="grid", name=name, parent=parent)
    return Grid(place, row.number, int(households) if households.isdecimal() else None, point), faults


def _point(lon: str, lat: str, crs: Crs) -> tuple[Coordinates | None, str | None]:
    if not lon and not lat:
        return None, None
    try:
        east, north = float(lon), float(lat)
    except ValueError:
        return None, "point_unreadable"
    if problem := fault_of_point(east, north):
        return None, problem
    return to_wgs84(east, north, crs), None


def fault_of_point(lon: float, lat: float) -> str | None:
    """Longitudes of China are above 73 degrees and latitudes below 54, so that a swapped pair can be told."""
    if -180 <= lon <= 180 and -90 <= lat <= 90 and not (lon < 54 and lat > 73):
        return None
    return "point_swapped" if -90 <= lon <= 90 and -180 <= lat <= 180 else "point_nowhere"
