"""The writer in trouble: a poisoned entry harms no neighbour, an absent store loses nothing, the queue is bounded."""

import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import psycopg
import pytest
from django.db import connection

from oneboard.foundation.clock import now_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import new_id
from oneboard.journal.models import Line
from oneboard.projections import flow
from oneboard.projections.models import Step as StepModel
from oneboard.recorder import gathering
from oneboard.recorder.models import Kept
from oneboard.recorder.prepared import Prepared
from tests.contract.said import Step
from tests.contract.stage import Stage
from tests.contract.stories import entries_of

VISIT = Step(0, "g1", "visit", 1, 1, None, False)


def entries(stage: Stage, count: int) -> list[Prepared]:
    ids = [new_id(now_ms()) for _ in range(count)]
    return stage.pen.sealer(now_ms()).prepare(entries_of([VISIT] * count, ids))


def recorded(prepared: Sequence[Prepared]) -> int:
    return Line.objects.filter(id__in=[p.id for p in prepared]).count()


@contextmanager
def poisoned(monkeypatch: pytest.MonkeyPatch, ids: set[str]) -> Iterator[None]:
    """A fault of ours that hits these entries in the middle of the fold, when rows of others are written already."""
    fold = flow.fold

    def fail(transaction: Any, group: Sequence[Any], *more: Any) -> None:
        fold(transaction, group, *more)
        if ids & {recorded.entry.id for recorded in group}:
            raise ZeroDivisionError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr(flow, "fold", fail)
        yield


def test_a_poisoned_entry_harms_no_neighbour_and_is_kept_for_a_person(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = entries(stage, 7)
    bad = batch[3]
    with poisoned(monkeypatch, {bad.id}):
        outcomes = stage.pen.observe(batch)
    assert [o.outcome for o in outcomes] == [*["recorded"] * 3, "quarantined", *["recorded"] * 3]
    assert [o.id for o in outcomes] == [p.id for p in batch]
    assert (outcomes[3].reason, outcomes[3].detail) == ("entry.failed", "ZeroDivisionError")
    assert recorded(batch) == 6
    assert StepModel.objects.filter(entry=bad.id).count() == 0
    assert Kept.objects.get(entry=bad.id).state == "quarantined"
    assert stage.pen.observe(batch) == outcomes


def test_a_poisoned_batch_harms_no_other_of_its_group(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    batches = [entries(stage, 3) for _ in range(6)]
    poison = {p.id for p in batches[2]}
    with (
        poisoned(monkeypatch, poison),
        held_back(stage, monkeypatch) as go,
        ThreadPoolExecutor(6) as pool,
    ):
        answers = [pool.submit(stage.pen.observe, batch) for batch in batches]
        go.set()
        found = [{o.outcome for o in answer.result(30)} for answer in answers]
    assert found == [{"recorded"}, {"recorded"}, {"quarantined"}, {"recorded"}, {"recorded"}, {"recorded"}]


@contextmanager
def held_back(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """The writer begins nothing until the event is set."""
    go, store = Event(), stage.pen._writer._store
    begin = store.begin
    with monkeypatch.context() as patch:
        patch.setattr(store, "begin", lambda: go.wait(30) and begin())
        yield go


def away() -> Any:
    if connection.vendor == "postgresql":
        raise psycopg.OperationalError("gone")
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR
    raise error


def test_an_absent_store_is_said_and_nothing_is_lost_or_kept_of_what_waited(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = entries(stage, 3)
    with monkeypatch.context() as patch:
        patch.setattr(stage.pen._writer._store, "begin", away)
        with pytest.raises(Refusal, match=r"store\.away"):
            stage.pen.observe(batch)
    assert recorded(batch) == 0
    assert Kept.objects.filter(entry__in=[p.id for p in batch]).count() == 0
    assert {o.outcome for o in stage.pen.observe(batch)} == {"recorded"}


def test_a_store_that_goes_away_at_the_commit_is_said_and_the_second_sending_is_recorded_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows whether the commit came through: sending again is harmless either way."""
    batch, store = entries(stage, 3), stage.pen._writer._store
    begin = store.begin

    @contextmanager
    def begin_and_lose() -> Iterator[Any]:
        with begin() as transaction:
            yield transaction
        away()

    with monkeypatch.context() as patch:
        patch.setattr(store, "begin", begin_and_lose)
        with pytest.raises(Refusal, match=r"store\.away"):
            stage.pen.observe(batch)
    assert {o.outcome for o in stage.pen.observe(batch)} == {"recorded"}
    assert recorded(batch) == 3


def test_keys_are_on_the_disk_before_the_journal_has_what_they_sealed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, store = entries(stage, 2), stage.pen.keyring.store
    made_durable, held = store.make_durable, []

    def watched() -> None:
        made_durable()
        held.append(recorded(batch))
        connection.close()

    monkeypatch.setattr(store, "make_durable", watched)
    assert [outcome.outcome for outcome in stage.pen.observe(batch)] == ["recorded"] * 2
    assert held == [0]


def test_the_queue_is_bounded_and_whoever_waits_is_served(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "QUEUE_ENTRIES", 4)
    batches = [entries(stage, 3) for _ in range(6)]
    with held_back(stage, monkeypatch) as go, ThreadPoolExecutor(6) as pool:
        answers = [pool.submit(stage.pen.observe, batch) for batch in batches]
        while len(refused := [a for a in answers if a.done()]) < 4:
            pass
        go.set()
        served = [answer for answer in answers if answer not in refused]
        assert all({o.outcome for o in answer.result(30)} == {"recorded"} for answer in served)
    errors = [answer.exception() for answer in refused]
    assert {(e.code, e.status) for e in errors if isinstance(e, Refusal)} == {("journal.busy", 429)}
    assert len(served) == 2, "one that the writer has taken, one that waits"


def test_a_batch_larger_than_the_queue_is_taken_when_nothing_else_waits(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "QUEUE_ENTRIES", 2)
    assert {o.outcome for o in stage.pen.observe(entries(stage, 5))} == {"recorded"}
