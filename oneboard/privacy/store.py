"""The key store: scopes and wrapped keys in a SQLite file of their own, whichever database holds the journal.

Not in PostgreSQL: there a deleted row stays in the table, the log and the archive (docs/decisions/0004).
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from oneboard.privacy.files import locked, make_directory, sync, sync_directory

#: How long a statement or an erasing checkpoint waits for other processes before it fails.
_PATIENCE_S: Final = 10.0

#: Which key: the number of a scope and the id of a subject.
Pair: TypeAlias = tuple[int, str]

_SCOPE: Final = "SELECT no, incident, register, period, expires_on, state = 'open' FROM scope "
_SCOPE_BY_NAME: Final = _SCOPE + "WHERE incident = ? AND register = ? AND period = ?"
_SCOPES_BY_STATE: Final = _SCOPE + "WHERE state = ? ORDER BY no"
_OPEN_SCOPE: Final = _SCOPE + "WHERE no = ? AND state = 'open'"


class Scope(msgspec.Struct, frozen=True):
    """Keys that die together. `expires_on`: the first day (since 1970) without them. No incident is empty."""

    no: int
    incident: str
    register: str
    period: str
    expires_on: int


class WrappedKey(NamedTuple):
    scope_no: int
    subject: bytes
    wrapped: bytes
    wrapped_by: int


class EraseBlocked(Exception):
    """A reader kept the write-ahead log from being cut: wrapped keys are still on disk. Expire again."""


class KeyStore:
    """One connection reads and one writes, so that a reader never waits for a commit; each under its lock."""

    def __init__(self, directory: Path) -> None:
        make_directory(directory)
        self.path = directory / "keys.sqlite"
        # Two processes that turn a new file to WAL at once get "database is locked", whatever the timeout.
        with locked(directory / "opening.lock"):
            self._writer = self._connected()
            self._writer.executescript(Path(__file__).with_name("keys.sql").read_text())
        # The log's own name must outlive a power cut before anything in it does.
        sync_directory(directory)
        self._reader = self._connected()
        self._durably = True
        self._write_lock, self._read_lock = threading.Lock(), threading.Lock()

    @contextmanager
    def write(self, *, durably: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction, rolled back on an error; durable when the block ends, or else after `make_durable`."""
        with self._write_lock:
            if durably is not self._durably:
                self._writer.execute(f"PRAGMA synchronous = {'FULL' if durably else 'NORMAL'}")
                self._durably = durably
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def make_durable(self) -> None:
        """What any process has written so far outlives a power cut: it is in the log, or a checkpoint has synced it."""
        sync(self.path.with_name(f"{self.path.name}-wal"))

    def generation(self) -> int:
        return int(self._read("SELECT number FROM generation")[0][0])

    def fetch(self, wanted: Sequence[Pair]) -> list[WrappedKey]:
        parameters: list[int | bytes] = []
        for scope_no, subject in wanted:
            parameters += (scope_no, raw(subject))
        return [WrappedKey(*row) for row in self._read(_fetch(len(wanted)), parameters)]

    def scope(self, incident: str, register: str, period: str) -> tuple[Scope, bool] | None:
        """The scope and whether it is open."""
        found = self._read(_SCOPE_BY_NAME, (incident, register, period))
        return (Scope(*found[0][:5]), bool(found[0][5])) if found else None

    def is_open(self, scope_no: int) -> bool:
        return bool(self._read("SELECT 1 FROM scope WHERE no = ? AND state = 'open'", (scope_no,)))

    def scopes(self, state: str) -> list[Scope]:
        return [Scope(*row[:5]) for row in self._read(_SCOPES_BY_STATE, (state,))]

    def subjects_of(self, scope_no: int) -> list[str]:
        rows = self._read("SELECT subject FROM subject_key WHERE scope = ?", (scope_no,))
        return [text(row[0]) for row in rows]

    def cut_log(self) -> None:
        """Takes every deleted byte out of the write-ahead log. Raises EraseBlocked."""
        with self._write_lock:
            blocked, _, _ = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if blocked:
            raise EraseBlocked(f"the write-ahead log of {self.path} is in use")

    def copy_to(self, target: Path) -> None:
        """A consistent copy while others write. We make the file, so that it is for the owner only."""
        target.touch(mode=0o600)
        with closing(self._connected()) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")

    def close(self) -> None:
        self._reader.close()
        self._writer.close()

    def _read(self, sql: str, parameters: Sequence[int | str | bytes] = ()) -> list[tuple[Any, ...]]:
        with self._read_lock:
            return self._reader.execute(sql, parameters).fetchall()

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path,
            isolation_level=None,
            check_same_thread=False,
            timeout=_PATIENCE_S,
            cached_statements=512,
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # Builds differ in their default, and without it deleted keys stay in free pages.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        return connection


def open_scope(transaction: sqlite3.Connection, scope_no: int) -> Scope | None:
    row = transaction.execute(_OPEN_SCOPE, (scope_no,)).fetchone()
    return Scope(*row[:5]) if row else None


def next_generation(transaction: sqlite3.Connection) -> None:
    transaction.execute("UPDATE generation SET number = number + 1")


def raw(subject: str) -> bytes:
    """An id's 16 bytes, as the store keeps it."""
    return bytes.fromhex(subject.replace("-", ""))


def text(subject: bytes) -> str:
    h = subject.hex()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


@cache
def _fetch(count: int) -> str:
    # Joined in this order, each wanted pair is one search by key; `IN (VALUES …)` is fifty times slower.
    wanted = ",".join(["(?,?)"] * count)
    return (
        f"WITH wanted (scope_no, id) AS (VALUES {wanted}) "  # noqa: S608
        "SELECT scope, subject, wrapped, wrapped_by "
        "FROM wanted CROSS JOIN subject_key ON scope = scope_no AND subject = id"
    )
