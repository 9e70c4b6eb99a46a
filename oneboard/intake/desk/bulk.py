"""Bulks at the desk: many tasks assigned, withdrawn or reopened by one command, as they were seen in its preview.

Each task gets an entry of its own, so that its history tells it; undoing is the opposite on the tasks of the answer. A
step is taken of each task alone: it may have answers.
"""

from collections.abc import Sequence
from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.foundation.ids import Id, derived_id
from oneboard.intake.desk.command import Recorded, Statement, record_planned, said_before
from oneboard.intake.desk.tasks import Note, about, noted
from oneboard.journal.models import Line
from oneboard.projections.models import Task
from oneboard.recorder import recorder
from oneboard.recorder.group import decode_entry
from oneboard.vocabulary.facts import Fact
from oneboard.vocabulary.tasks import (
    Holder,
    Reason,
    ReasonToReopen,
    TaskAssigned,
    TaskReopened,
    TaskWithdrawn,
)
from oneboard.work.bulk import LIMIT, VERB, Choice, chosen, require_unchanged
from oneboard.work.tasks import decide_assignment, decide_reopening, decide_withdrawal


class AssignAll(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="assign"):
    """`to`: `post:`, `unit:` or `member:` with an id; null: whoever holds the role at each place."""

    to: Holder | None


class WithdrawAll(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="withdraw"):
    reason: Reason


class ReopenAll(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="reopen"):
    reason: ReasonToReopen


class Bulk(Choice, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`count` and `seq`: as the preview of the same choice answered."""

    id: Id
    what: AssignAll | WithdrawAll | ReopenAll
    count: Annotated[int, msgspec.Meta(ge=1, le=LIMIT)]
    seq: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
    note: Note = ""


class BulkRecorded(msgspec.Struct, frozen=True):
    """`seq`: of the last entry, as a bulk that undoes this one says it; `tasks`: its `ids`."""

    entry: str
    seq: int
    recorded_at: str
    tasks: list[str]


def bulk(call: Call[Bulk, None, None]) -> BulkRecorded:
    """All or nothing.

    Raises Refusal bulk.changed, bulk.too_many, not_found, place.gone, task.over, task.owed, holder.full, holder.unfit.
    """
    asked = call.body
    if (before := said_before(call, asked.id)) is not None:
        return _answer(before, asked.count)

    def plan() -> Sequence[Statement]:
        reference = recorder.running().reference()
        tasks = chosen(Choice(asked.filter, asked.ids), call.actor, call.now_ms, reference)
        require_unchanged(tasks, asked.count, asked.seq)
        fact = _decided(tasks, call)
        return [about(task, fact, noted(asked.note)) for task in tasks]

    recorded = record_planned(call, asked.id, plan)
    if recorded is None:
        raise AssertionError("a bulk of nothing is refused as changed")
    return _answer(recorded, asked.count)


def _decided(tasks: Sequence[Task], call: Call[Bulk, None, None]) -> Fact:
    what, reference = call.body.what, recorder.running().reference()
    if isinstance(what, AssignAll):
        decide_assignment(tasks, what.to, call.actor, call.now_ms, reference)
        return TaskAssigned(to=what.to)
    if isinstance(what, WithdrawAll):
        decide_withdrawal(tasks, reference)
        return TaskWithdrawn(reason=what.reason)
    decide_reopening(tasks, reference)
    return TaskReopened(reason=what.reason)


def _answer(recorded: Recorded, count: int) -> BulkRecorded:
    """The tasks as the journal names them, also for a command that is sent again."""
    entries = [recorded.entry, *(derived_id("command", recorded.entry, str(n)) for n in range(1, count))]
    lines = Line.objects.filter(id__in=entries).order_by("seq")
    tasks = [decode_entry(line.body).task or "" for line in lines]
    return BulkRecorded(recorded.entry, recorded.seq + len(tasks) - 1, recorded.recorded_at, tasks)


ROUTES: Final = (
    Route("POST", "/bulk", VERB, Bulk, BulkRecorded, bulk,
          "Assign, withdraw or reopen many tasks, as the preview had them.",
          refuses=("bulk.changed", "bulk.too_many", "place.gone", "task.over", "task.owed", "holder.full",
                   "holder.unfit")),
)  # fmt: skip
