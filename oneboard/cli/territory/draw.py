"""`oneboard territory draw FOLDER`: the outlines and points of a folder become those of an edition's places."""

import argparse
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

import msgspec

from oneboard.cli.call import fetch
from oneboard.cli.language import language
from oneboard.cli.terminal import complain
from oneboard.cli.territory.shown import console, show_faults, working
from oneboard.foundation.boundaries import in_millionths
from oneboard.foundation.geo import Coordinates
from oneboard.intake.imports.faults import serious
from oneboard.intake.imports.territory import Territory, read_folder
from oneboard.vocabulary.boundaries import Drawing, Outline, Pair
from oneboard.vocabulary.editions import EditionPlace

#: Bytes of outlines in one command, about: a body has a limit, and a city has thousands of grids.
AT_ONCE: Final = 1_000_000


class _Shown(msgspec.Struct):
    places: tuple[EditionPlace, ...]


def run(asked: argparse.Namespace) -> int:
    """What is faulty is named and left out; the same folder again changes nothing."""
    try:
        with working("正在读取文件 reading the files …"):
            found = read_folder(asked.folder, asked.edition, asked.crs)
        show_faults(found.faults, language())
        address = f"/editions/{quote(asked.edition)}"
        shown = msgspec.convert(fetch(asked.account, "GET", address), _Shown)
        drawings = list(_drawings(found, _ids(shown.places)))
        with working("正在上图 drawing …"):
            for drawing in drawings:
                fetch(asked.account, "POST", f"{address}/boundaries", msgspec.json.encode(drawing))
    except FileNotFoundError as error:
        return complain(f"没有这个文件夹 there is no folder {error.filename or error}")
    _tell(drawings, found)
    return 1 if serious(found.faults) else 0


def _tell(drawings: list[Drawing], found: Territory) -> None:
    outlines = sum(len(drawing.outlines) for drawing in drawings)
    points = sum(len(drawing.points) for drawing in drawings)
    console.print(f"已上图 drawn   边界 outlines {outlines:,}   点位 points {points:,}")
    left = len(found.boundaries) + sum(1 for grid in found.grids if grid.point) - outlines - points
    if left:
        console.print(f"不在此版本中 not in this edition {left:,}")


def _ids(places: tuple[EditionPlace, ...]) -> dict[str, str]:
    """By official code, and by id, which goes before."""
    coded = {place.code: place.id for place in places if place.code}
    return coded | {place.id: place.id for place in places}


def _drawings(found: Territory, ids: Mapping[str, str]) -> Iterator[Drawing]:
    points = {ids[g.place.id]: _pair(g.point) for g in found.grids if g.point and g.place.id in ids}
    source, some, size = ", ".join(found.files)[:400], dict[str, Outline](), 0
    for code, boundary in found.boundaries.items():
        if code in ids:
            some[ids[code]] = outline = msgspec.convert(in_millionths(boundary.shape), Outline)
            size += len(msgspec.json.encode(outline))
        if size > AT_ONCE:
            yield Drawing(source, some)
            some, size = {}, 0
    if some or points:
        yield Drawing(source, some, points)


def _pair(point: Coordinates) -> Pair:
    return round(point.lon * 1e6), round(point.lat * 1e6)
