"""Tasks over HTTP: what is owed on one's ground."""

from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.foundation.clock import iso
from oneboard.foundation.ids import Id
from oneboard.projections import tasks
from oneboard.projections.models import Step, Task

VERB: Final = "task.read"


class TaskQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The page behind the task `after`, by id."""

    after: Id | None = None
    state: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 100


class TaskSeen(msgspec.Struct, frozen=True):
    """`overdue` is worked out when it is read; only an escalation would be an entry. `void`: why it is not owed."""

    id: str
    playbook: str
    place: str
    subject: str | None
    state: str
    since: str
    due: str | None
    overdue: bool
    void: str


class StepSeen(msgspec.Struct, frozen=True):
    """`effect` is empty where the step moved the task, else why it did not."""

    entry: str
    step: str
    at: str
    corrects: str | None
    effect: str


class TaskShown(msgspec.Struct, frozen=True):
    task: TaskSeen
    steps: list[StepSeen]


class OneTask(msgspec.Struct, frozen=True):
    task: Id


def list_tasks(call: Call[None, None, TaskQuery]) -> list[TaskSeen]:
    found = tasks.visible(call.actor, VERB).filter(void="", withdrawn="").order_by("id")
    if call.query.after:
        found = found.filter(id__gt=call.query.after)
    if call.query.state is not None:
        found = found.filter(state=call.query.state)
    return [_seen(task, call.now_ms) for task in found[: call.query.limit]]


def show_task(call: Call[None, OneTask, None]) -> TaskShown:
    task = tasks.find(call.path.task, call.actor, VERB)
    steps = Step.objects.filter(thread=task.id).order_by("at", "entry")
    return TaskShown(
        _seen(task, call.now_ms),
        [StepSeen(s.entry, s.step, iso(s.at), s.corrects, s.effect) for s in steps],
    )


def _seen(task: Task, now_ms: int) -> TaskSeen:
    due = None if task.due is None else iso(task.due)
    overdue = task.due is not None and task.due < now_ms and not task.not_owed
    return TaskSeen(
        task.id, task.playbook, task.place, task.subject, task.state, iso(task.since), due, overdue,
        task.not_owed,
    )  # fmt: skip


ROUTES: Final = (
    Route("GET", "/tasks", VERB, None, list[TaskSeen], list_tasks, "The tasks of one's ground.", query=TaskQuery),
    Route("GET", "/tasks/{task}", VERB, None, TaskShown, show_task, "One task and its steps.", params=OneTask),
)  # fmt: skip
