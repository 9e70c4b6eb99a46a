"""Two sides: one snapshot of what is live, and empty tables of the same shape to fold the journal into again."""

import secrets
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

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

#: Indexes that only questions of people use: beside, nobody asks them, and what is swapped in is indexed there.
_NOT_BESIDE: Final = ("mark_list", "task_place")

_SHAPES: Final = (
    "SELECT sql FROM sqlite_master WHERE tbl_name IN (SELECT value FROM json_each(?)) AND sql NOT NULL "
    "AND type IN ('table', 'index') "
    "AND name NOT IN (SELECT value FROM json_each(?))"
)
_INDEXES: Final = (
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s AND indexname <> ALL (%s)"
)

#: Rows fetched at a time from PostgreSQL.
_FETCH: Final = 5_000

_encode: Final = msgspec.msgpack.Encoder().encode


class Imprint(NamedTuple):
    """How many rows, and the sum of their hashes under a key of this process only: in whatever order they come, the
    same for the same rows and, but for one case in 2⁶⁴, for no others."""

    number: int
    total: int


class Sides(msgspec.Struct, frozen=True):
    """`lines(after, limit)`: the live journal's (seq, recorded_at, body). Rows come in the order of the table's key.

    `swap(seq)` puts the tables beside in the place of the live ones, in one transaction, unless the journal has gone
    on behind `seq`; it says whether it did.
    """

    beside: Store
    lines: Callable[[int, int], list[Record]]
    live_rows: Callable[[Table[Any]], Rows]
    rows_beside: Callable[[Table[Any]], Rows]
    live_imprint: Callable[[Table[Any]], Imprint]
    imprint_beside: Callable[[Table[Any]], Imprint]
    swap: Callable[[int], bool]


@contextmanager
def sides(home: Path) -> Iterator[Sides]:
    """The tables beside are gone at the end."""
    with _in_sqlite(home) if connection.vendor == "sqlite" else _in_postgresql() as both:
        yield both


@contextmanager
def _in_sqlite(home: Path) -> Iterator[Sides]:
    path = home / f"replay-{new_id(now_ms())}.sqlite"
    live = sqlite3.connect(f"file:{sqlite_path()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
    with closing(live):
        live.execute("BEGIN")
        shapes = live.execute(_SHAPES, (keys(table.name for table in ALL), keys(_NOT_BESIDE)))
        with closing(sqlite3.connect(path)) as made:
            made.executescript(";".join(shape for (shape,) in shapes))
        beside, reading = SqliteStore(str(path), for_good=False), sqlite3.connect(path)
        try:
            yield Sides(
                beside,
                lambda after, limit: live.execute(AFTER.sqlite, (after, limit)).fetchall(),
                partial(_read, live),
                partial(_read, reading),
                partial(_imprint, live),
                partial(_imprint, reading),
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
    key = secrets.randbits(63)
    there = parameters | {"options": f"-c search_path={schema},public"}
    with psycopg.connect(**parameters) as live, psycopg.connect(**there) as reading:
        live.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reading.execute(f"CREATE SCHEMA {schema}".encode())
        for table in ALL:
            _shape(reading, schema, table)
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
                partial(_hashed, live, key),
                partial(_hashed, reading, key),
                lambda seq: _swap_in_postgresql(parameters, schema, seq),
            )
        finally:
            beside.close()
            reading.rollback()
            reading.execute(f"DROP SCHEMA {schema} CASCADE".encode())


def _shape(connection: psycopg.Connection[Any], schema: str, table: Table[Any]) -> None:
    connection.execute(f"CREATE UNLOGGED TABLE {schema}.{table.name} (LIKE public.{table.name})".encode())
    for (index,) in connection.execute(_INDEXES, (table.name, list(_NOT_BESIDE))).fetchall():
        connection.execute(index.replace(" ON public.", f" ON {schema}.").encode())


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


def _read(connection: sqlite3.Connection, table: Table[Any]) -> Rows:
    return connection.execute(f"{table.everything.sqlite} ORDER BY {', '.join(table.key)}")


def _streamed(connection: psycopg.Connection[Any], table: Table[Any]) -> Rows:
    with connection.cursor("rows") as cursor:
        cursor.itersize = _FETCH
        cursor.execute(f"{table.everything.postgresql} ORDER BY {', '.join(table.key)}".encode())
        yield from cursor


def _imprint(connection: sqlite3.Connection, table: Table[Any]) -> Imprint:
    # Python's own hash of bytes has a random key in each process.
    number = total = 0
    rows = connection.execute(table.everything.sqlite)
    while some := rows.fetchmany(10_000):
        number += len(some)
        total += sum(map(hash, map(_encode, some)))
    return Imprint(number, total)


def _hashed(connection: psycopg.Connection[Any], key: int, table: Table[Any]) -> Imprint:
    hash_ = f"hash_record_extended(ROW({', '.join(table.columns)}), %s)"
    found = connection.execute(f"SELECT count(*), coalesce(sum({hash_}), 0) FROM {table.name}".encode(), (key,))
    return Imprint(*found.fetchone())
