"""What a paper is about: its task, as it stands or is about to be opened, and what was answered with its step."""

from collections.abc import Mapping
from typing import NamedTuple

from oneboard.foundation.canonical import Value
from oneboard.intake import opening
from oneboard.intake.desk.command import Statement
from oneboard.journal.book import read_line
from oneboard.journal.models import Line
from oneboard.playbooks import watches
from oneboard.playbooks.clocks import span_ms
from oneboard.playbooks.schema import ORDER, Playbook
from oneboard.projections.models import Step, Task
from oneboard.projections.openings import EFFECTIVE
from oneboard.projections.reference import Reference
from oneboard.projections.rows import STEPS, TASKS
from oneboard.projections.threads import ends_at
from oneboard.recorder import recorder


class About(NamedTuple):
    """What a paper is about. `opened_at`, `ends_at`: of the task, in ms. `step`: with which it is issued; `answers`:
    what was answered with it.
    """

    playbook: Playbook
    task: str
    place: str
    subject: str | None
    incident: str | None
    campaign: str | None
    opened_at: int
    ends_at: int | None
    step: str
    answers: Mapping[str, Value] = {}


def about_order(said: Statement, playbook: Playbook, now_ms: int, reference: Reference) -> About:
    """A task that is about to be ordered; `said`: with these words."""
    ends = watches.elapsing(playbook, now_ms, 0, reference.calendar(now_ms))
    return About(
        playbook, said.task or "", said.place or "", said.subject, said.incident, None, now_ms,
        ends.due if ends else None, ORDER,
    )  # fmt: skip


def about_task(
    task: Task, reference: Reference, step: str, answers: Mapping[str, Value], *, taking: bool = False
) -> About:
    """`taking`: the step is about to be taken with these answers."""
    playbook = reference.playbooks[task.playbook]
    taken = [STEPS.of(one) for one in Step.objects.filter(thread=task.id)]
    ends, rule = ends_at(TASKS.of(task), taken, reference), playbook.task.steps.get(step)
    if taking and ends is not None and rule is not None and rule.extends is not None:
        ends += span_ms(rule.extends)
    return About(
        playbook, task.id, task.place, task.subject, task.incident, task.campaign, task.opened_at, ends, step, answers
    )  # fmt: skip


def answered_with(task: Task, after: str) -> dict[str, Value]:
    """With a step that was taken, as it was last corrected: opened, so write it down."""
    taken = Step.objects.filter(thread=task.id, effect=EFFECTIVE)
    last = next((step.entry for step in taken if after in (step.entry, step.corrects)), after)
    line = Line.objects.filter(id=last).values_list("seq", "recorded_at", "body").first()
    if line is None or last == task.id:
        return {}
    entry = read_line(*line).entry
    return entry.readable | opening.opened_entries([entry], recorder.running().keyring)[entry.id]
