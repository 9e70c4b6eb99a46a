"""Watches: when the clock has a word to say of a task, and of which deadline. Pure."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from oneboard.foundation.calendar import Calendar
from oneboard.playbooks.clocks import Windows, before, due
from oneboard.playbooks.schema import Playbook

#: That a deadline comes near, that it has passed, that the time for the whole task is over.
What = Literal["reminded", "overdue", "elapsed"]

NOTHING: Final[Mapping[What, int]] = MappingProxyType({})


class Watch(NamedTuple):
    """At `at` the clock says `what` of the deadline `due`; both in ms."""

    at: int
    what: What
    due: int


class Stay(NamedTuple):
    """That a task is in a state since `since`, and by when it was to be left; in ms."""

    state: str
    since: int
    deadline: int | None


def of_state(
    playbook: Playbook, stay: Stay, calendar: Calendar, told: Mapping[What, int] = NOTHING, now_ms: int = 0
) -> list[Watch]:
    """What is to be said next; of a state that is shorter than its reminder, none.

    `told`: of which deadline each was said last. Of several that have passed it speaks of the last alone.
    """
    state, hours = playbook.task.states[stay.state], playbook.task.calendar
    if state.final:
        return []
    found = []
    if state.remind is not None:
        behind = max(told.values(), default=0)
        ats = ((before(ends, state.remind), ends) for ends in deadlines(playbook, stay, behind, calendar))
        found.append(_next("reminded", ((at, ends) for at, ends in ats if at > stay.since), now_ms))
    if state.overdue is not None:
        after, passed = state.overdue.after, deadlines(playbook, stay, told.get("overdue", 0), calendar)
        ats = ((ends if after is None else due(after, ends, hours, calendar), ends) for ends in passed)
        found.append(_next("overdue", ats, now_ms))
    return [watch for watch in found if watch is not None]


def deadlines(playbook: Playbook, stay: Stay, behind: int, calendar: Calendar) -> Iterator[int]:
    """Those of a state that are later than `behind`, one of them: a state by windows has one at the end of each."""
    if stay.deadline is None:
        return
    if stay.deadline > behind:
        behind = stay.deadline
        yield behind
    windows = playbook.task.states[stay.state].due
    while isinstance(windows, Windows):
        behind = due(windows, behind - 1, playbook.task.calendar, calendar)
        yield behind


def _next(what: What, ats: Iterator[tuple[int, int]], now_ms: int) -> Watch | None:
    """The last for which the clock is too late, or else the first."""
    found = None
    for at, ends in ats:
        if found is not None and at > now_ms:
            break
        found = Watch(at, what, ends)
    return found


def elapsing(playbook: Playbook, since: int, paused: int, calendar: Calendar) -> Watch | None:
    """`since`: when the task was opened, or was opened again; `paused`: how long it has been since then, in ms."""
    if playbook.task.within is None:
        return None
    at = due(playbook.task.within.lasts, since, playbook.task.calendar, calendar) + paused
    return Watch(at, "elapsed", at)


def first(playbook: Playbook, opened_at: int, deadline: int | None, calendar: Calendar) -> int | None:
    """When the clock has to look at a task of which nothing was said yet; None for never."""
    if not playbook.is_watched:
        return None
    found = [w.at for w in of_state(playbook, Stay(playbook.opening_state, opened_at, deadline), calendar)]
    whole = elapsing(playbook, opened_at, 0, calendar)
    if whole is not None and not playbook.task.states[playbook.opening_state].pause:
        found.append(whole.at)
    return min(found, default=None)
