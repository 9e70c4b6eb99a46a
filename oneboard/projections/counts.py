"""What an observation counts for: pure, from the playbook it cites and its readable answers."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from oneboard.foundation.canonical import Value
from oneboard.playbooks.answer_types import question_of
from oneboard.playbooks.forms.answers import at_number
from oneboard.playbooks.forms.form import CompiledForm
from oneboard.playbooks.rules import holds, numbers, repeat_of
from oneboard.playbooks.schema import Count, Playbook

#: Stands for "no campaign" where a key needs a value.
NO_CAMPAIGN: Final = "00000000-0000-0000-0000-000000000000"


class Submitted(NamedTuple):
    """A step, its readable answers, and the form they answer; a step without one has no answers."""

    step: str
    answers: dict[str, Value]
    form: CompiledForm | None


class Contributions(NamedTuple):
    """`sums`: what is added to which indicator. `distinct`: those that count the subject. `lasts`: what it says of its
    task, until another step says it; nothing as well.
    """

    sums: list[tuple[str, int]]
    distinct: list[str]
    lasts: list[tuple[str, int]]


def contributions(playbook: Playbook, said: Submitted) -> Contributions:
    found = Contributions([], [], [])
    for indicator, count in playbook.count.items():
        if count.when is not None and count.when != said.step:
            continue
        n = _amount(count, said)
        if count.last:
            found.lasts.append((indicator, n))
        elif n and count.distinct is not None:
            found.distinct.append(indicator)
        elif n:
            found.sums.append((indicator, n))
    return found


def _amount(count: Count, said: Submitted) -> int:
    """Of a rule that is asked of each of several, those for which it holds; none is no step either."""
    if count.rule is None:
        return _amount_of(count, said, None, ())
    if said.form is None:
        return 0
    repeat = repeat_of(count.rule, said.form)
    if repeat is None:
        return _amount_of(count, said, None, ()) if holds(count.rule, said.answers) else 0
    held = numbers(count.rule, repeat, said.answers)
    return _amount_of(count, said, repeat, held) if held else 0


def _amount_of(count: Count, said: Submitted, repeat: str | None, held: Sequence[int]) -> int:
    """`held`: the numbers of `repeat` that count; what lies elsewhere counts whole."""
    if count.sum is None:
        return 1 if count.times in (None, "step") else len(held)
    if repeat is not None and count.sum.startswith(f"{repeat}/"):
        return sum(_whole(said.answers.get(at_number(count.sum, repeat, number))) for number in held)
    if "/" not in count.sum:
        return _whole(said.answers.get(count.sum))
    return sum(_whole(v) for path, v in said.answers.items() if question_of(path) == count.sum)


def _whole(value: Value) -> int:
    return value if type(value) is int else 0
