"""A report (日报) as a playbook writes it: what a unit says each day to the level above it, and how that adds up."""

from functools import cached_property
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from oneboard.foundation.canonical import Value
from oneboard.playbooks.naming import Name
from oneboard.playbooks.rule_reading import RULE_SCHEMA, parse_rule
from oneboard.playbooks.rules import Rule, holds

#: What a unit said of a day: figures, that there was nothing, that it does not apply; or nothing at all.
Status: TypeAlias = Literal["value", "zero", "not_applicable", "missing"]

Where = Annotated[dict[str, Any], msgspec.Meta(extra_json_schema=RULE_SCHEMA)]


class Carry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands is what stood in the report before, with these questions added, and those taken off; a report
    that answers `unless` says why it does not.
    """

    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    unless: str | None = None

    def carried(self, stood: int, answers: dict[str, Value]) -> int:
        """What would stand by these answers; what was not said is nothing."""
        return (
            stood
            + sum(whole(answers, path) for path in self.plus)
            - sum(whole(answers, p) for p in self.minus)
        )

    def missed(self, path: str, stood: int, answers: dict[str, Value]) -> int | None:
        """What the question would say by these answers, where it says another number and not why."""
        carried = self.carried(stood, answers)
        explained = self.unless is not None and answers.get(self.unless)
        return None if explained or carried == whole(answers, path) else carried


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """`step` says the figures of the day, and `accepted` is the state in which the level above has taken them.

    `zero`, `not_applicable`: the rules by which a report says that there is nothing. `adds`: questions for whole
    numbers that add up on the way to the top. `carries`: of those, what goes on from the report before.
    """

    step: Name
    accepted: Name
    zero: Where
    adds: tuple[str, ...]
    not_applicable: Where | None = None
    carries: dict[str, Carry] = {}

    @cached_property
    def rules(self) -> dict[Status, Rule | None]:
        """None where it is no rule, which the loader refuses, or not said."""
        said: dict[Status, Where | None] = {"zero": self.zero, "not_applicable": self.not_applicable}
        return {status: parse_rule(where)[0] if where else None for status, where in said.items()}

    def status(self, answers: dict[str, Value]) -> Status:
        met = (status for status, rule in self.rules.items() if rule is not None and holds(rule, answers))
        return next(met, "value")


def whole(answers: dict[str, Value], path: str) -> int:
    value = answers.get(path)
    return value if type(value) is int else 0
