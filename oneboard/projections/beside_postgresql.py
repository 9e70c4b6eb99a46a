"""Two sides in PostgreSQL: the tables beside are a schema of their own, unlogged, dropped at the end."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

import psycopg

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.foundation.rows import Table
from oneboard.foundation.transactions import PostgresStore, postgresql_parameters
from oneboard.journal.book import AFTER, LOCK_HEAD
from oneboard.projections.imprints import Imprint
from oneboard.projections.rows import ALL
from oneboard.projections.sides import READERS, Rows, Sides, ordered, replacing

#: Rows fetched at a time.
_FETCH: Final = 5_000

_INDEXES: Final = (
    b"SELECT indexdef FROM pg_indexes "
    b"WHERE schemaname = 'public' AND tablename = ANY(%s) AND indexname <> ALL(%s)"
)

_AFTER: Final = AFTER.postgresql.replace("?", "%s").encode()


@contextmanager
def in_postgresql() -> Iterator[Sides]:
    parameters = postgresql_parameters()
    schema = f"replay_{new_id(now_ms()).replace('-', '')}"
    there = parameters | {"options": f"-c search_path={schema},public"}
    with psycopg.connect(**parameters) as live, psycopg.connect(**there) as reading:
        live.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reading.execute(f"CREATE SCHEMA {schema}".encode())
        _make_tables(reading, schema)
        reading.commit()
        beside = PostgresStore(there)
        try:
            yield Sides(
                beside,
                lambda after, limit: live.execute(_AFTER, (after, limit)).fetchall(),
                partial(_read, live),
                partial(_read, reading),
                partial(_imprints, live, reading),
                partial(_swap, parameters, schema),
            )
        finally:
            beside.close()
            reading.rollback()
            reading.execute(f"DROP SCHEMA {schema} CASCADE".encode())


def _make_tables(connection: psycopg.Connection[Any], schema: str) -> None:
    for table in ALL:
        shape = f"(LIKE public.{table.name} INCLUDING ALL EXCLUDING INDEXES)"
        connection.execute(f"CREATE UNLOGGED TABLE {schema}.{table.name} {shape}".encode())
    wanted = [table.name for table in ALL], list(READERS)
    for (index,) in connection.execute(_INDEXES, wanted).fetchall():
        connection.execute(index.replace(" ON public.", f" ON {schema}.", 1).encode())


def _imprints(
    live: psycopg.Connection[Any], reading: psycopg.Connection[Any]
) -> dict[str, tuple[Imprint, Imprint]]:
    key = secrets.randbits(63)
    return {table.name: (_imprint(live, table, key), _imprint(reading, table, key)) for table in ALL}


def _imprint(connection: psycopg.Connection[Any], table: Table[Any], key: int) -> Imprint:
    """Worked out by the server, where the rows are."""
    hash_ = f"hash_record_extended(ROW({', '.join(table.columns)}), {key})"
    sql = f"SELECT count(*), coalesce(sum({hash_}), 0) FROM {table.name}"  # noqa: S608  (names of ours)
    [(number, total)] = connection.execute(sql.encode()).fetchall()
    return Imprint(number, int(total))


def _swap(parameters: Mapping[str, Any], schema: str, seq: int) -> bool:
    with psycopg.connect(**parameters) as live:
        head = live.execute(LOCK_HEAD.statement.postgresql.encode()).fetchone()
        same = head is not None and head[0] == seq
        for statement in replacing("public", schema) if same else ():
            live.execute(statement.encode())
        return same


def _read(connection: psycopg.Connection[Any], table: Table[Any]) -> Rows:
    with connection.cursor("rows") as cursor:
        cursor.itersize = _FETCH
        cursor.execute(ordered(table, table.everything.postgresql).encode())
        yield from cursor
