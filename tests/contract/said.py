"""What is said in stories: what phones and desks say about three households, in every way that may go wrong.

Ids are the same in every example and sort in no order of time. Minutes are few, so that ties are common.
"""

import datetime as dt
from typing import Final, NamedTuple

from oneboard.foundation.clock import DAY_MS
from oneboard.foundation.ids import derived_id
from oneboard.vocabulary.tasks import TaskAssigned, TaskReopened, TaskWithdrawn

#: Two minutes before the city's midnight, so that a story spans two days.
START: Final = int(dt.datetime(2026, 3, 9, 15, 58, tzinfo=dt.UTC).timestamp() * 1000)

#: Our clock when a story begins to arrive: later than anything in it.
RECEIVED: Final = START + DAY_MS

HOMES, GRIDS, MINUTES = 3, ("g1", "g2", "g3"), 5
STEPS: Final = ("visit", "not_home", "refuse")


class Registration(NamedTuple):
    home: int
    grid: str
    minute: int


class Step(NamedTuple):
    """`campaign` None: nobody asked for it. `owed`: said on the campaign's task, else it begins a thread of its own."""

    home: int
    grid: str
    step: str
    minute: int
    leaflets: int | None
    campaign: int | None
    owed: bool
    playbook: str = "household_visit"


class Correction(NamedTuple):
    """Of the step with this number, modulo how many there are. Its time is that of the correcting."""

    of: int
    now: Step


class Opening(NamedTuple):
    campaign: int
    place: str
    minute: int
    playbook: str = "household_visit"


class Closing(NamedTuple):
    campaign: int
    minute: int


class Call(NamedTuple):
    """On the call that a step or a call opens or would open: that with this number, modulo how many there are."""

    of: int
    grid: str
    minute: int
    leaflets: int | None


class Order(NamedTuple):
    """A call about a household by order. Its entry is the task."""

    home: int
    grid: str
    minute: int


class Word(NamedTuple):
    """A desk's word about a task: a campaign's, or that of a call or an order."""

    of: int
    campaign: bool
    home: int
    what: TaskAssigned | TaskWithdrawn | TaskReopened
    minute: int


Said = Registration | Step | Correction | Opening | Closing | Call | Order | Word
Observation = Registration | Step | Correction | Call


def ident(kind: str, number: int) -> str:
    return derived_id("test", kind, str(number))
