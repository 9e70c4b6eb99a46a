"""What a step leads to beside its state, as a playbook writes it: what it counts for, and what it opens."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Final, Literal

import msgspec

from oneboard.playbooks.clocks import Opens
from oneboard.playbooks.naming import Name, Title
from oneboard.playbooks.rule_reading import RULE_SCHEMA, parse_rule
from oneboard.playbooks.rules import Rule


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """An indicator: distinct subjects reached, the sum of a whole number, or how many times: a `step`, or a repeat.

    `when` names the step that counts; without it every step does. `where` is a rule that must hold. `last`: of each
    task only the last step with effect, by its time; what was said before it, or in vain, counts for nothing. `title`,
    `unit`: as people call what is counted. Several playbooks may count for one indicator, under its one name.
    """

    distinct: Literal["subject"] | None = None
    sum: str | None = None
    times: str | None = None
    when: Name | None = None
    where: Annotated[dict[str, Any], msgspec.Meta(extra_json_schema=RULE_SCHEMA)] | None = None
    last: bool = False
    title: Title | None = None
    unit: Title | None = None

    @cached_property
    def rule(self) -> Rule | None:
        """None as well where `where` is no rule, which the loader refuses."""
        return None if self.where is None else parse_rule(self.where)[0]


#: Of what a share may be beside a count: the tasks of the playbook, done or owed.
TASKS: Final = "tasks"


class Derived(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A figure worked out of counts of the same playbook: what several come to (`add`) without others (`less`), or how
    large a part `share` is of the count `of`, or of all `tasks` of the playbook.
    """

    add: tuple[Name, ...] = ()
    less: tuple[Name, ...] = ()
    share: Name | None = None
    of: Name | None = None
    title: Title | None = None
    unit: Title | None = None

    @property
    def terms(self) -> Mapping[str, int]:
        """The counts that it is a sum of, each with 1 or −1; of a share, its part."""
        if self.add:
            return dict.fromkeys(self.add, 1) | dict.fromkeys(self.less, -1)
        return {self.counts[0]: 1}

    @property
    def counts(self) -> tuple[str, ...]:
        """Those that it is worked out of."""
        return (*self.add, *self.less) or tuple(
            name for name in (self.share, self.of) if name and name != TASKS
        )


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """What a step opens: the step `step`, or any, for whose answers the rule `where` holds, if there is one."""

    open: Opens
    step: Name | None = None
    where: Annotated[dict[str, Any], msgspec.Meta(extra_json_schema=RULE_SCHEMA)] | None = None

    @cached_property
    def rule(self) -> Rule | None:
        """None as well where `where` is no rule, which the loader refuses."""
        return None if self.where is None else parse_rule(self.where)[0]
