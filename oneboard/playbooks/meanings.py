"""Meanings (含义): what a step comes to by its version: what it counts for, and which rules its answers meet. Pure.

What may be read of a visit is said alike at many doors, so that the same answers are worked out once.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from oneboard.foundation.canonical import Value
from oneboard.playbooks.answer_types import question_of
from oneboard.playbooks.forms.answers import at_number
from oneboard.playbooks.forms.form import CompiledForm
from oneboard.playbooks.rules import Rule, holds, numbers, repeat_of
from oneboard.playbooks.schema import Count, Playbook, When

#: How many answers are remembered with what they mean, of those that are so short: a few megabytes.
REMEMBERED, SHORT = 8192, 500

_answers = msgspec.json.Decoder(dict[str, Value]).decode


class Meaning(NamedTuple):
    """`sums`: what is added to which indicator. `distinct`: those that count the subject. `lasts`: what it says of its
    task, until another step says it; nothing as well. `asks`: the rules by which it opens something.
    """

    sums: tuple[tuple[str, int], ...] = ()
    distinct: tuple[str, ...] = ()
    lasts: tuple[tuple[str, int], ...] = ()
    asks: tuple[When, ...] = ()


#: Of a step that the version does not have, such as what a desk says.
NONE: Final = Meaning()


class Sense:
    """One step of one version, made ready: the counts and the rules that are about it."""

    def __init__(self, playbook: Playbook, step: str, form: CompiledForm | None) -> None:
        self._counts = [
            (indicator, count, _Condition.of(count.rule, form))
            for indicator, count in playbook.count.items()
            if count.when in (None, step)
        ]
        self._whens = [
            (when, _Condition.of(when.rule, form)) for when in playbook.when if when.step in (None, step)
        ]

    def meaning(self, said: str) -> Meaning:
        """`said`: the readable answers as JSON."""
        return _remembered(self, said) if len(said) <= SHORT else self.work_out(said)

    def work_out(self, said: str) -> Meaning:
        answers = _answers(said)
        amounts = [
            (indicator, count, _amount(count, condition, answers))
            for indicator, count, condition in self._counts
        ]
        return Meaning(
            tuple((i, n) for i, count, n in amounts if n and not count.last and count.distinct is None),
            tuple(i for i, count, n in amounts if n and not count.last and count.distinct is not None),
            tuple((i, n) for i, count, n in amounts if count.last),
            tuple(when for when, condition in self._whens if condition.held(answers) is not None),
        )


@lru_cache(REMEMBERED)
def _remembered(sense: Sense, said: str) -> Meaning:
    return sense.work_out(said)


class _Condition(NamedTuple):
    """A rule on the answers of one form. `repeat`: what it is asked of each of; `never`: there is no form to answer."""

    rule: Rule | None
    repeat: str | None = None
    never: bool = False

    @classmethod
    def of(cls, rule: Rule | None, form: CompiledForm | None) -> "_Condition":
        if rule is None or form is None:
            return cls(rule, never=rule is not None)
        return cls(rule, repeat_of(rule, form))

    def held(self, answers: Mapping[str, Value]) -> Sequence[int] | None:
        """The numbers of the repeat for which it holds, none where it is asked once; None where it does not hold."""
        if self.rule is None or self.never:
            return None if self.never else ()
        if self.repeat is None:
            return () if holds(self.rule, answers) else None
        return numbers(self.rule, self.repeat, answers) or None


def senses_of(playbook: Playbook, forms: Mapping[str, CompiledForm]) -> dict[str, Sense]:
    """Of each step; `forms`: of those that submit one."""
    return {step: Sense(playbook, step, forms.get(step)) for step in playbook.task.steps}


def _amount(count: Count, condition: _Condition, answers: Mapping[str, Value]) -> int:
    """Of a rule that is asked of each of several, those for which it holds; none is no step either."""
    held = condition.held(answers)
    if held is None:
        return 0
    if count.sum is None:
        return 1 if count.times in (None, "step") else len(held)
    return sum(_whole(value) for value in _summed(count.sum, condition.repeat, held, answers))


def _summed(
    path: str, repeat: str | None, held: Sequence[int], answers: Mapping[str, Value]
) -> Iterator[Value]:
    """`held`: the numbers of `repeat` that count; what lies elsewhere counts whole."""
    if repeat is not None and path.startswith(f"{repeat}/"):
        yield from (answers.get(at_number(path, repeat, number)) for number in held)
    elif "/" in path:
        yield from (value for at, value in answers.items() if question_of(at) == path)
    else:
        yield answers.get(path)


def _whole(value: Value) -> int:
    return value if type(value) is int else 0
