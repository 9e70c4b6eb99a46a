"""What a playbook may say. The words are explained in `docs/playbooks.md`."""

import datetime as dt
import re
from functools import cached_property
from typing import Annotated, Final, Literal

import msgspec

from oneboard.foundation.calendar import Calendar
from oneboard.foundation.clock import day_number
from oneboard.playbooks.clocks import (
    AS_OPENED,
    CalendarAt,
    Hours,
    Opens,
    Schedule,
    Within,
    due,
)
from oneboard.playbooks.consequences import Count as Count
from oneboard.playbooks.consequences import Derived
from oneboard.playbooks.consequences import When as When
from oneboard.playbooks.naming import Name as Name
from oneboard.playbooks.naming import Statement
from oneboard.playbooks.naming import Title as Title
from oneboard.playbooks.papers import PaperKind
from oneboard.playbooks.reports import Report
from oneboard.playbooks.states import State as State
from oneboard.playbooks.steps import HOLDER as HOLDER
from oneboard.playbooks.steps import ORDER as ORDER
from oneboard.playbooks.steps import Step as Step
from oneboard.vocabulary.incidents import Response
from oneboard.vocabulary.places import Level

#: Where a form lies, seen from the playbook. Its last name is the form's.
FORM_FILE: Final = re.compile(r"^(\.\./)*([A-Za-z0-9_-]+/)*[a-z][a-z0-9_]{0,59}\.(md|xlsx)\Z")
FormFile = Annotated[
    str, msgspec.Meta(pattern=FORM_FILE.pattern, examples=["visit.md", "../forms/visit.xlsx"])
]

#: The subjects of a playbook that is about units: every unit but squads owes its task, and its own people hold it.
UNITS: Final = "units"
#: What `holder` says then.
UNIT: Final = "unit"


class Basis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The order that allows it, and the last day on which a task may be opened by it."""

    order: str
    ends: dt.date


#: What may open a task of a playbook: a campaign over a register, an order at a desk, a rule of some playbook; or a
#: schedule, at its times while a campaign runs.
Way = Literal["campaign", "order", "rule", "schedule"]


class TaskKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`backup`: the role that sees to it while nobody is in post as holder. `capacity`: how many of its tasks may be
    assigned to one post, unit or person at once. `calendar`: by which days and hours its clocks go. `within`: how long
    the whole of it may take.
    """

    holder: Name
    states: dict[Name, State]
    steps: dict[Name, Step]
    opens: tuple[Way, ...] = ("campaign",)
    capacity: Annotated[int, msgspec.Meta(ge=1)] | None = None
    schedule: Schedule | None = None
    calendar: Hours = "all_hours"
    backup: Name | None = None
    within: Within | None = None


class Playbook(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """`subject`: the register whose subjects owe it, or several where only orders and rules open it. `form`: the one
    that every step submits, or `forms`: those of some steps. `readable`: path → reason. `prefill`: question → the
    indicator whose figure, at the task's place on the day it was opened for, stands in it beforehand. `responses`: it
    opens tasks only while its incident is responded to at one of these levels; at any where it is left out.
    `confidence`: what is answered is opened by whoever keeps this confidence, and by nobody else.
    """

    playbook: Name
    version: Annotated[int, msgspec.Meta(ge=1)]
    serves: tuple[Statement, ...]
    title: Title
    subject: Name | Annotated[tuple[Name, ...], msgspec.Meta(min_length=2)]
    task: TaskKind
    basis: Basis | None = None
    responses: tuple[Response, ...] = ()
    measure: Literal["screening", "isolation"] | None = None
    confidence: Name | None = None
    papers: dict[Name, PaperKind] = {}
    form: FormFile | None = None
    forms: dict[Name, FormFile] = {}
    readable: dict[str, str] = {}
    prefill: dict[str, Name] = {}
    when: tuple[When, ...] = ()
    count: dict[Name, Count] = {}
    derive: dict[Name, Derived] = {}
    report: Report | None = None

    @cached_property
    def key(self) -> str:
        return f"{self.playbook}@{self.version}"

    @cached_property
    def registers(self) -> tuple[str, ...]:
        """Those whose subjects owe it; answers lie under the keys of the first."""
        return (self.subject,) if isinstance(self.subject, str) else self.subject

    @cached_property
    def opening_state(self) -> str:
        """The first state written down."""
        return next(iter(self.task.states))

    @cached_property
    def counts_distinct(self) -> bool:
        return any(count.distinct is not None for count in self.count.values())

    @cached_property
    def counts_last(self) -> bool:
        return any(count.last for count in self.count.values())

    @cached_property
    def is_watched(self) -> bool:
        """Whether the clock ever has a word to say of its tasks."""
        states = self.task.states.values()
        return self.task.within is not None or any(
            s.remind is not None or s.overdue is not None for s in states
        )

    @cached_property
    def lasts_as_opened(self) -> bool:
        """Whether a state lasts until the deadline a task was opened with. Else that is the opening state's."""
        return any(state.due == AS_OPENED for state in self.task.states.values())

    @cached_property
    def opening(self) -> tuple[Opens, ...]:
        """Whatever it opens, by an answer or because something was not done in time."""
        late = (state.overdue.open for state in self.task.states.values() if state.overdue is not None)
        return (*(when.open for when in self.when), *(opens for opens in late if opens is not None))

    @cached_property
    def files(self) -> dict[str, str]:
        """From each step that submits a form to the form's file."""
        return self.forms if self.form is None else dict.fromkeys(self.task.steps, self.form)

    @cached_property
    def last_day(self) -> int | None:
        """The number of the last day on which a task may be opened, if there is one."""
        return None if self.basis is None else day_number(self.basis.ends.isoformat())

    @cached_property
    def holders(self) -> frozenset[str]:
        """Every role that owes its tasks in some state."""
        return frozenset(map(self.holder, self.open_states))

    @cached_property
    def open_states(self) -> tuple[str, ...]:
        """Those in which something is still owed."""
        return tuple(name for name, state in self.task.states.items() if not state.final)

    def holder(self, state: str) -> str:
        """The role that owes a task in this state."""
        return self.task.states[state].holder or self.task.holder

    def is_handed_on(self, state: str, to: str) -> bool:
        """Whether another role owes it in the state `to` than in the state before, so that no assignment goes on."""
        return len(self.holders) > 1 and to in self.open_states and self.holder(state) != self.holder(to)

    def due_at(
        self,
        state: str,
        since: int,
        calendar: CalendarAt,
        level: Level | None,
        opened_with: int | None = None,
    ) -> int | None:
        """When a task that entered the state at `since` is due, in ms. `calendar`: asked as it was known then.

        `level`: of its place. `opened_with`: the deadline that its order, or a rule, brought.
        """
        said = self.task.states[state]
        lasts = said.by_level.get(level, said.due) if level else said.due
        if lasts == AS_OPENED:
            return opened_with
        return None if lasts is None else due(lasts, since, self.task.calendar, calendar(since))

    def opens_due(self, opens: Opens, at: int, calendar: Calendar) -> int | None:
        """When a task that a rule of this playbook opens at `at` is first due, in ms, if the rule says it."""
        return None if opens.due is None else due(opens.due, at, self.task.calendar, calendar)

    def assigned(self, subject: str | None) -> str | None:
        """To whom a task about the subject is assigned when it opens; None: whoever holds the role at its place."""
        return f"unit:{subject}" if self.subject == UNITS else None
