"""Facts about tasks (任务). What a desk says of one takes its place among the steps of the task's thread."""

from typing import Annotated, Final, Literal

import msgspec

from oneboard.foundation.ids import Id
from oneboard.vocabulary.facts import Fact, Leaves, fact

#: Where a desk's own words stand among the sealed answers; no question's path can be this.
NOTE: Final = "@note"

Holder = Annotated[
    str, msgspec.Meta(pattern=r"^(post|unit|member):[0-9a-f-]{36}\Z", examples=["post:…", "unit:…"])
]

Reason = Literal["duplicate", "mistaken", "not_needed", "elsewhere", "other"]
ReasonToReopen = Literal["incomplete", "mistaken", "new_information", "other"]


@fact("step.taken@1", leaves=Leaves.WITH_ITS_KEY)
class StepTaken(Fact, frozen=True):
    """An observation: someone took a step of the entry's playbook, with the answers of its form.

    It is recorded whatever the task's state; the fold says what effect it had.
    """

    step: str


@fact("task.opened@1", leaves=Leaves.WITH_ITS_KEY)
class TaskOpened(Fact, frozen=True):
    """By order: the entry's id is the task's. `due`: the deadline in ms, where the order sets one. `part_of`: the task
    that was split into this one and others. `about`: what is to be done, in a line that names nobody.
    """

    due: int | None = None
    part_of: Id | None = None
    about: str | None = None


@fact("task.assigned@1", leaves=Leaves.WITH_ITS_KEY)
class TaskAssigned(Fact, frozen=True):
    """To a post, a unit, a squad or a person; None: back to whoever holds the playbook's role at the place."""

    to: Holder | None = None


@fact("task.withdrawn@1", leaves=Leaves.WITH_ITS_KEY)
class TaskWithdrawn(Fact, frozen=True):
    """It is owed no more, although nobody did it."""

    reason: Reason


@fact("task.reopened@1", leaves=Leaves.WITH_ITS_KEY)
class TaskReopened(Fact, frozen=True):
    """A finished or withdrawn task is owed again, from now on."""

    reason: ReasonToReopen


class _Told(Fact, frozen=True):
    """What the clock says of the deadline `due` (ms) of a task in this state. It happened when that moment came, and
    holds as long as the steps before that moment leave the task in it.
    """

    state: str
    due: int


@fact("task.reminded@1", leaves=Leaves.HOLDS_NONE)
class TaskReminded(_Told, frozen=True):
    """The deadline comes near."""


@fact("task.overdue@1", leaves=Leaves.HOLDS_NONE)
class TaskOverdue(_Told, frozen=True):
    """It has passed, and the time that the playbook allows behind it: who is above is told, or something is opened."""


@fact("task.elapsed@1", leaves=Leaves.HOLDS_NONE)
class TaskElapsed(_Told, frozen=True):
    """The time for the whole task is over: it goes to the state that the playbook says."""
