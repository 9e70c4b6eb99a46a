"""Copies (副本) of the whole store, taken while it is written, put back as one: a SQLite file, or PostgreSQL's tables.

PostgreSQL is copied by its own COPY in one snapshot, so that no program of another version is needed; the tables are
made by our migrations, as far as they had come when the copy was taken.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import psycopg
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from psycopg.sql import SQL, Identifier

from oneboard.foundation.transactions import postgresql_parameters, sqlite_path
from oneboard.privacy.files import move_durably

#: Told how much of how much is done.
Progress: TypeAlias = Callable[[int, int], None]

_SQLITE: Final = "oneboard.sqlite"
_PAGES: Final = 2_000
_BLOCK: Final = 1 << 20

_HEAD: Final = "SELECT seq, block, hash FROM journal_head WHERE id = 1"
_MIGRATIONS: Final = "SELECT app, name FROM django_migrations ORDER BY app, name"
_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
_COUNTERS: Final = (
    "SELECT table_name, column_name FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND is_identity = 'YES'"
)


class Copied(NamedTuple):
    """The head of the journal in the copy, and the migrations its tables were made by: `journal.0001_initial`."""

    seq: int
    block: int
    hash: str
    migrations: tuple[str, ...]


def copy(target: Path, progress: Progress) -> Copied:
    """One moment of the store, in the directory `target`, which is there and empty."""
    if connection.vendor == "sqlite":
        return _copy_sqlite(target / _SQLITE, progress)
    return _copy_postgresql(target, progress)


def put_back(source: Path, migrations: Sequence[str], progress: Progress) -> None:
    """The store as it was copied. On SQLite it takes the place of any other; on PostgreSQL it must be empty."""
    connection.close()
    if connection.vendor == "sqlite":
        _replace_sqlite(source / _SQLITE, Path(sqlite_path()))
        progress(1, 1)
    else:
        _migrate(migrations)
        _fill(source, progress)


def is_empty() -> bool:
    if connection.vendor == "sqlite":
        return not Path(sqlite_path()).exists()
    with psycopg.connect(**postgresql_parameters()) as live:
        return not _tables(live)


def clear() -> None:
    """Everything in the store is gone: for what is put back behind it."""
    connection.close()
    if connection.vendor == "sqlite":
        _remove_sqlite(Path(sqlite_path()))
        return
    with psycopg.connect(**postgresql_parameters()) as live:
        if tables := _tables(live):
            live.execute(SQL("DROP TABLE {} CASCADE").format(_listed(tables)))


def unknown(migrations: Sequence[str]) -> list[str]:
    """Those that this program does not have: the copy was taken by a newer one."""
    known = {
        ".".join(name) for name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations or ()
    }
    return [name for name in migrations if name not in known]


def _copied(live: Any) -> Copied:
    [(seq, block, hash_)] = live.execute(_HEAD).fetchall()
    return Copied(seq, block, hash_, tuple(".".join(row) for row in live.execute(_MIGRATIONS).fetchall()))


def _copy_sqlite(target: Path, progress: Progress) -> Copied:
    target.touch(mode=0o600)
    live = sqlite3.connect(f"file:{sqlite_path()}?mode=ro", uri=True, isolation_level=None)
    with closing(live), closing(sqlite3.connect(target)) as made:
        # Reading within a transaction holds one snapshot; without it each write would start the copy again.
        live.execute("BEGIN")
        copied = _copied(live)
        live.backup(made, pages=_PAGES, progress=lambda _, left, total: progress(total - left, total))
        made.execute("PRAGMA journal_mode = DELETE")
    return copied


def _copy_postgresql(target: Path, progress: Progress) -> Copied:
    with psycopg.connect(**postgresql_parameters()) as live:
        live.isolation_level, live.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        copied, tables = _copied(live), _tables(live)
        for done, table in enumerate(tables, start=1):
            statement = SQL("COPY {} TO STDOUT (FORMAT text, HEADER)").format(Identifier(table))
            with _created(target / f"{table}.copy") as file, live.cursor().copy(statement) as rows:
                for row in rows:
                    file.write(row)
            progress(done, len(tables))
    return copied


def _replace_sqlite(source: Path, path: Path) -> None:
    draft = path.with_name(f"{path.name}.draft")
    shutil.copyfile(source, draft)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.chmod(0o600)
    # A log of the old file would be played into the new one.
    _remove_sqlite(path)
    move_durably(draft, path)


def _remove_sqlite(path: Path) -> None:
    for ending in ("-wal", "-shm", ""):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _migrate(migrations: Sequence[str]) -> None:
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, _, name in (m.partition(".") for m in migrations)}
    nodes = executor.loader.graph.node_map
    own = executor.loader.disk_migrations or {}
    last = [
        key for key in sorted(wanted & set(own))
        if not any(child.key[0] == key[0] and child.key in wanted for child in nodes[key].children)
    ]  # fmt: skip
    executor.migrate(last)
    connection.close()


def _fill(source: Path, progress: Progress) -> None:
    """In one transaction, so that the store is empty or whole."""
    with psycopg.connect(**postgresql_parameters()) as live:
        tables = _tables(live)
        # What the migrations themselves put there is in the copy as well.
        live.execute(SQL("TRUNCATE {}").format(_listed(tables)))
        for done, table in enumerate(tables, start=1):
            _fill_table(live, table, source / f"{table}.copy")
            progress(done, len(tables))
        for table, column in live.execute(_COUNTERS).fetchall():
            live.execute(
                SQL(
                    "SELECT setval(pg_get_serial_sequence({}, {}), coalesce(max({}), 0) + 1, false) FROM {}"
                ).format(table, column, Identifier(column), Identifier(table))
            )


def _fill_table(live: psycopg.Connection[Any], table: str, path: Path) -> None:
    with path.open("rb") as file:
        columns = file.readline().decode().rstrip("\n").split("\t")
        statement = SQL("COPY {} ({}) FROM STDIN (FORMAT text)").format(Identifier(table), _listed(columns))
        with live.cursor().copy(statement) as rows:
            while block := file.read(_BLOCK):
                rows.write(block)


def _tables(live: psycopg.Connection[Any]) -> list[str]:
    return [name for (name,) in live.execute(_TABLES).fetchall()]


def _listed(names: Sequence[str]) -> Any:
    return SQL(", ").join(map(Identifier, names))


def _created(path: Path) -> Any:
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
