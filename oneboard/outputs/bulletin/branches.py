"""The places of a bulletin as a tree that adds up: each is those below it, and what was counted at itself."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from oneboard.indicators.places import PlaceSeen
from oneboard.outputs.bulletin.bulletin import Bulletin, Row


class Branch(msgspec.Struct, frozen=True):
    """`parts`: the keys of what it is the sum of; none: it is counted itself. `own`: what was counted at the place, and
    at none of those below that are told. `depth` 0: the whole.
    """

    key: str
    place: str
    name: str
    level: str
    depth: int
    values: tuple[int | None, ...]
    parts: tuple[str, ...] = ()
    own: bool = False


def branches(bulletin: Bulletin) -> list[Branch]:
    """Each before its parts, in the order of the bulletin's tree."""
    whole = Row(bulletin.place, tuple(line.change.after for line in bulletin.counted if line.change))
    told = {row.place.place: row for row in (whole, *bulletin.rows)}
    below: dict[str, list[Row]] = defaultdict(list)
    for row in bulletin.rows:
        below[row.place.parent if row.place.parent in told else bulletin.place.place].append(row)
    return list(_grown(whole, below, 0))


def _grown(row: Row, below: dict[str, list[Row]], depth: int) -> Iterator[Branch]:
    place, parts = row.place, below[row.place.place]
    own = _remainder(row.values, parts)
    keys = [part.place.place for part in parts]
    rest = bool(parts) and any(own)
    if rest:
        keys.append(_own_key(place))
    yield Branch(place.place, place.place, place.name, place.level, depth, row.values, tuple(keys))
    for part in parts:
        yield from _grown(part, below, depth + 1)
    if rest:
        yield Branch(_own_key(place), place.place, place.name, place.level, depth + 1, own, own=True)


def _remainder(values: Sequence[int | None], parts: Sequence[Row]) -> tuple[int | None, ...]:
    """None where something is withheld: then nobody learns how much was counted where."""
    return tuple(_less(n, [part.values[at] for part in parts]) for at, n in enumerate(values))


def _less(whole: int | None, parts: Sequence[int | None]) -> int | None:
    known = [n for n in parts if n is not None]
    return None if whole is None or len(known) < len(parts) else whole - sum(known)


def _own_key(place: PlaceSeen) -> str:
    return f"{place.place} itself"
