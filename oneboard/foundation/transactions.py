"""The writer's transaction on either store, on a raw connection of its own.

Django's wrappers bind on the client and know no pipeline; on the hot path that costs more than all the rest.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, Protocol

import msgspec
import psycopg
from django.db import connections
from psycopg.types.json import Jsonb

from oneboard.foundation.ids import near_id
from oneboard.foundation.rows import Change, Query, Record, Transaction
from oneboard.foundation.turn import TURN

_encode = msgspec.json.Encoder().encode

# Binding None or bytes, sqlite3 searches for an adapter and finds none: a third of a microsecond each time, several of
# which are in every row. These give back what they are given.
sqlite3.register_adapter(type(None), dict[None, None]().get)
sqlite3.register_adapter(bytes, bytes)


class Store(Protocol):
    """Where the journal and the read models lie. One transaction at a time; not for use by two threads."""

    vendor: str

    def begin(self) -> "Begin": ...

    def close(self) -> None: ...


class Begin(Protocol):
    """Commits at the end of the block, rolls back on an error."""

    def __enter__(self) -> Transaction: ...

    def __exit__(self, *error: Any) -> bool | None: ...


class SqliteTransaction:
    vendor = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def ask(self, *queries: Query) -> list[list[Record]]:
        return [self._connection.execute(q.statement.sqlite, q.parameters).fetchall() for q in queries]

    def tell(self, *changes: Change | Query) -> None:
        for change in changes:
            if isinstance(change, Query):
                self._connection.execute(change.statement.sqlite, change.parameters)
            elif change.rows:
                rows = map(msgspec.structs.astuple, change.rows)
                self._connection.executemany(change.statement.sqlite, rows)


class PostgresTransaction:
    """Inside one pipeline: what is told goes out at once and is not waited for, so that the server works on it while
    the fold goes on; only asking, and the end, wait for the line and back."""

    vendor = "postgresql"

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def ask(self, *queries: Query) -> list[list[Record]]:
        cursors = [self._execute(q.statement.postgresql, q.parameters) for q in queries]
        return [cursor.fetchall() for cursor in cursors]

    def tell(self, *changes: Change | Query) -> None:
        for change in changes:
            if isinstance(change, Query):
                self._execute(change.statement.postgresql, change.parameters)
            elif change.rows:
                # Bytes as they are: as text they would be decoded and encoded once more, ten times the cost.
                rows = Jsonb(list(map(msgspec.structs.astuple, change.rows)), _encode)
                self._execute(change.statement.postgresql, (rows,))

    def _execute(self, sql: str, parameters: Any) -> psycopg.Cursor[Any]:
        return self._connection.execute(_percent(sql), parameters)


@cache
def _percent(sql: str) -> bytes:
    return sql.replace("?", "%s").encode()


class SqliteStore:
    vendor = "sqlite"

    def __init__(self, path: str, *, for_good: bool = True) -> None:
        """Not `for_good`: a file that is thrown away after a crash, so that nothing need be safe in between."""
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        self._connection.execute(f"PRAGMA journal_mode = {'WAL' if for_good else 'OFF'}")
        # FULL: with NORMAL a power cut can take back what was acknowledged.
        self._connection.execute(f"PRAGMA synchronous = {'FULL' if for_good else 'OFF'}")
        # In pages: 64 MB of log. What several groups write of one page goes into the file once.
        self._connection.execute("PRAGMA wal_autocheckpoint = 16000")
        self._connection.execute(f"PRAGMA cache_size = -{32_768 if for_good else 131_072}")
        self._connection.create_function("near_id", -1, near_id, deterministic=True)

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            with TURN:
                yield SqliteTransaction(self._connection)
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def close(self) -> None:
        self._connection.close()


class PostgresStore:
    vendor = "postgresql"

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._parameters = dict(parameters)
        self._connection: psycopg.Connection[Any] | None = None

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        connection = self._connected()
        try:
            with connection.pipeline():
                connection.execute("BEGIN")
                yield PostgresTransaction(connection)
                connection.execute("COMMIT")
        except BaseException:
            self._roll_back(connection)
            raise

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(**self._parameters, autocommit=True)
            # A plan kept from when a table was empty reads all of it for ever after.
            self._connection.execute("SET plan_cache_mode = force_custom_plan")
        return self._connection

    def _roll_back(self, connection: psycopg.Connection[Any]) -> None:
        # A connection that cannot even roll back is given up; the server ends its transaction by itself.
        try:
            if connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                connection.execute("ROLLBACK")
        except psycopg.Error:
            self.close()


def open_store() -> Store:
    """The node's store, on a connection beside Django's."""
    of = connections["default"]
    return SqliteStore(sqlite_path()) if of.vendor == "sqlite" else PostgresStore(postgresql_parameters())


def sqlite_path() -> str:
    return str(connections["default"].settings_dict["NAME"])


def postgresql_parameters() -> dict[str, Any]:
    """What psycopg.connect needs, from Django's settings."""
    settings = connections["default"].settings_dict
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {ours: settings[django] for ours, django in named.items() if settings[django]}
    return given | {key: value for key, value in settings["OPTIONS"].items() if key != "pool"}
