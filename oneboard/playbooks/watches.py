"""Watches: when the clock has a word to say of a task, and of which deadline. Pure."""

from typing import Literal, NamedTuple

from oneboard.foundation.calendar import Calendar
from oneboard.playbooks.clocks import before, due
from oneboard.playbooks.schema import Playbook

#: That a deadline comes near, that it has passed, that the time for the whole task is over.
What = Literal["reminded", "overdue", "elapsed"]


class Watch(NamedTuple):
    """At `at` the clock says `what` of the deadline `due`; both in ms."""

    at: int
    what: What
    due: int


def of_state(
    playbook: Playbook, name: str, since: int, deadline: int | None, calendar: Calendar
) -> list[Watch]:
    """What is to be said of a task that entered the state at `since`; of a state shorter than its reminder, none."""
    state, found = playbook.task.states[name], list[Watch]()
    if deadline is None or state.final:
        return found
    if state.remind is not None and (at := before(deadline, state.remind)) > since:
        found.append(Watch(at, "reminded", deadline))
    if state.overdue is not None:
        after = state.overdue.after
        at = deadline if after is None else due(after, deadline, playbook.task.calendar, calendar)
        found.append(Watch(at, "overdue", deadline))
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
    found = [w.at for w in of_state(playbook, playbook.opening_state, opened_at, deadline, calendar)]
    whole = elapsing(playbook, opened_at, 0, calendar)
    if whole is not None and not playbook.task.states[playbook.opening_state].pause:
        found.append(whole.at)
    return min(found, default=None)
