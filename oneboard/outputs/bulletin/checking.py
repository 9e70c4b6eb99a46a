"""Whether a signed bulletin still comes out as it was signed: its figures counted anew from the marks.

What comes out otherwise is listed. Nothing is overwritten: what was signed stays what was published.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import msgspec

from oneboard.indicators.changes import Change
from oneboard.indicators.recounting import recount
from oneboard.outputs.bulletin.bulletin import Bulletin, Line

Counted: TypeAlias = Mapping[tuple[str, str], Change]

_NONE = Change(0, 0, 0, 0, 0)


class Difference(msgspec.Struct, frozen=True):
    """`part`: of a change, as `after` or `late`; `signed`, `now`: what it was then, and what is counted today."""

    figure: str
    place: str
    part: str
    signed: int
    now: int


def differences(bulletin: Bulletin) -> list[Difference]:
    """In the order of the bulletin."""
    places = {bulletin.place.place, *(row.place.place for row in bulletin.rows)}
    figures = [line.figure for line in bulletin.counted]
    since = bulletin.previous.seq if bulletin.previous else 0
    found = recount(bulletin.edition, places, figures, since, bulletin.as_of.seq) if figures else {}
    return [*_of_lines(bulletin, found), *_of_rows(bulletin, found)]


def _of_lines(bulletin: Bulletin, found: Counted) -> Iterator[Difference]:
    place = bulletin.place.place
    for line in bulletin.counted:
        was, now = line.change or _NONE, found.get((line.figure, place), _NONE)
        for part in Change.__struct_fields__:
            yield from _unlike(line, place, part, getattr(was, part), getattr(now, part))


def _of_rows(bulletin: Bulletin, found: Counted) -> Iterator[Difference]:
    for row in bulletin.rows:
        place = row.place.place
        for line, value in zip(bulletin.counted, row.values, strict=True):
            if value is not None:
                yield from _unlike(line, place, "after", value, found.get((line.figure, place), _NONE).after)


def _unlike(line: Line, place: str, part: str, signed: int, now: int) -> Iterator[Difference]:
    if signed != now:
        yield Difference(line.figure, place, part, signed, now)
