"""Deadlines (时限): the clock says what comes near, what has passed and what is over; the fold says what follows."""

import logging
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from oneboard.foundation.clock import instant_ms, moment
from oneboard.foundation.ids import near_id
from oneboard.foundation.rows import Query, Statement, Transaction, keys
from oneboard.playbooks.watches import Watch, What
from oneboard.projections.reference import Reference
from oneboard.projections.rows import STEPS, TASKS, StepRow, TaskRow
from oneboard.projections.threads import watches_of
from oneboard.recorder.preparation import Candidate
from oneboard.recorder.recorder import Reading, Recorder
from oneboard.vocabulary.entry import NODE, ActorRef, Submission
from oneboard.vocabulary.tasks import TaskElapsed, TaskOverdue, TaskReminded

#: Tasks whose words are recorded as one batch.
CHUNK: Final = 1000

_FACTS: Final = {"reminded": TaskReminded, "overdue": TaskOverdue, "elapsed": TaskElapsed}

# The conditions are those of the index; behind a task of the same moment by its id.
_DUE: Final = Statement(
    *(
        f"{sql} AND next_at IS NOT NULL AND void = '' AND next_at <= ? AND (next_at, id) > (?, ?{cast}) "
        f"ORDER BY next_at, id LIMIT {CHUNK}"
        for sql, cast in zip(TASKS.everything, ("", "::uuid"), strict=True)
    )
)
_STEPS_OF: Final = STEPS.fetch("thread")

_log = logging.getLogger("oneboard.clock")


def tell(pen: Recorder, now_ms: int) -> int:
    """Says all that is due, each once, and again what is due because of that. Returns how much was said."""
    said: set[str] = set()
    while new := _tell_once(pen, now_ms, said):
        said |= new
    return len(said)


def _tell_once(pen: Recorder, now_ms: int, said: set[str]) -> set[str]:
    """One pass over the tasks that the clock has to look at, in the order in which they are due."""
    new: set[str] = set()
    after = (0, NODE)
    reading = Reading()
    while tasks := due(reading, now_ms, after):
        after = (tasks[-1].next_at or 0, tasks[-1].id)
        words = [word for word in words_about(reading, tasks, now_ms, pen.reference()) if word.id not in said]
        sealer = pen.sealer(now_ms)
        prepared = sealer.prepare([Candidate(word, instant_ms(word.happened_at)) for word in words])
        outcomes = pen.observe(prepared) if prepared else []
        for outcome in outcomes:
            if outcome.outcome == "recorded":
                new.add(outcome.id)
            else:
                _log.error("the clock's word %s was not recorded: %s", outcome.id, outcome.reason)
    return new


def due(reading: Transaction, now_ms: int, after: tuple[int, str] = (0, NODE)) -> list[TaskRow]:
    """The next of the tasks at which the clock has to look, behind the one with this `next_at` and id."""
    [rows] = reading.ask(Query(_DUE, (now_ms, *after)))
    return TASKS.rows(rows)


def words_about(
    reading: Transaction, tasks: Sequence[TaskRow], now_ms: int, reference: Reference
) -> Iterator[Submission]:
    """What the clock has to say of these tasks until now."""
    [rows] = reading.ask(Query(_STEPS_OF, (keys(task.id for task in tasks),)))
    threads: dict[str, list[StepRow]] = {}
    for step in STEPS.rows(rows):
        threads.setdefault(step.thread, []).append(step)
    for task in tasks:
        watches = watches_of(task, threads.get(task.id, []), reference, now_ms)
        yield from (_word(task, watch) for watch in sorted(watches) if watch.at <= now_ms)


def word_id(task: str, what: What, state: str, due: int) -> str:
    return near_id(task, f"task.{what}", task, state, str(due))


def _word(task: TaskRow, watch: Watch) -> Submission:
    """It holds nothing that may change until it is recorded, so that it is the same whoever says it."""
    fact = _FACTS[watch.what](state=task.state, due=watch.due)
    return Submission(
        id=word_id(task.id, watch.what, task.state, watch.due), kind=fact.kind, actor=ActorRef(party="clock"),
        device=NODE, device_seq=0, happened_at=moment(watch.at), task=task.id,
        fact=msgspec.Raw(msgspec.json.encode(fact)),
    )  # fmt: skip
