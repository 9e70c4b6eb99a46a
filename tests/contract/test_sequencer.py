"""The sequencer: whoever writes, seq has no gap and no double, time never goes back, and no reader misses a line."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from oneboard.foundation.ids import new_id
from oneboard.foundation.rows import Query
from oneboard.journal import book
from oneboard.recorder.recorder import AlreadyRunning, open_store, take_lock
from tests.contract.said import RECEIVED, Step
from tests.contract.stage import ZONE, Stage
from tests.contract.stories import entries_of

ROOT = Path(__file__).parents[2]
BATCHES = 60


@pytest.fixture
def writers(stage: Stage) -> Iterator[list["subprocess.Popen[str]"]]:
    """Two more processes of the node."""
    node = settings.ONEBOARD
    environment = {
        **os.environ,
        "ONEBOARD_HOME": str(node.home),
        "ONEBOARD_DATABASE_URL": node.database_url,
        "ONEBOARD_TIME_ZONE": ZONE,
    }
    command = [sys.executable, "-m", "tests.contract.writing", str(BATCHES)]
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    yield started
    for process in started:
        process.kill()
        process.communicate()


def lines_behind(seq: int) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, recorded_at FROM journal_line WHERE seq > %s ORDER BY seq", [seq])
        return cursor.fetchall()


def test_two_processes_write_at_once_and_a_reader_of_the_tail_misses_nothing(
    stage: Stage, request: pytest.FixtureRequest
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("on SQLite one process has the pen: see below")
    before = lines_behind(0)
    writers = request.getfixturevalue("writers")
    read = list(before)
    while any(process.poll() is None for process in writers):
        read += lines_behind(read[-1][0])
    read += lines_behind(read[-1][0])
    assert [process.returncode for process in writers] == [0, 0]
    assert [seq for seq, _ in read] == list(range(1, len(before) + 2 * BATCHES * 3 + 1))
    assert [at for _, at in read] == sorted(at for _, at in read)


def test_threads_write_at_once_and_every_entry_has_a_seq_of_its_own(stage: Stage) -> None:
    before = len(lines_behind(0))

    def write(home: int) -> list[int | None]:
        ids = [new_id(RECEIVED + home) for _ in range(5)]
        prepared = stage.pen.sealer(RECEIVED).prepare(
            entries_of([Step(home % 3, "g1", "visit", 1, 1, None, False)] * 5, ids)
        )
        outcomes = [stage.pen.observe([one])[0] for one in prepared]
        connection.close()
        return [outcome.seq for outcome in outcomes]

    with ThreadPoolExecutor(8) as pool:
        given = [seq for seqs in pool.map(write, range(16)) for seq in seqs]
    assert sorted(given) == list(range(before + 1, before + 81))
    assert [seq for seq, _ in lines_behind(0)] == list(range(1, before + 81))


def test_a_second_pen_of_a_node_on_sqlite_is_refused(stage: Stage) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("many processes may write on PostgreSQL")
    with pytest.raises(AlreadyRunning):
        take_lock(settings.ONEBOARD.home)


def head() -> psycopg.Connection[Any]:
    return psycopg.connect(settings.ONEBOARD.database_url, autocommit=True)


def test_a_lock_and_a_read_in_one_statement_would_see_the_head_of_before(stage: Stage) -> None:
    """Why the head is taken as it is: the wrong way, kept here, gives the same seq twice."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite takes its lock before it reads")
    wrong = "SELECT h.seq FROM journal_head h, (SELECT pg_advisory_xact_lock(7)) held"
    with head() as first, head() as second, ThreadPoolExecutor(1) as pool:
        first.execute("BEGIN")
        [(seq,)] = first.execute(wrong).fetchall()
        waiting = pool.submit(lambda: second.execute(wrong).fetchall())
        while not blocked(first):
            pass
        first.execute("UPDATE journal_head SET seq = seq + 1")
        first.execute("COMMIT")
        assert waiting.result(10) == [(seq,)], "PostgreSQL has changed: the wrong way is right now"
        second.execute("UPDATE journal_head SET seq = seq - 1")


def blocked(connection: psycopg.Connection[Any]) -> bool:
    found = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    ).fetchone()
    return bool(found and found[0])


def test_the_head_is_read_again_after_the_wait_for_its_lock(stage: Stage) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite takes its lock before it reads")
    store = open_store()
    with head() as watching, ThreadPoolExecutor(1) as pool:

        def ask() -> int:
            with store.begin() as transaction:
                [[found]] = transaction.ask(book.LOCK_HEAD)
                return int(found[0])

        with stage.rehearsal() as rehearsal:
            [[found]] = rehearsal.transaction.ask(book.LOCK_HEAD)
            waiting = pool.submit(ask)
            while not blocked(watching):
                pass
        assert waiting.result(10) == found[0], "what is rolled back was never there"
        with stage.store.begin() as transaction:
            [[found]] = transaction.ask(book.LOCK_HEAD)
            waiting = pool.submit(ask)
            while not blocked(watching):
                pass
            transaction.tell(Query(book.both("UPDATE journal_head SET seq = seq + 1")))
        assert waiting.result(10) == found[0] + 1
        watching.execute("UPDATE journal_head SET seq = seq - 1")
    store.close()
