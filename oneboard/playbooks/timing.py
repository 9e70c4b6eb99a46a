"""Whether what a playbook says of time and of units holds together: windows, a schedule, who holds a unit's task."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from oneboard.foundation.calendar import Span
from oneboard.playbooks.clocks import Windows
from oneboard.playbooks.schema import UNIT, UNITS, Playbook
from oneboard.playbooks.soundness import fault
from oneboard.playbooks.source import SourceFault


def faults_of_timing(playbook: Playbook) -> Iterator[SourceFault]:
    task = playbook.task
    for name, state in task.states.items():
        if isinstance(state.due, Windows) and not _in_order(state.due.spans):
            yield fault(("task", "states", name, "due", "windows"), "windows")
    if (task.holder == UNIT) != (playbook.subject == UNITS):
        yield fault(("task", "holder"), "holder_unit")
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
