"""What a playbook may say. The words are explained in `docs/playbooks.md`."""

import datetime as dt
import re
from functools import cached_property, lru_cache
from typing import Annotated, Any, Final, Literal

import msgspec

from oneboard.foundation.clock import DAY_MS, MINUTE_MS, day_number
from oneboard.playbooks.rule_reading import RULE_SCHEMA, parse_rule
from oneboard.playbooks.rules import Rule

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,59}\Z", examples=["household_visit"])]
Title = dict[Literal["zh", "en"], str]

#: Of the statements of the mission, S01 to S46.
Statement = Annotated[str, msgspec.Meta(pattern=r"^S(0[1-9]|[1-3][0-9]|4[0-6])\Z", examples=["S19"])]

#: Where a form lies, seen from the playbook. Its last name is the form's.
FORM_FILE: Final = re.compile(r"^(\.\./)*([A-Za-z0-9_-]+/)*[a-z][a-z0-9_]{0,59}\.(md|xlsx)\Z")
FormFile = Annotated[
    str, msgspec.Meta(pattern=FORM_FILE.pattern, examples=["visit.md", "../forms/visit.xlsx"])
]

Duration = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]*[mhd]\Z", examples=["30m", "8h", "3d"])]

#: What `by` says of whoever holds the task.
HOLDER: Final = "holder"


class Basis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The order that allows it, and the last day on which a task may be opened by it."""

    order: str
    ends: dt.date


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A state is final, or it is due: `due` after it was entered (`30m`, `8h`, `3d`)."""

    due: Duration | None = None
    final: bool = False


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """`by`: the holder, or one of these roles. `needs`: the questions without whose answer it has no effect."""

    from_: tuple[Name, ...]
    to: Name
    by: Name | tuple[Name, ...] = HOLDER
    needs: tuple[str, ...] = ()
    reopens: bool = False

    @property
    def roles(self) -> tuple[str, ...]:
        return (self.by,) if isinstance(self.by, str) else self.by


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """An indicator: distinct subjects reached, the sum of a whole number, or how many times: a `step`, or a repeat.

    `when` names the step that counts; without it every step does. `where` is a rule that must hold.
    """

    distinct: Literal["subject"] | None = None
    sum: str | None = None
    times: str | None = None
    when: Name | None = None
    where: Annotated[dict[str, Any], msgspec.Meta(extra_json_schema=RULE_SCHEMA)] | None = None

    @cached_property
    def rule(self) -> Rule | None:
        """None as well where `where` is no rule, which the loader refuses."""
        return None if self.where is None else parse_rule(self.where)[0]


class Opens(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A task of another playbook, or of the same, about the same subject."""

    playbook: Name
    due: Duration | None = None

    @property
    def due_ms(self) -> int | None:
        return None if self.due is None else _due_ms(self.due)


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """What a step opens: the step `step`, or any, for whose answers the rule `where` holds, if there is one."""

    open: Opens
    step: Name | None = None
    where: Annotated[dict[str, Any], msgspec.Meta(extra_json_schema=RULE_SCHEMA)] | None = None

    @cached_property
    def rule(self) -> Rule | None:
        """None as well where `where` is no rule, which the loader refuses."""
        return None if self.where is None else parse_rule(self.where)[0]


#: What may open a task of a playbook: a campaign over a register, an order at a desk, a rule of some playbook.
Way = Literal["campaign", "order", "rule"]


class TaskKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`capacity`: how many of its tasks may be assigned to one post, unit or person at once."""

    holder: Name
    states: dict[Name, State]
    steps: dict[Name, Step]
    opens: tuple[Way, ...] = ("campaign",)
    capacity: Annotated[int, msgspec.Meta(ge=1)] | None = None


class Playbook(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """`form`: the one that every step submits, or `forms`: those of some steps. `readable`: path → reason."""

    playbook: Name
    version: Annotated[int, msgspec.Meta(ge=1)]
    serves: tuple[Statement, ...]
    title: Title
    subject: Name
    task: TaskKind
    basis: Basis | None = None
    measure: Literal["screening", "isolation"] | None = None
    form: FormFile | None = None
    forms: dict[Name, FormFile] = {}
    readable: dict[str, str] = {}
    when: tuple[When, ...] = ()
    count: dict[Name, Count] = {}

    @property
    def key(self) -> str:
        return f"{self.playbook}@{self.version}"

    @property
    def opening_state(self) -> str:
        """The first state written down."""
        return next(iter(self.task.states))

    @property
    def counts_distinct(self) -> bool:
        return any(count.distinct is not None for count in self.count.values())

    @cached_property
    def files(self) -> dict[str, str]:
        """From each step that submits a form to the form's file."""
        return self.forms if self.form is None else dict.fromkeys(self.task.steps, self.form)

    @cached_property
    def last_day(self) -> int | None:
        """The number of the last day on which a task may be opened, if there is one."""
        return None if self.basis is None else day_number(self.basis.ends.isoformat())

    def due_ms(self, state: str) -> int | None:
        due = self.task.states[state].due
        return None if due is None else _due_ms(due)


_UNIT_MS: Final = {"m": MINUTE_MS, "h": 60 * MINUTE_MS, "d": DAY_MS}


@lru_cache(maxsize=256)
def _due_ms(due: str) -> int:
    return int(due[:-1]) * _UNIT_MS[due[-1]]
