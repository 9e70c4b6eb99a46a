"""One task over HTTP: its steps, what happened to it in plain sentences, and why it is there."""

from typing import Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.api.obligations import TaskSeen, seen
from oneboard.api.prefilling import prefilled
from oneboard.foundation.clock import iso
from oneboard.foundation.ids import Id
from oneboard.playbooks.titles import called, step_title
from oneboard.projections import holding, tasks
from oneboard.projections.models import Step, Task
from oneboard.projections.rows import STEPS, TASKS
from oneboard.projections.threads import untold
from oneboard.recorder import recorder
from oneboard.work.authors import authors_of
from oneboard.work.histories import Histories, assigned_by
from oneboard.work.papers import due
from oneboard.work.reasons import Asked, opening, reasons

VERB: Final = "task.read"


class OneTask(msgspec.Struct, frozen=True):
    task: Id


class StepSeen(msgspec.Struct, frozen=True):
    """`effect` is empty where the step moved the task, else why it did not."""

    entry: str
    step: str
    title: str
    at: str
    corrects: str | None
    effect: str


class Event(msgspec.Struct, frozen=True):
    """What an entry did to the task, in the reader's language; who it was by role and place, never by name."""

    at: str
    entry: str
    text: str


class PaperDue(msgspec.Struct, frozen=True):
    """A paper that goes with what was done. `standing`: the one that holds; null: it is still to be issued."""

    paper: str
    title: str
    standing: str | None


class TaskShown(msgspec.Struct, frozen=True):
    """`prefill`: by question, the figure that a form shows in it beforehand."""

    task: TaskSeen
    steps: list[StepSeen]
    history: list[Event]
    prefill: dict[str, int]
    papers: list[PaperDue]


class Why(msgspec.Struct, frozen=True):
    """`sentences`: what opened it, whose it is, and by when; or that nothing is owed any more. `text`: all of them."""

    text: str
    sentences: list[str]


def show_task(call: Call[None, OneTask, None]) -> TaskShown:
    """Raises Refusal not_found."""
    task = tasks.find(call.path.task, call.actor, VERB, recorder.running().reference())
    steps = _steps(task)
    asked = _asked(task, steps, call)
    playbooks = asked.reference.playbooks
    passed = untold(TASKS.of(task), [STEPS.of(step) for step in steps], asked.reference)
    told = Histories(playbooks, asked.authors).of(task, steps, opening(asked), passed)
    [shown] = seen([task], call)
    return TaskShown(
        shown,
        [
            StepSeen(s.entry, s.step, step_title(playbooks.get(s.playbook), s.step, call.locale), iso(s.at),
                     s.corrects, s.effect)
            for s in steps
        ],
        [Event(iso(one.at), one.entry, one.text) for one in told],
        prefilled(task, call),
        [
            PaperDue(name, called(kind.title, call.locale, name), holding.id if holding else None)
            for name, kind, holding in due(task, playbooks[task.playbook])
        ],
    )  # fmt: skip


def why(call: Call[None, OneTask, None]) -> Why:
    """Raises Refusal not_found."""
    task = tasks.find(call.path.task, call.actor, VERB, recorder.running().reference())
    said = reasons(_asked(task, [], call))
    return Why((" " if call.locale == "en" else "").join(said), said)


def _steps(task: Task) -> list[Step]:
    return list(Step.objects.filter(thread=task.id).order_by("at", "entry"))


def _asked(task: Task, steps: list[Step], call: Call[None, OneTask, None]) -> Asked:
    reference = recorder.running().reference()
    holder = reference.playbooks[task.playbook].holder(task.state)
    named = [task.assigned or "", *(to for step in steps if (to := assigned_by(step)))]
    authors = authors_of(
        [task.opened_by, *(step.entry for step in steps)],
        [name.removeprefix("post:") for name in named if name.startswith("post:")],
        [task.place, *(grant.place for grant in call.actor.grants)],
        call.locale,
        reference.zone,
    )
    holders = holding.in_post(holder, task.place, call.now_ms)
    return Asked(task, call.actor, authors, reference, holders, call.now_ms)


ROUTES: Final = (
    Route("GET", "/tasks/{task}", VERB, None, TaskShown, show_task, "One task, its steps and what happened to it.",
          params=OneTask),
    Route("GET", "/tasks/{task}/why", VERB, None, Why, why, "Why a task is there, whose it is, and by when.",
          params=OneTask),
)  # fmt: skip
