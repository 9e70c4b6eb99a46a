"""Separation of persons (分离): who did one thing does not decide another, where the playbook says so."""

from collections.abc import Iterator

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase
from oneboard.journal.book import read_line
from oneboard.journal.models import Line
from oneboard.playbooks.schema import ORDER, Step
from oneboard.projections import models
from oneboard.projections.models import Task


def require_other_person(task: Task, rule: Step, member: str | None) -> None:
    """Raises Refusal task.same_person for the author of what the step is kept apart from."""
    if not rule.apart:
        return
    found = {entry: name for name in rule.apart for entry in _entries(task, name)}
    rows = Line.objects.filter(id__in=found).values_list("seq", "recorded_at", "body")
    for entry in (read_line(*row).entry for row in rows):
        if member is None or entry.actor.member == member:
            name = found[entry.id]
            what = Phrase("author.order") if name == ORDER else name
            raise Refusal("task.same_person", what=what, by=", ".join(rule.roles))


def _entries(task: Task, name: str) -> Iterator[str]:
    """The entries that said it: of a step that had an effect, its corrections, too."""
    if name == ORDER:
        yield str(_origin(task).opened_by)
        return
    for step in models.Step.objects.filter(thread=task.id, step=name, effect__in=("", "corrected")):
        yield str(step.entry)


def _origin(task: Task) -> Task:
    """The task from which it came, however many openings lie between."""
    while task.opener:
        opener = Task.objects.filter(id=task.opener).first()
        if opener is None:
            break
        task = opener
    return task
