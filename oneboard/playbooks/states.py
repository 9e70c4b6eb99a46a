"""A state as a playbook writes it: how long it lasts, and what follows when it lasts longer."""

import msgspec

from oneboard.playbooks.clocks import Before, Duration, Lasting, Overdue, Windows
from oneboard.playbooks.naming import Name, Title
from oneboard.vocabulary.places import Level


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A state is final, or it may say how long it lasts: `30m`, `2wd`, `today 18:00`, windows of the day, or
    `as_opened`: until the deadline that its order, or the rule that opened it, set.

    `title`: as people call it. `remind`: how long before the deadline its holder is reminded. `pause`: time here does
    not count for `within`. `by_level`: how long it lasts instead for a unit whose place is of that level.
    `holder`: the role that owes it here, where that is another than the task's. `forgets`: what ends here was not so,
    and its subject's keys are destroyed.
    """

    due: Lasting | Windows | None = None
    final: bool = False
    title: Title | None = None
    remind: Before | None = None
    overdue: Overdue | None = None
    pause: bool = False
    by_level: dict[Level, Duration] = {}
    holder: Name | None = None
    forgets: bool = False
