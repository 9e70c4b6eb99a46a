"""The recorder of a node: every door hands it what it heard, and it answers with what became of it.

There is one in a process. On SQLite only one process of a node may have one: it holds the file lock.
"""

import fcntl
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock
from typing import IO, Any, Final, TypeAlias

from django.db import connection

from oneboard.foundation.errors import Refusal
from oneboard.foundation.rows import Query, Record, both
from oneboard.foundation.transactions import open_store
from oneboard.journal.blobs import Blobs
from oneboard.journal.exercise import take_up_clock
from oneboard.privacy.keyring import Keyring
from oneboard.projections.reference import Reference, empty
from oneboard.projections.referring import current
from oneboard.recorder.group import Group
from oneboard.recorder.preparation import Sealer
from oneboard.recorder.prepared import Outcome, Prepared
from oneboard.recorder.writer import Command, Decide, Decision, Observations, Writer
from oneboard.vocabulary.entry import Entry

#: A caller waits this long for its group; then it is told to send again, which is harmless.
PATIENCE_S: Final = 30

Answer: TypeAlias = Future[list[Outcome]]

_HEAD: Final = Query(both("SELECT reference_seq, recorded_at FROM journal_head WHERE id = 1"))


class AlreadyRunning(Exception):
    """Another process of this node has the pen."""


class Recorder:
    def __init__(self, home: Path, zone: str) -> None:
        self.home, self.zone = home, zone
        self._lock = take_lock(home) if connection.vendor == "sqlite" else None
        self.keyring = Keyring(home)
        self.blobs = Blobs(home)
        self._writer = Writer(open_store(), self.keyring, zone, self.blobs.get)
        self._seen = empty(zone)
        self._seen_lock = Lock()
        self._writer.start()

    def stop(self) -> None:
        """Writes what waits, then lets go of the pen."""
        self._writer.stop()
        self.keyring.close()
        if self._lock is not None:
            self._lock.close()

    def observe(self, entries: Sequence[Prepared]) -> list[Outcome]:
        """What became of each observation, in order. Raises Refusal journal.busy or journal.stopped."""
        return wait_for(self.put(entries))

    def put(self, entries: Sequence[Prepared]) -> Answer:
        """Hands observations to the writer, for `wait_for`. Raises Refusal journal.busy or journal.stopped."""
        answer: Answer = Future()
        self._writer.gathering.put(Observations(entries, answer))
        return answer

    def expecting(self) -> AbstractContextManager[None]:
        """Tells the writer that a batch is under way, so that it may wait for it and write both as one group."""
        return self._writer.gathering.expecting()

    def record(self, id_: str, decide: Decide, said: Entry | None = None) -> list[Outcome]:
        """What a desk command recorded; the same `id_` again gives the first answer and changes nothing.

        `decide` runs under the lock, and raises Refusal for what the state does not allow. `said`: the command's first
        entry; Refusal entry.clash where the id stands for another.
        """
        answer: Answer = Future()
        self._writer.gathering.put(Command(id_, _tidied(decide), answer, said))
        return wait_for(answer)

    def sealer(self, received_at: int) -> Sealer:
        reference, last_recorded = self._now()
        return Sealer(self.keyring, reference, received_at, last_recorded)

    def reference(self) -> Reference:
        """Places, playbooks and campaigns as of now, whichever process changed them."""
        return self._now()[0]

    def last_recorded(self) -> int:
        """When the last entry was recorded, in ms; 0 in an empty journal."""
        return self._now()[1]

    def _now(self) -> tuple[Reference, int]:
        reading = Reading()
        [[(seq, last_recorded)]] = reading.ask(_HEAD)
        with self._seen_lock:
            self._seen = current(reading, seq, self._seen)
            return self._seen, last_recorded


class Reading:
    """Django's connection of this thread, as far as reading goes."""

    def ask(self, *queries: Query) -> list[list[Record]]:
        answers = []
        for query in queries:
            sql = getattr(query.statement, connection.vendor).replace("?", "%s")
            with connection.cursor() as cursor:
                cursor.execute(sql, query.parameters)
                answers.append(cursor.fetchall())
        return answers

    def tell(self, *changes: Any) -> None:
        raise NotImplementedError("only the writer writes")


def _tidied(decide: Decide) -> Decide:
    """It reads through the writer thread's own connection, and no request's end looks after that one."""

    def decided(group: Group) -> Decision:
        try:
            return decide(group)
        finally:
            connection.close_if_unusable_or_obsolete()

    return decided


def take_lock(home: Path) -> IO[str]:
    """The file lock of a node on SQLite. Raises AlreadyRunning."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = (home / "pen.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise AlreadyRunning(str(home)) from error
    return file


def wait_for(answer: Answer) -> list[Outcome]:
    """What became of each entry. Raises Refusal journal.busy when that takes too long; sending again is harmless."""
    # A thread that waits must not keep one of the pool's few connections meanwhile.
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        connection.close()
    try:
        return answer.result(PATIENCE_S)
    except NotInTime:
        raise Refusal("journal.busy", seconds=5) from None


_running: Recorder | None = None
_running_lock = Lock()


def start(home: Path, zone: str) -> Recorder:
    """The recorder of this process, started at the first call. Raises AlreadyRunning."""
    global _running
    with _running_lock:
        if _running is None:
            _running = Recorder(home, zone)
            take_up_clock()
        return _running


def running() -> Recorder:
    """Raises Refusal journal.stopped where none was started, or it ended."""
    if _running is None:
        raise Refusal("journal.stopped")
    return _running


def stop() -> None:
    global _running
    with _running_lock:
        if _running is not None:
            _running.stop()
            _running = None
