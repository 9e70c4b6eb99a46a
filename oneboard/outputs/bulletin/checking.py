"""Whether a signed bulletin still comes out as it was signed: its figures counted anew from the marks.

What comes out otherwise is listed. Nothing is overwritten: what was signed stays what was published.
"""

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

import msgspec

from oneboard.indicators.changes import Change
from oneboard.indicators.recounting import recount
from oneboard.outputs.bulletin.bulletin import Bulletin, Line

Counted: TypeAlias = Mapping[tuple[str, str], Change]

_NONE: Final = Change(0, 0, 0, 0, 0)


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
    counts = sorted({count for line in bulletin.counted for count in line.counts})
    since = bulletin.previous.seq if bulletin.previous else 0
    found = recount(bulletin.edition, places, counts, since, bulletin.as_of.seq) if counts else {}
    return [*_of_lines(bulletin, found), *_of_rows(bulletin, found)]


def _of_lines(bulletin: Bulletin, found: Counted) -> Iterator[Difference]:
    place = bulletin.place.place
    for line in bulletin.counted:
        for part in Change.__struct_fields__:
            yield from _unlike(line, place, part, getattr(line.change, part), found)


def _of_rows(bulletin: Bulletin, found: Counted) -> Iterator[Difference]:
    for row in bulletin.rows:
        for line, value in zip(bulletin.counted, row.values, strict=True):
            yield from _unlike(line, row.place.place, "after", value, found)


def _unlike(line: Line, place: str, part: str, signed: int | None, found: Counted) -> Iterator[Difference]:
    """Of what was withheld nothing is said."""
    now = sum(getattr(found.get((count, place), _NONE), part) for count in line.counts)
    if signed is not None and signed != now:
        yield Difference(line.figure, place, part, signed, now)
