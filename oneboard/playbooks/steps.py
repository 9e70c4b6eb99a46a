"""A step as a playbook writes it: who takes it, from which states to which, and with what evidence."""

from functools import cached_property
from typing import Annotated, Any, Final

import msgspec

from oneboard.foundation.canonical import Value
from oneboard.playbooks.clocks import Before
from oneboard.playbooks.naming import Name, Title
from oneboard.playbooks.rule_reading import RULE_SCHEMA, parse_rule
from oneboard.playbooks.rules import Rule, holds

#: What `by` says of whoever holds the task.
HOLDER: Final = "holder"

#: What `not_by` says of whoever ordered the task, or what led to it; a campaign is an order, too.
ORDER: Final = "order"


_answers = msgspec.json.Decoder(dict[str, Value]).decode


class Branch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """Where a step leads if the rule `where` holds for its answers; without it, in every other case."""

    to: Name
    where: Annotated[dict[str, Any], msgspec.Meta(extra_json_schema=RULE_SCHEMA)] | None = None

    @cached_property
    def rule(self) -> Rule | None:
        """None as well where `where` is no rule, which the loader refuses."""
        return None if self.where is None else parse_rule(self.where)[0]


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """`by`: the holder, or one of these roles. `needs`: the questions without whose answer it has no effect. `not_by`:
    steps, and `order`, whose author does not take this one; then it is taken at a desk alone.

    `above`: by one whose post is at a place above the task's; where nothing lies above, at it.
    `after_due`: it has an effect only when the deadline of the state it begins in has passed: nobody is decided about
    before he could answer. `after_parts`: none of the task's parts may be owed any more; such a step is taken at a desk
    alone, too.

    `to`: a state, one for each state it begins in, or one by the answers; without it the state stays, and so does its
    deadline. `extends`: so much longer the whole of the task lasts. `keeps_due`: the deadline stays also in the state
    it leads to, if there is one.
    """

    from_: tuple[Name, ...]
    to: Name | dict[Name, Name] | tuple[Branch, ...] | None = None
    by: Name | tuple[Name, ...] = HOLDER
    needs: tuple[str, ...] = ()
    reopens: bool = False
    title: Title | None = None
    not_by: Name | tuple[Name, ...] = ()
    above: bool = False
    keeps_due: bool = False
    after_due: bool = False
    after_parts: bool = False
    extends: Before | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        return (self.by,) if isinstance(self.by, str) else self.by

    @property
    def apart(self) -> tuple[str, ...]:
        """What this step is not to be taken by the author of."""
        return (self.not_by,) if isinstance(self.not_by, str) else self.not_by

    @property
    def at_a_desk(self) -> bool:
        """Whether only a desk can see if it may be taken."""
        return bool(self.apart) or self.after_parts

    @property
    def branches(self) -> tuple[Branch, ...]:
        """By the answers; empty where they do not decide it."""
        return self.to if isinstance(self.to, tuple) else ()

    @property
    def ends(self) -> dict[str, tuple[str, ...]]:
        """From each state in which it begins to those it may lead to; empty if it leads nowhere."""
        if self.to is None:
            return {}
        if isinstance(self.to, dict):
            return {state: (end,) for state, end in self.to.items()}
        ends = (self.to,) if isinstance(self.to, str) else tuple(branch.to for branch in self.to)
        return dict.fromkeys(self.from_, ends)

    def leads(self, state: str, answers: str) -> str:
        """The state that it leads to from this one. `answers`: the readable ones as JSON."""
        if isinstance(self.to, str):
            return self.to
        if isinstance(self.to, tuple):
            said = _answers(answers)
            return next(branch.to for branch in self.to if branch.rule is None or holds(branch.rule, said))
        return self.to[state] if self.to else state
