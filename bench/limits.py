"""What the machine can do at best with the same bytes: the journal's rows alone, written or read and nothing else."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, Final

import msgspec
import psycopg

from bench.processes import cpu_seconds
from bench.sites import Site
from oneboard.vocabulary.entry import Entry

#: Rows in a transaction: one batch, and a whole group of 64.
BATCH: Final = 50
GROUP: Final = 3_200

Row = tuple[int, str, int, str]

_JSONB: Final = (
    "INSERT INTO limit_line (seq, id, recorded_at, body) SELECT * FROM "
    "jsonb_to_recordset(%s::jsonb) AS r(seq bigint, id uuid, recorded_at bigint, body text)"
)
_COPY: Final = "COPY limit_line (seq, id, recorded_at, body) FROM STDIN"


class Limit(msgspec.Struct, frozen=True):
    """Entries a second, and CPU µs an entry."""

    rate: float
    cpu: float


def journal_rows(site: Site, number: int) -> list[Row]:
    """The last ones."""
    newest = site.ask(f"SELECT seq, id, recorded_at, body FROM journal_line ORDER BY seq DESC LIMIT {number}")
    return [(seq, str(id_), at, body) for seq, id_, at, body in reversed(newest)]


def writing(site: Site, rows: Sequence[Row]) -> dict[str, Limit]:
    """By the way of writing; the last is the best one."""
    return _on_postgresql(site, rows) if site.database_url else _on_sqlite(site, rows)


def writing_over(url: str, rows: Sequence[Row]) -> Limit:
    """Groups as one jsonb parameter, over a line that is not the site's own."""
    with _limit_table(url) as connection:
        began = time.perf_counter()
        _as_jsonb(connection, rows, GROUP)
        return Limit(len(rows) / (time.perf_counter() - began), 0.0)


def reading(site: Site, rows: Sequence[Row]) -> Limit:
    """Entries decoded from rows already at hand: what replay does before it folds."""
    decode = msgspec.json.Decoder(Entry).decode
    return _measured(lambda: [decode(row[3]) for row in rows], len(rows), time.process_time)


def _on_sqlite(site: Site, rows: Sequence[Row]) -> dict[str, Limit]:
    [[table]] = site.ask("SELECT sql FROM sqlite_master WHERE name = 'journal_line'")
    found = {}
    for size in (BATCH, GROUP):
        file = site.home / f"limit-{size}.sqlite"
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(table)
            write = _sqlite_writer(connection, rows, size)
            found[f"executemany {size}/tx"] = _measured(write, len(rows), time.process_time)
        file.unlink()
    return found


def _sqlite_writer(connection: sqlite3.Connection, rows: Sequence[Row], size: int) -> Callable[[], None]:
    def write() -> None:
        for part in _parts(rows, size):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT INTO journal_line (seq, id, recorded_at, body) VALUES (?, ?, ?, ?)", part
            )
            connection.execute("COMMIT")

    return write


def _on_postgresql(site: Site, rows: Sequence[Row]) -> dict[str, Limit]:
    postmaster, found = site.postmaster or 0, {}

    def cpu() -> float:
        return time.process_time() + cpu_seconds(postmaster)

    for name, write, size in (
        (f"jsonb {BATCH}/tx", _as_jsonb, BATCH),
        (f"jsonb {GROUP}/tx", _as_jsonb, GROUP),
        (f"COPY {GROUP}/tx", _as_copy, GROUP),
    ):
        with _limit_table(site.database_url or "") as connection:
            found[name] = _measured(lambda c=connection, w=write, s=size: w(c, rows, s), len(rows), cpu)  # type: ignore[misc]
    return found


@contextmanager
def _limit_table(url: str) -> Iterator["psycopg.Connection[Any]"]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE limit_line (LIKE journal_line INCLUDING ALL)")
        try:
            yield connection
        finally:
            connection.execute("DROP TABLE limit_line")


def _as_jsonb(connection: "psycopg.Connection[Any]", rows: Sequence[Row], size: int) -> None:
    for part in _parts(rows, size):
        named = [{"seq": seq, "id": id_, "recorded_at": at, "body": body} for seq, id_, at, body in part]
        connection.execute(_JSONB, (msgspec.json.encode(named).decode(),))


def _as_copy(connection: "psycopg.Connection[Any]", rows: Sequence[Row], size: int) -> None:
    for part in _parts(rows, size):
        with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            for row in part:
                copy.write_row(row)


def _parts(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _measured(work: Callable[[], object], entries: int, cpu: Callable[[], float]) -> Limit:
    began, used = time.perf_counter(), cpu()
    work()
    return Limit(entries / (time.perf_counter() - began), (cpu() - used) / entries * 1e6)
