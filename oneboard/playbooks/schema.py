"""What a playbook may say. The words are explained in `docs/playbooks.md`."""

import re
from functools import lru_cache
from typing import Annotated, Final, Literal

import msgspec

from oneboard.foundation.clock import DAY_MS, MINUTE_MS

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,59}\Z", examples=["household_visit"])]
Title = dict[Literal["zh", "en"], str]

#: The question types of XLSForm that an answer can have, and the JSON type it travels as.
ANSWER_TYPES: Final[dict[str, type]] = {
    "integer": int,
    "text": str,
    "decimal": str,
    "date": str,
    "time": str,
    "select_one": str,
    "select_multiple": list,
    "image": str,
    "audio": str,
    "signature": str,
    "barcode": str,
    "acknowledge": bool,
    "calculate": str,
}


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A state is final, or it is due: `due` after it was entered (`30m`, `8h`, `3d`)."""

    due: Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]*[mhd]\Z", examples=["30m", "8h", "3d"])] | None = (
        None
    )
    final: bool = False


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    from_: tuple[Name, ...]
    to: Name
    by: Name = "holder"


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An indicator: distinct subjects reached, the sum of an integer answer, or the number of times.

    `when` names the step that counts; without it every step does.
    """

    distinct: Literal["subject"] | None = None
    sum: str | None = None
    times: Literal["step"] | None = None
    when: Name | None = None


class TaskKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    holder: Name
    states: dict[Name, State]
    steps: dict[Name, Step]


class Playbook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`questions` gives each answer's path its XLSForm type; `readable` gives each readable path its reason."""

    playbook: Name
    version: Annotated[int, msgspec.Meta(ge=1)]
    serves: tuple[Annotated[str, msgspec.Meta(pattern=r"^S[0-4][0-9]\Z", examples=["S19"])], ...]
    title: Title
    subject: Name
    questions: dict[str, str]
    task: TaskKind
    readable: dict[str, str] = {}
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

    def due_ms(self, state: str) -> int | None:
        due = self.task.states[state].due
        return None if due is None else _due_ms(due)


_UNIT_MS: Final = {"m": MINUTE_MS, "h": 60 * MINUTE_MS, "d": DAY_MS}


@lru_cache(maxsize=256)
def _due_ms(due: str) -> int:
    return int(due[:-1]) * _UNIT_MS[due[-1]]


_NUMBER_SEGMENT: Final = re.compile(r"/[0-9]+(?=/|$)")


@lru_cache(maxsize=4096)
def question_of(path: str) -> str:
    """The question an answer's path belongs to: `members/2/fever` answers `members/fever`."""
    return _NUMBER_SEGMENT.sub("", path)
