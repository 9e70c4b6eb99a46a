"""Two sides: one snapshot of what is live, and empty tables of the same shape to fold the journal into again."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec
import psycopg
from django.db import connection

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.foundation.rows import Record, Table, keys
from oneboard.foundation.transactions import (
    PostgresStore,
    SqliteStore,
    Store,
    postgresql_parameters,
    sqlite_path,
)
from oneboard.journal.book import AFTER, LOCK_HEAD
from oneboard.projections.rows import ALL

Rows = Iterator[Record]

_SHAPES: Final = (
    "SELECT sql FROM sqlite_master WHERE tbl_name IN (SELECT value FROM json_each(?)) AND sql NOT NULL "
    "AND type IN ('table', 'index')"
)

#: Rows fetched at a time from PostgreSQL.
_FETCH: Final = 5_000


class AllRows(Protocol):
    """Every row of a table, in the order of its key or in whatever order is fastest."""

    def __call__(self, table: Table[Any], *, ordered: bool = True) -> Rows: ...


class Sides(msgspec.Struct, frozen=True):
    """`lines(after, limit)`: the live journal's (seq, recorded_at, body).

    `swap(seq)` puts the tables beside in the place of the live ones, in one transaction, unless the journal has gone
    on behind `seq`; it says whether it did.
    """

    beside: Store
    lines: Callable[[int, int], list[Record]]
    live_rows: "AllRows"
    rows_beside: "AllRows"
    swap: Callable[[int], bool]


@contextmanager
def sides(home: Path) -> Iterator[Sides]:
    """The tables beside are gone at the end."""
    with _in_sqlite(home) if connection.vendor == "sqlite" else _in_postgresql() as both:
        yield both


def _all(table: Table[Any], sql: str, ordered: bool) -> str:
    return f"{sql} ORDER BY {', '.join(table.key)}" if ordered else sql


@contextmanager
def _in_sqlite(home: Path) -> Iterator[Sides]:
    path = home / f"replay-{new_id(now_ms())}.sqlite"
    live = sqlite3.connect(f"file:{sqlite_path()}?mode=ro", uri=True, isolation_level=None)
    with closing(live):
        live.execute("BEGIN")
        shapes = live.execute(_SHAPES, (keys(table.name for table in ALL),))
        with closing(sqlite3.connect(path)) as made:
            made.executescript(";".join(shape for (shape,) in shapes))
        beside, reading = SqliteStore(str(path), for_good=False), sqlite3.connect(path)
        try:
            yield Sides(
                beside,
                lambda after, limit: live.execute(AFTER.sqlite, (after, limit)).fetchall(),
                partial(_read, live),
                partial(_read, reading),
                lambda seq: _swap_in_sqlite(path, seq),
            )
        finally:
            beside.close()
            reading.close()
            for file in home.glob(f"{path.name}*"):
                file.unlink()


@contextmanager
def _in_postgresql() -> Iterator[Sides]:
    parameters = postgresql_parameters()
    schema = f"replay_{new_id(now_ms()).replace('-', '')}"
    there = parameters | {"options": f"-c search_path={schema},public"}
    with psycopg.connect(**parameters) as live, psycopg.connect(**there) as reading:
        live.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reading.execute(f"CREATE SCHEMA {schema}".encode())
        for table in ALL:
            shape = f"CREATE UNLOGGED TABLE {schema}.{table.name} (LIKE public.{table.name} INCLUDING ALL)"
            reading.execute(shape.encode())
        reading.commit()
        beside = PostgresStore(there)
        try:
            yield Sides(
                beside,
                lambda after, limit: live.execute(
                    AFTER.postgresql.replace("?", "%s").encode(), (after, limit)
                ).fetchall(),
                partial(_streamed, live),
                partial(_streamed, reading),
                lambda seq: _swap_in_postgresql(parameters, schema, seq),
            )
        finally:
            beside.close()
            reading.rollback()
            reading.execute(f"DROP SCHEMA {schema} CASCADE".encode())


def _swap_in_sqlite(path: Path, seq: int) -> bool:
    with closing(sqlite3.connect(sqlite_path(), isolation_level=None)) as live:
        live.execute("ATTACH ? AS beside", (str(path),))
        live.execute("BEGIN IMMEDIATE")
        same = live.execute(LOCK_HEAD.statement.sqlite).fetchone()[0] == seq
        for statement in _replacing("main", "beside") if same else ():
            live.execute(statement)
        live.execute("COMMIT" if same else "ROLLBACK")
        return bool(same)


def _swap_in_postgresql(parameters: Mapping[str, Any], schema: str, seq: int) -> bool:
    with psycopg.connect(**parameters) as live:
        head = live.execute(LOCK_HEAD.statement.postgresql.encode()).fetchone()
        same = head is not None and head[0] == seq
        for statement in _replacing("public", schema) if same else ():
            live.execute(statement.encode())
        return same


def _replacing(live: str, beside: str) -> Iterator[str]:
    for table in ALL:
        columns = ", ".join(table.columns)
        yield f"DELETE FROM {live}.{table.name}"  # noqa: S608  (names of ours)
        yield f"INSERT INTO {live}.{table.name} ({columns}) SELECT {columns} FROM {beside}.{table.name}"  # noqa: S608


def _read(connection: sqlite3.Connection, table: Table[Any], *, ordered: bool = True) -> Rows:
    return connection.execute(_all(table, table.everything.sqlite, ordered))


def _streamed(connection: psycopg.Connection[Any], table: Table[Any], *, ordered: bool = True) -> Rows:
    with connection.cursor("rows") as cursor:
        cursor.itersize = _FETCH
        cursor.execute(_all(table, table.everything.postgresql, ordered).encode())
        yield from cursor
