"""Notices (提醒): whom the clock told what about a task, as its thread stands. Pure."""

from collections.abc import Iterator, Sequence

from oneboard.foundation.ids import near_id
from oneboard.playbooks.schema import Playbook
from oneboard.projections.openings import EFFECTIVE, Rules, told
from oneboard.projections.rows import StepRow, TaskRow
from oneboard.projections.said import SAID
from oneboard.projections.timetable import NoticeRow
from oneboard.vocabulary.tasks import TaskOverdue


def notices_of(task: TaskRow, taken: Sequence[StepRow], rules: Rules) -> Iterator[NoticeRow]:
    """A reminder is for the holder, by the role that holds it; that something is overdue, for the roles to be told."""
    for step in taken:
        kind = step.step.removeprefix(SAID)
        if kind not in ("reminded", "overdue"):
            continue
        said, gone = told(step.answers), int(step.effect != EFFECTIVE)
        playbook = rules.earlier.get(step.entry, rules.now)
        for role in _roles(kind, said, playbook) if playbook else ():
            yield NoticeRow(
                near_id(step.entry, "notice", step.entry, role), step.entry, role, task.id, task.subject, task.place,
                kind, step.at, said.due, gone, task.changed_seq,
            )  # fmt: skip


def _roles(kind: str, said: TaskOverdue, playbook: Playbook) -> Sequence[str]:
    state = playbook.task.states.get(said.state)
    if kind == "reminded":
        return () if state is None else (playbook.holder(said.state),)
    return state.overdue.tell if state is not None and state.overdue is not None else ()
