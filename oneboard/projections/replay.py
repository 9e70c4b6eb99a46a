"""Replay (重放): every read model built anew from the journal, beside the live ones, and compared with them.

Law 1: replay = live. The same fold runs into tables of its own: a SQLite file, or a schema in PostgreSQL. What is
live is read in one snapshot, so the node may go on working meanwhile. No key is needed.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import msgspec

from oneboard.foundation.rows import Record, Table
from oneboard.journal.book import read_line
from oneboard.projections.fold import fold
from oneboard.projections.reference import empty
from oneboard.projections.rows import ALL
from oneboard.projections.sides import Rows, Sides
from oneboard.vocabulary.entry import Recorded

#: Entries folded in one transaction.
CHUNK: Final = 10_000

#: Differences that are listed; all are counted.
LISTED: Final = 50

Progress = Callable[[int], None]


class Difference(msgspec.Struct, frozen=True):
    """A row that is not the same: as it is live and as the journal says; None where there is no such row."""

    table: str
    live: Record | None
    replayed: Record | None


class Replayed(msgspec.Struct):
    rows: int = 0
    differences: int = 0
    listed: list[Difference] = msgspec.field(default_factory=list)


def rebuild(sides: Sides, zone: str, blob: Callable[[str], bytes], progress: Progress) -> int:
    """Folds the whole journal into the tables beside, which are empty. Returns the number of entries."""
    seq, reference = 0, empty(zone)
    with ThreadPoolExecutor(1) as ahead:
        coming = ahead.submit(_read, sides, seq)
        while group := coming.result():
            seq = group[-1].seq
            # Read and decoded while the store works on this one.
            coming = ahead.submit(_read, sides, seq)
            with sides.beside.begin() as transaction:
                reference = fold(transaction, group, reference, blob)
            progress(seq)
    return seq


def _read(sides: Sides, after: int) -> list[Recorded]:
    return [read_line(*line) for line in sides.lines(after, CHUNK)]


def compare(sides: Sides) -> Replayed:
    """Every read model; row by row where it is not the same as a whole."""
    found, imprints = Replayed(), sides.imprints()
    for table in ALL:
        live, beside = imprints[table.name]
        if live == beside:
            found.rows += live.number
        else:
            _list(found, table, sides)
    return found


def _list(found: Replayed, table: Table[Any], sides: Sides) -> None:
    for row, anew in _aligned(table, sides.live_rows(table), sides.rows_beside(table)):
        found.rows += 1
        if row != anew:
            found.differences += 1
            if len(found.listed) < LISTED:
                found.listed.append(Difference(table.name, row, anew))


def _aligned(table: Table[Any], live: Rows, replayed: Rows) -> Iterator[tuple[Record | None, Record | None]]:
    """Both in the order of the key, row against row of the same key."""
    places = [table.columns.index(column) for column in table.key]
    a, b = next(live, None), next(replayed, None)
    while a is not None or b is not None:
        key_a = a and tuple(a[place] for place in places)
        key_b = b and tuple(b[place] for place in places)
        if key_a == key_b:
            yield a, b
            a, b = next(live, None), next(replayed, None)
        elif key_b is None or (key_a is not None and key_a < key_b):
            yield a, None
            a = next(live, None)
        else:
            yield None, b
            b = next(replayed, None)
