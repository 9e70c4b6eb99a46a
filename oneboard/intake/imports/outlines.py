"""A GeoJSON file of boundaries: which outline belongs to which place, and which is none."""

from codecs import BOM_UTF8
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from oneboard.foundation.boundaries import Boundary, shape_from
from oneboard.foundation.geo import Crs
from oneboard.intake.imports.faults import Fault
from oneboard.intake.imports.grids import Grid, fault_of_point
from oneboard.intake.imports.lists import names
from oneboard.intake.imports.official import whole
from oneboard.vocabulary.editions import EditionPlace

_COUNTRY: Final = "156"  # before the codes of the national map service: ISO 3166-1


class _Collection(msgspec.Struct):
    features: list[Any]


class Outlines(NamedTuple):
    """`boundaries` by the code of their place."""

    boundaries: dict[str, Boundary]
    faults: list[Fault]


def read(path: Path, crs: Crs, listed: Mapping[str, EditionPlace]) -> Outlines:
    try:
        features = msgspec.json.decode(path.read_bytes().removeprefix(BOM_UTF8), type=_Collection).features
    except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
        return Outlines({}, [Fault(path.name, 0, "geojson", {"problem": str(error)})])
    found: dict[str, Boundary] = {}
    rows: dict[str, int] = {}
    faults: list[Fault] = []
    for number, feature in enumerate(features, start=1):
        outline = _outline(path.name, number, feature, crs, listed)
        if isinstance(outline, Fault):
            faults.append(outline)
        elif outline.code in found:
            fields: dict[str, str | int] = {"code": outline.code, "name": outline.name}
            fields |= {"file": path.name, "row": rows[outline.code]}
            faults.append(Fault(path.name, number, "code_twice", fields))
        else:
            found[outline.code], rows[outline.code] = outline, number
    return Outlines(found, faults)


def _outline(
    file: str, number: int, feature: Any, crs: Crs, listed: Mapping[str, EditionPlace]
) -> Boundary | Fault:
    about = feature.get("properties") if isinstance(feature, dict) else None
    said = {str(key).lower(): str(value) for key, value in about.items()} if isinstance(about, dict) else {}
    code, name = _code(_first(said, "code")), _first(said, "name")
    fields: dict[str, str | int] = {"code": code, "name": name}
    if code not in listed:
        return Fault(file, number, "outline_unknown", fields)
    try:
        shape = shape_from(feature.get("geometry") or {}, crs)
    except ValueError as error:
        return Fault(file, number, "outline_invalid", {**fields, "problem": str(error)})
    west, south, east, north = shape.bounds
    for lon, lat in ((west, south), (east, north)):
        if problem := fault_of_point(lon, lat):
            return Fault(file, number, problem, {**fields, "lon": f"{lon:.4f}", "lat": f"{lat:.4f}"})
    return Boundary(code, name, shape)


def _first(said: dict[str, str], column: str) -> str:
    return next((said[name] for name in names("outlines")[column] if said.get(name)), "")


def _code(code: str) -> str:
    return whole(code.removeprefix(_COUNTRY) if len(code) == len(_COUNTRY) + 6 else code)


def compare(
    file: str, found: Outlines, listed: Mapping[str, EditionPlace], grids: list[Grid], grids_file: str
) -> list[Fault]:
    """Counties without an outline, and points that lie outside their county: kept, and named."""
    bare = [
        place for code, place in listed.items() if place.level == "county" and code not in found.boundaries
    ]
    faults = [
        Fault(file, 0, "outline_missing", {"code": place.id, "name": place.name}, note=True) for place in bare
    ]
    for grid in grids:
        county = found.boundaries.get((grid.place.parent or "")[:6])
        if county is not None and grid.point is not None and not county.contains(grid.point):
            about: dict[str, str | int] = {"name": grid.place.name, "county": county.name}
            faults.append(Fault(grids_file, grid.row, "point_outside", about, note=True))
    return faults
