"""Whether what a playbook says of time and of units holds together: windows, a schedule, who holds a unit's task."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from oneboard.access.roles import roles
from oneboard.foundation.calendar import Span
from oneboard.playbooks.clocks import Windows
from oneboard.playbooks.faults import fault
from oneboard.playbooks.schema import UNIT, UNITS, Playbook
from oneboard.playbooks.source import SourceFault


def faults_of_timing(playbook: Playbook) -> Iterator[SourceFault]:
    for name in playbook.task.states:
        yield from _faults_of_state(playbook, name)
    yield from _faults_of_opening(playbook)
    within, states = playbook.task.within, playbook.task.states
    for name, step in playbook.task.steps.items():
        if step.extends is not None and within is None:
            yield fault(("task", "steps", name, "extends"), "extends")
    if within is not None and within.then not in states:
        yield fault(("task", "within", "then"), "state", state=within.then, known=", ".join(states))


def _faults_of_state(playbook: Playbook, name: str) -> Iterator[SourceFault]:
    state, at = playbook.task.states[name], ("task", "states", name)
    if isinstance(state.due, Windows) and not _in_order(state.due.spans):
        yield fault((*at, "due", "windows"), "windows")
    if state.by_level and playbook.subject != UNITS:
        yield fault((*at, "by_level"), "by_level")
    if state.due is None:
        for key in ("remind", "overdue", "by_level"):
            if getattr(state, key):
                yield fault((*at, key), "no_due", word=key)
    if state.pause and (playbook.task.within is None or state.final):
        yield fault((*at, "pause"), "pause")
    if state.overdue is None:
        return
    if not state.overdue.tell and state.overdue.open is None:
        yield fault((*at, "overdue"), "overdue_idle")
    for n, role in enumerate(state.overdue.tell):
        if role not in roles():
            yield fault((*at, "overdue", "tell", n), "role", role=role, known=", ".join(roles()))
    opens = state.overdue.open
    if opens is not None and opens.playbook == playbook.playbook and "rule" not in playbook.task.opens:
        yield fault((*at, "overdue", "open", "playbook"), "when_itself")


def _faults_of_opening(playbook: Playbook) -> Iterator[SourceFault]:
    task = playbook.task
    if (task.holder == UNIT) != (playbook.subject == UNITS):
        yield fault(("task", "holder"), "holder_unit")
    if len(playbook.registers) > 1 and {"campaign", "schedule"}.intersection(task.opens):
        yield fault(("task", "opens"), "several_open")
    if UNITS in playbook.registers[1:] or len(set(playbook.registers)) < len(playbook.registers):
        yield fault(("subject",), "several_subjects")
    scheduled = "schedule" in task.opens
    if scheduled and task.schedule is None:
        yield fault(("task", "opens"), "no_schedule")
    if task.schedule is not None and not scheduled:
        yield fault(("task", "schedule"), "schedule_idle")
    if scheduled and "campaign" in task.opens:
        yield fault(("task", "opens"), "schedule_alone")
    if task.schedule is not None and not _ascend(task.schedule.minutes):
        yield fault(("task", "schedule", "at"), "schedule_at")


def _in_order(windows: Sequence[Span]) -> bool:
    """At least one, none within or across another, none over midnight."""
    edges = [edge for window in windows for edge in (window.since, window.until)]
    return bool(edges) and all(a < b if n % 2 == 0 else a <= b for n, (a, b) in enumerate(pairwise(edges)))


def _ascend(minutes: Sequence[int]) -> bool:
    return bool(minutes) and all(one < other for one, other in pairwise(minutes))
