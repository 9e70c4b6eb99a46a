"""Rules as they are written: read from a tree of maps and lists, and held against a form, every fault named."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from oneboard.foundation.words import Phrase
from oneboard.playbooks.answer_types import ANSWER_TYPES, ATTACHED
from oneboard.playbooks.forms.form import CompiledForm, Question
from oneboard.playbooks.near import near
from oneboard.playbooks.rules import AllOf, AnyOf, Asked, At, Not, Rule, Scalar, asked_in, paths


class RuleFault(NamedTuple):
    """`at` are the keys and places from the rule's root to the fault."""

    at: At
    what: Phrase


_TESTS: Final = ("is", "in", "at_least", "at_most")
_WORDS: Final = ("answer", *_TESTS, "any", "all", "not")
_DEPTH: Final = 8
#: What an editor that knows JSON Schema is told of a rule; `parse_rule` is who judges it.
RULE_SCHEMA: Final[dict[str, Any]] = {
    "description": "a rule: {answer: path, is: value}, {any: [rules]}, {all: [rules]}, {not: rule}",
    "propertyNames": {"enum": list(_WORDS)},
}


def parse_rule(tree: object) -> tuple[Rule | None, list[RuleFault]]:
    """The rule, or every fault in it."""
    faults: list[RuleFault] = []
    rule = _rule(tree, (), faults)
    return (None if faults else rule), faults


def check_rule(rule: Rule, form: CompiledForm) -> list[RuleFault]:
    """What of a rule does not fit the form it is asked of."""
    faults = [RuleFault(at, what) for at, asked in asked_in(rule) for what in _misfits(asked, form)]
    repeats = sorted({repeat for path in paths(rule) for repeat in form.repeats_of(path)})
    if len(repeats) > 1 and not any(fault.what.key == "rule.nested" for fault in faults):
        faults.append(RuleFault((), Phrase("rule.repeats", {"repeats": ", ".join(repeats)})))
    return faults


def _rule(tree: object, at: At, faults: list[RuleFault]) -> Rule | None:
    wrong = _wrong_words(tree, at)
    if wrong or not isinstance(tree, dict):
        faults.extend(wrong)
        return None
    if "answer" in tree:
        return _asked(tree, at, faults)
    if "not" in tree:
        inner = _rule(tree["not"], (*at, "not"), faults)
        return None if inner is None else Not(inner)
    word = "any" if "any" in tree else "all"
    return _several(word, tree[word], at, faults)


def _wrong_words(tree: object, at: At) -> list[RuleFault]:
    if len(at) > 2 * _DEPTH:
        return [RuleFault(at, Phrase("rule.too_deep", {"limit": _DEPTH}))]
    shape = RuleFault(at, Phrase("rule.form", {"tests": ", ".join(_TESTS)}))
    if not isinstance(tree, dict):
        return [shape]
    unknown = [str(word) for word in tree if word not in _WORDS]
    if unknown:
        meant = {word: near(word, _WORDS) for word in unknown}
        keys = {word: "rule.unknown_meant" if meant[word] else "rule.unknown" for word in unknown}
        return [RuleFault((*at, w), Phrase(keys[w], {"word": w, "meant": meant[w]})) for w in unknown]
    kinds = [word for word in ("answer", "any", "all", "not") if word in tree]
    tests = [word for word in _TESTS if word in tree]
    return [shape] if len(kinds) != 1 or (kinds == ["answer"]) != bool(tests) else []


def _several(word: str, parts: object, at: At, faults: list[RuleFault]) -> Rule | None:
    if not isinstance(parts, list) or not parts:
        faults.append(RuleFault((*at, word), Phrase("rule.empty", {"word": word})))
        return None
    rules = [_rule(part, (*at, word, place), faults) for place, part in enumerate(parts)]
    found = tuple(rule for rule in rules if rule is not None)
    return AnyOf(found) if word == "any" else AllOf(found)


def _asked(tree: dict[str, Any], at: At, faults: list[RuleFault]) -> Asked | None:
    before = len(faults)
    bounds = [word for word in ("at_least", "at_most") if word in tree and type(tree[word]) is not int]
    faults += [RuleFault((*at, word), Phrase("rule.number", {"word": word})) for word in bounds]
    listed = tree.get("in", [])
    if "in" in tree and (not isinstance(listed, list) or not listed):
        faults.append(RuleFault((*at, "in"), Phrase("rule.empty", {"word": "in"})))
    compared = ([tree["is"]] if "is" in tree else []) + (listed if isinstance(listed, list) else [])
    if not isinstance(tree["answer"], str) or not all(isinstance(value, Scalar) for value in compared):
        faults.append(RuleFault(at, Phrase("rule.form", {"tests": ", ".join(_TESTS)})))
    if len(faults) > before:
        return None
    return Asked(tree["answer"], tree.get("is"), tuple(listed), tree.get("at_least"), tree.get("at_most"))


def _misfits(asked: Asked, form: CompiledForm) -> Iterator[Phrase]:
    path = asked.answer
    question = form.questions.get(path)
    if question is None:
        meant = near(path, form.questions)
        yield Phrase("rule.answer_meant" if meant else "rule.answer", {"path": path, "meant": meant})
        return
    if len(tuple(form.repeats_of(path))) > 1:
        yield Phrase("rule.nested", {"path": path})
    if question.type in ATTACHED:
        yield Phrase("rule.sealed_type", {"path": path, "type": question.type})
        return
    for word, bound in (("at_least", asked.at_least), ("at_most", asked.at_most)):
        if bound is not None and question.type != "integer":
            yield Phrase("rule.integer", {"word": word, "path": path, "type": question.type})
    yield from _misfits_of_values(asked, question, form)


def _misfits_of_values(asked: Asked, question: Question, form: CompiledForm) -> Iterator[Phrase]:
    path, known = asked.answer, form.choice_names(asked.answer)
    expected = str if question.type == "select_multiple" else ANSWER_TYPES[question.type]
    for value in (*(() if asked.is_ is None else (asked.is_,)), *asked.in_):
        if type(value) is not expected:
            yield Phrase("rule.value", {"path": path, "type": question.type, "value": str(value)})
        elif known is not None and value not in known:
            yield Phrase(
                "rule.choice", {"path": path, "value": str(value), "known": ", ".join(sorted(known))}
            )
