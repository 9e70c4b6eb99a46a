"""Rules (规则): closed data over answers, the same on the phone and here. `tests/vectors/rules.json` holds the cases.

    {answer: members/fever, is: yes}        {answer: age, at_least: 60}        {answer: needs, in: [food, medicine]}
    {any: [...]}   {all: [...]}   {not: ...}

A test of what was not answered does not hold. A rule on `members/fever` is asked of each member.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import msgspec

from oneboard.foundation.canonical import Value
from oneboard.playbooks.forms.answers import at_number, numbers_of
from oneboard.playbooks.forms.form import CompiledForm

Scalar: TypeAlias = str | int | bool
At: TypeAlias = tuple[str | int, ...]


class Asked(msgspec.Struct, frozen=True):
    """One answer and its tests, all of which must hold. Of a select_multiple, `is_` and `in_` ask what was chosen."""

    answer: str
    is_: Scalar | None = None
    in_: tuple[Scalar, ...] = ()
    at_least: int | None = None
    at_most: int | None = None


class AnyOf(msgspec.Struct, frozen=True):
    rules: "tuple[Rule, ...]"


class AllOf(msgspec.Struct, frozen=True):
    rules: "tuple[Rule, ...]"


class Not(msgspec.Struct, frozen=True):
    rule: "Rule"


Rule: TypeAlias = Asked | AnyOf | AllOf | Not


def paths(rule: Rule) -> tuple[str, ...]:
    """The questions a rule reads, in order; a sealed one among them is for the loader to refuse."""
    return tuple(dict.fromkeys(asked.answer for _, asked in asked_in(rule)))


def holds(rule: Rule, answers: Mapping[str, Value]) -> bool:
    """For a rule that asks of no repeat."""
    return _holds(rule, answers, None, 0)


def numbers(rule: Rule, repeat: str, answers: Mapping[str, Value]) -> tuple[int, ...]:
    """The numbers within `repeat` for which the rule holds, in order."""
    return tuple(number for number in numbers_of(repeat, answers) if _holds(rule, answers, repeat, number))


def is_met(rule: Rule, form: CompiledForm, answers: Mapping[str, Value]) -> bool:
    """Whether it holds; of a rule that is asked of each of several, for one of them at least."""
    repeat = repeat_of(rule, form)
    return holds(rule, answers) if repeat is None else bool(numbers(rule, repeat, answers))


def repeat_of(rule: Rule, form: CompiledForm) -> str | None:
    """The repeat that the rule is asked of each of, if any; `check_rule` holds that there is one at most."""
    return next((repeat for path in paths(rule) for repeat in form.repeats_of(path)), None)


def _holds(rule: Rule, answers: Mapping[str, Value], repeat: str | None, number: int) -> bool:
    if isinstance(rule, AnyOf):
        return any(_holds(part, answers, repeat, number) for part in rule.rules)
    if isinstance(rule, AllOf):
        return all(_holds(part, answers, repeat, number) for part in rule.rules)
    if isinstance(rule, Not):
        return not _holds(rule.rule, answers, repeat, number)
    inside = repeat is not None and rule.answer.startswith(f"{repeat}/")
    return _passes(rule, answers.get(at_number(rule.answer, repeat or "", number) if inside else rule.answer))


def _passes(asked: Asked, value: Value) -> bool:
    if value is None:
        return False
    said = value if isinstance(value, list) else [value]
    # Of the numbers only whole ones are compared, and in Python `True` is one.
    return (
        (asked.is_ is None or _meet(said, (asked.is_,)))
        and (not asked.in_ or _meet(said, asked.in_))
        and (asked.at_least is None or (type(value) is int and value >= asked.at_least))
        and (asked.at_most is None or (type(value) is int and value <= asked.at_most))
    )


def _meet(said: Sequence[Scalar], wanted: Sequence[Scalar]) -> bool:
    """1 is neither `true` nor "1": clients' languages differ there, so the types must be equal as well."""
    return any(type(one) is type(other) and one == other for one in said for other in wanted)


def asked_in(rule: Rule, at: At = ()) -> Iterator[tuple[At, Asked]]:
    """Every question asked, with the keys and places from the rule's root to it."""
    if isinstance(rule, Asked):
        yield at, rule
    elif isinstance(rule, Not):
        yield from asked_in(rule.rule, (*at, "not"))
    else:
        word = "any" if isinstance(rule, AnyOf) else "all"
        for place, part in enumerate(rule.rules):
            yield from asked_in(part, (*at, word, place))
