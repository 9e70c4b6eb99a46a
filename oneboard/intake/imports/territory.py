"""A folder of a territory: official lists, grids and outlines, told apart by their names and by the edition in them.

`nbs2020_towns.csv`, `2020-grids.xlsx` and `towns.csv` are all understood; a file that names no year is of every
edition.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from oneboard.foundation.boundaries import Boundary
from oneboard.foundation.geo import Crs
from oneboard.intake.imports import grids as grids_files
from oneboard.intake.imports import official as lists
from oneboard.intake.imports import outlines
from oneboard.intake.imports.faults import Fault
from oneboard.intake.imports.grids import Grid
from oneboard.intake.imports.lists import names, read
from oneboard.intake.imports.official import Official

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TABLES: Final = (".csv", ".xlsx")


class Territory(NamedTuple):
    """What a folder says of one edition. `files`: what was read, in order."""

    edition: str
    files: tuple[str, ...]
    official: Official
    grids: tuple[Grid, ...]
    boundaries: dict[str, Boundary]
    faults: list[Fault]


def editions_in(folder: Path) -> list[str]:
    """The years that the names of lists speak of; one empty text where they name none."""
    years = {year for path in _tables(folder) if _is_list(path) for year in _YEAR.findall(path.stem)}
    return sorted(years) or [""]


def read_folder(folder: Path, edition: str, crs: Crs) -> Territory:
    """`edition`: an id with a year in it: files that name another year are not of it. Raises FileNotFoundError."""
    paths = [path for path in _tables(folder) if _is_of(path, edition)]
    found = lists.official(read(path, "official", lists.NEEDED) for path in paths if _is_list(path))
    listed = {place.id: place for place in found.places}
    faults, all_grids, grids_file = list(found.faults), [], ""
    for path in (path for path in paths if _speaks(path, "grids")):
        found_grids = grids_files.grids(read(path, "grids", grids_files.NEEDED), listed, crs)
        grids_file = found_grids.file
        all_grids += found_grids.grids
        faults += found_grids.faults
    boundaries: dict[str, Boundary] = {}
    maps = [path for path in sorted(folder.glob("*.geojson")) if _is_of(path, edition)]
    for path in maps:
        outlined = outlines.read(path, crs, listed)
        boundaries |= outlined.boundaries
        faults += outlined.faults + outlines.compare(path.name, outlined, listed, all_grids, grids_file)
    files = tuple(path.name for path in (*paths, *maps))
    return Territory(edition, files, found, tuple(all_grids), boundaries, faults)


def _tables(folder: Path) -> Sequence[Path]:
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    named = (path for path in sorted(folder.iterdir()) if path.suffix.lower() in _TABLES)
    return [path for path in named if _is_list(path) or _speaks(path, "grids")]


def _is_list(path: Path) -> bool:
    return _speaks(path, "list") and not _speaks(path, "grids")


def _speaks(path: Path, of: str) -> bool:
    return any(word in path.stem.lower() for word in names("files")[of])


def _is_of(path: Path, edition: str) -> bool:
    years = _YEAR.findall(path.stem)
    return not years or any(year in edition for year in years)
