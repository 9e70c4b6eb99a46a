"""Two sides in SQLite: the tables beside are a file of their own, thrown away at the end."""

import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.foundation.rows import Table, keys
from oneboard.foundation.transactions import SqliteStore, sqlite_path
from oneboard.journal.book import AFTER, LOCK_HEAD
from oneboard.projections.imprints import Imprint, Imprinter, imprinter
from oneboard.projections.rows import ALL
from oneboard.projections.sides import READERS, Rows, Sides, ordered, replacing

_SHAPES: Final = (
    "SELECT sql FROM sqlite_master WHERE tbl_name IN (SELECT value FROM json_each(?)) AND sql NOT NULL "
    "AND type IN ('table', 'index') AND name NOT IN (SELECT value FROM json_each(?))"
)


@contextmanager
def in_sqlite(home: Path) -> Iterator[Sides]:
    path = home / f"replay-{new_id(now_ms())}.sqlite"
    seed = str(secrets.randbelow(2**32))
    with imprinter(sqlite_path(), seed) as of_live, closing(_one_snapshot(of_live)) as live:
        of_live.want(*(table.everything.sqlite for table in ALL))
        shapes = live.execute(_SHAPES, (keys(table.name for table in ALL), keys(READERS)))
        with closing(sqlite3.connect(path)) as made:
            made.executescript(";".join(shape for (shape,) in shapes))
        beside, reading = SqliteStore(str(path), for_good=False), sqlite3.connect(path)
        try:
            yield Sides(
                beside,
                lambda after, limit: live.execute(AFTER.sqlite, (after, limit)).fetchall(),
                partial(_read, live),
                partial(_read, reading),
                partial(_imprints, of_live, str(path), seed),
                partial(_swap, path),
            )
        finally:
            beside.close()
            reading.close()
            for file in home.glob(f"{path.name}*"):
                file.unlink()


def _one_snapshot(other: Imprinter) -> sqlite3.Connection:
    """What is live, as this process and the other see it: the head says whether a group came between."""
    # Lines are read by the thread that reads ahead.
    live = sqlite3.connect(
        f"file:{sqlite_path()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
    )
    while True:
        live.execute("BEGIN")
        [(seq,)] = live.execute("SELECT seq FROM journal_head").fetchall()
        # The same seq, the same read models: they change together.
        other.want("BEGIN", f"SELECT 1 FROM journal_head WHERE seq = {seq}")  # noqa: S608  (a number)
        other.take()
        if other.take().number:
            return live
        live.execute("ROLLBACK")
        other.want("ROLLBACK")
        other.take()


def _imprints(of_live: Imprinter, beside: str, seed: str) -> dict[str, tuple[Imprint, Imprint]]:
    tables: Sequence[Table[Any]] = ALL
    live = {table.name: of_live.take() for table in tables}
    with imprinter(beside, seed) as one, imprinter(beside, seed) as other:
        # The largest tables first, in turns: both have about as much to read.
        order = sorted(tables, key=lambda table: -live[table.name].number)
        turns = [(table, (one, other)[turn % 2]) for turn, table in enumerate(order)]
        for table, of_beside in turns:
            of_beside.want(table.everything.sqlite)
        return {table.name: (live[table.name], of_beside.take()) for table, of_beside in turns}


def _swap(path: Path, seq: int) -> bool:
    with closing(sqlite3.connect(sqlite_path(), isolation_level=None)) as live:
        live.execute("ATTACH ? AS beside", (str(path),))
        live.execute("BEGIN IMMEDIATE")
        same = live.execute(LOCK_HEAD.statement.sqlite).fetchone()[0] == seq
        for statement in replacing("main", "beside") if same else ():
            live.execute(statement)
        live.execute("COMMIT" if same else "ROLLBACK")
        return bool(same)


def _read(connection: sqlite3.Connection, table: Table[Any]) -> Rows:
    return connection.execute(ordered(table, table.everything.sqlite))
