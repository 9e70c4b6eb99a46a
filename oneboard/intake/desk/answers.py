"""What was answered on a task, opened for whoever may read it: written down with its purpose first."""

from collections.abc import Iterable
from typing import Final

import msgspec

from oneboard.access.actor import Actor
from oneboard.access.routes import Call, Route
from oneboard.access.verbs import confidences
from oneboard.foundation.canonical import Value
from oneboard.foundation.clock import iso
from oneboard.foundation.errors import Refusal
from oneboard.intake import opening
from oneboard.intake.desk.openings import Shown
from oneboard.intake.desk.papers import OneTask
from oneboard.journal.book import read_line
from oneboard.journal.models import Line
from oneboard.playbooks.titles import step_title
from oneboard.projections import tasks
from oneboard.projections.models import Step, Task
from oneboard.projections.places import permit_at
from oneboard.projections.reference import Reference
from oneboard.recorder import recorder
from oneboard.vocabulary.entry import Recorded

VERB: Final = "subject.open"


class Answered(msgspec.Struct, frozen=True):
    """`step`: of a word from a desk, the fact's kind. `answers`: path → value; without what is destroyed by now."""

    entry: str
    step: str
    title: str
    at: str
    corrects: str | None
    answers: dict[str, Value]


def show(call: Call[None, OneTask, Shown]) -> list[Answered]:
    """In the order of the journal. Raises Refusal not_found, not_permitted, purpose.missing."""
    pen = recorder.running()
    reference = pen.reference()
    task = tasks.find(call.path.task, call.actor, VERB, reference)
    said = said_on(task)
    write_down(call.actor, call.query.purpose, task, said, reference)
    answers = opening.opened_entries([one.entry for one in said], pen.keyring)
    steps = {step.entry: step.step for step in Step.objects.filter(thread=task.id)}
    return [
        Answered(
            one.entry.id, name := steps.get(one.entry.id, one.entry.kind.partition("@")[0]),
            step_title(reference.playbooks.get(one.entry.playbook or ""), name, call.locale), iso(one.at),
            one.entry.corrects, one.entry.readable | answers[one.entry.id],
        )
        for one in said
    ]  # fmt: skip


def said_on(task: Task) -> list[Recorded]:
    """The entry that opened it, if it was about this task alone, and the steps taken on it, in the journal's order."""
    ids = {task.id, *Step.objects.filter(thread=task.id).values_list("entry", flat=True)}
    rows = Line.objects.filter(id__in=ids).order_by("seq").values_list("seq", "recorded_at", "body")
    said = (read_line(*row) for row in rows)
    return [one for one in said if task.id in (one.entry.task, one.entry.id)]


def write_down(
    actor: Actor, purpose: str, task: Task, said: Iterable[Recorded], reference: Reference
) -> None:
    """Of a confidence by whoever keeps it, and by nobody else.

    Raises Refusal not_found, not_permitted, purpose.missing.
    """
    versions = {task.playbook, *(one.entry.playbook or "" for one in said)} & reference.playbooks.keys()
    for name in {reference.playbooks[version].confidence for version in versions} - {None} or {""}:
        verb = confidences()[name] if name else VERB
        permit_at(task.place, actor, verb)
        if not purpose.strip():
            raise Refusal("purpose.missing")
        opening.write_down(actor, verb, purpose, task.place, [task.subject or task.id])


ROUTES: Final = (
    Route("GET", "/tasks/{task}/answers", VERB, None, list[Answered], show,
          "What was answered on a task, opened for a stated purpose; in confidence for whoever keeps it.",
          params=OneTask, query=Shown, refuses=("purpose.missing",)),
)  # fmt: skip
