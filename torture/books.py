"""What stands in the node's tables, read past all of its code."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
import psycopg

_LINES: Final = "SELECT seq, id, recorded_at, body FROM journal_line ORDER BY seq"
_KEPT: Final = "SELECT id, entry, device, state, reason FROM recorder_kept"
_TALLIES: Final = "SELECT indicator, place, day, n FROM projections_tally WHERE n <> 0 AND day >= 0"


class Line(NamedTuple):
    seq: int
    id: str
    recorded_at: int
    entry: dict[str, Any]

    @property
    def at(self) -> int:
        """When it happened by the node's clock, ms."""
        return int(min(self.entry["happened_at"] + self.entry.get("shift_ms", 0), self.recorded_at))


class Kept(NamedTuple):
    id: str
    entry: str
    device: str
    state: str
    reason: str


class Books(NamedTuple):
    lines: list[Line]
    kept: list[Kept]
    tallies: dict[tuple[str, str, int], int]


def read(home: Path, database_url: str | None) -> Books:
    with closing(_connected(home, database_url)) as connection:
        cursor = connection.cursor()
        lines = [
            Line(seq, str(id_), at, msgspec.json.decode(body)) for seq, id_, at, body in _rows(cursor, _LINES)
        ]
        kept = [
            Kept(str(a), str(b), str(c), state, reason) for a, b, c, state, reason in _rows(cursor, _KEPT)
        ]
        tallies = {(indicator, place, day): n for indicator, place, day, n in _rows(cursor, _TALLIES)}
    return Books(lines, kept, tallies)


def _connected(home: Path, database_url: str | None) -> Any:
    return psycopg.connect(database_url) if database_url else sqlite3.connect(home / "oneboard.sqlite")


def _rows(cursor: Any, sql: str) -> Iterator[tuple[Any, ...]]:
    cursor.execute(sql)
    yield from cursor.fetchall()
