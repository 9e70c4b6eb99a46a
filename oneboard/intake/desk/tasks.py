"""Tasks at the desk: assigned, withdrawn, reopened, and steps taken on them. The desk is refused what the task's state
does not allow; what a phone observed never is."""

from collections.abc import Callable
from typing import Annotated, Any, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.foundation.canonical import Value
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.intake.answers import fault_of_form, refused
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.intake.desk.paper_about import about_task
from oneboard.intake.desk.papers import OneTask, with_papers
from oneboard.playbooks.papers import papers_with
from oneboard.playbooks.schema import Name as PlaybookName
from oneboard.projections import tasks
from oneboard.projections.models import Task
from oneboard.recorder import recorder
from oneboard.vocabulary.facts import Fact
from oneboard.vocabulary.tasks import (
    NOTE,
    Holder,
    Reason,
    ReasonToReopen,
    StepTaken,
    TaskAssigned,
    TaskReopened,
    TaskWithdrawn,
)
from oneboard.work.reports import require_carried
from oneboard.work.tasks import (
    decide_assignment,
    decide_reopening,
    decide_step,
    decide_withdrawal,
)

VERB: Final = "task.assign"
STEP: Final = "task.step"

Note = Annotated[str, msgspec.Meta(max_length=500, pattern=r"^[^\x00]*\Z")]


class TakeStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    step: PlaybookName
    answers: Annotated[dict[str, Value], msgspec.Meta(max_length=500)] = {}


class Assign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`to`: `post:`, `unit:` or `member:` with an id; null: whoever holds the role at the place."""

    id: Id
    to: Holder | None
    note: Note = ""


class Withdraw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    reason: Reason
    note: Note = ""


class Reopen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    reason: ReasonToReopen
    note: Note = ""


def take_step(call: Call[TakeStep, OneTask, None]) -> Recorded:
    """Raises Refusal not_found, body.invalid, task.not_from, task.not_yours, task.not_above, task.same_person,
    task.before_due, task.parts_owed, report.not_carried.
    """
    asked, reference = call.body, recorder.running().reference()
    task = tasks.find(call.path.task, call.actor, STEP, reference)
    steps = reference.playbooks[task.playbook].task.steps
    if asked.step not in steps:
        raise Refusal("body.invalid", path="$.step", problem=", ".join(steps))
    if fault := fault_of_form(asked.answers, reference.form(task.playbook, asked.step)):
        raise refused(fault, call.locale)
    said = about(task, StepTaken(step=asked.step), asked.answers)

    def decide() -> None:
        decide_step(task.id, asked.step, call.actor, call.now_ms, reference)
        require_carried(task, asked.step, asked.answers, reference)

    if kinds := papers_with(reference.playbooks[task.playbook].papers, asked.step):
        what = about_task(task, reference, asked.step, asked.answers, taking=True)
        return with_papers(call, asked.id, said, decide, what, kinds)
    return record(call, asked.id, [said], decide)


def assign(call: Call[Assign, OneTask, None]) -> Recorded:
    """Raises Refusal not_found, task.over, holder.unfit, holder.full."""
    to, reference = call.body.to, recorder.running().reference()
    return _said(
        call,
        TaskAssigned(to=to),
        lambda task: decide_assignment([task], to, call.actor, call.now_ms, reference),
    )


def withdraw(call: Call[Withdraw, OneTask, None]) -> Recorded:
    """Raises Refusal not_found, task.over."""
    reference = recorder.running().reference()
    return _said(
        call, TaskWithdrawn(reason=call.body.reason), lambda task: decide_withdrawal([task], reference)
    )


def reopen(call: Call[Reopen, OneTask, None]) -> Recorded:
    """Raises Refusal not_found, task.owed."""
    reference = recorder.running().reference()
    return _said(
        call, TaskReopened(reason=call.body.reason), lambda task: decide_reopening([task], reference)
    )


def _said(call: Call[Any, OneTask, None], fact: Fact, decide: Callable[[Task], None]) -> Recorded:
    task = tasks.find(call.path.task, call.actor, VERB, recorder.running().reference())
    said = about(task, fact, noted(call.body.note))
    return record(call, call.body.id, [said], lambda: decide(Task.objects.get(id=task.id)))


def about(task: Task, fact: Fact, answers: dict[str, Value]) -> Statement:
    return Statement(
        fact=fact, place=task.place, subject=task.subject, incident=task.incident, campaign=task.campaign,
        task=task.id, playbook=task.playbook, answers=answers,
    )  # fmt: skip


def noted(note: str) -> dict[str, Value]:
    return {NOTE: note} if note else {}


ROUTES: Final = (
    Route("POST", "/tasks/{task}/steps", STEP, TakeStep, Recorded, take_step, "Take a step of a task at a desk.",
          params=OneTask, refuses=("paper.lacks", "report.not_carried", "task.before_due", "task.not_above",
                                   "task.not_from", "task.not_yours", "task.parts_owed", "task.same_person")),
    Route("POST", "/tasks/{task}/assign", VERB, Assign, Recorded, assign, "Say who is to do a task.",
          params=OneTask, refuses=("task.over", "holder.full", "holder.unfit")),
    Route("POST", "/tasks/{task}/withdraw", VERB, Withdraw, Recorded, withdraw, "Take a task back: nobody owes it.",
          params=OneTask, refuses=("task.over",)),
    Route("POST", "/tasks/{task}/reopen", VERB, Reopen, Recorded, reopen,
          "Have a finished or withdrawn task done again.", params=OneTask, refuses=("task.owed",)),
)  # fmt: skip
