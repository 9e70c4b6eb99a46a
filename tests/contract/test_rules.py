"""What docs/spec/forms.md says of rules: the vectors every client shares, and every fault named."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneboard.foundation.words import LOCALES, say
from oneboard.playbooks.rule_reading import check_rule, parse_rule
from oneboard.playbooks.rules import holds, numbers, paths, repeat_of
from tests.contract.test_answers import FORM
from tests.contract.test_vectors import named, vectors

TREES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["answer", "is", "in", "at_least", "any", "all", "not", "x"]), inner, max_size=3
        ),
    ),
    max_leaves=20,
)


@pytest.mark.parametrize("case", vectors("rules")["cases"], ids=named)
def test_a_rule_holds_alike(case: dict[str, Any]) -> None:
    rule, faults = parse_rule(case["rule"])
    assert rule is not None, faults
    if "repeat" in case:
        assert list(numbers(rule, case["repeat"], case["answers"])) == case["numbers"]
    else:
        assert holds(rule, case["answers"]) is case["holds"]


@pytest.mark.parametrize(
    ("tree", "at", "key"),
    [
        ("members/fever is yes", (), "rule.form"),
        ({}, (), "rule.form"),
        ({"answer": "outcome"}, (), "rule.form"),
        ({"is": "yes"}, (), "rule.form"),
        ({"any": [{"answer": "a", "is": 1}], "is": "yes"}, (), "rule.form"),
        ({"answer": "outcome", "equals": "yes"}, ("equals",), "rule.unknown"),
        ({"answr": "outcome", "is": "yes"}, ("answr",), "rule.unknown_meant"),
        ({"any": []}, ("any",), "rule.empty"),
        ({"all": {"answer": "a", "is": "b"}}, ("all",), "rule.empty"),
        ({"answer": "outcome", "in": []}, ("in",), "rule.empty"),
        ({"answer": "leaflets", "at_least": "3"}, ("at_least",), "rule.number"),
        ({"answer": "leaflets", "at_most": True}, ("at_most",), "rule.number"),
        ({"answer": ["a"], "is": "b"}, (), "rule.form"),
        ({"answer": "a", "is": None}, (), "rule.form"),
        ({"any": [{"not": {"all": [{"answer": "a", "is": {}}]}}]}, ("any", 0, "not", "all", 0), "rule.form"),
    ],
)  # fmt: skip
def test_a_rule_that_says_nothing_clear_is_refused(tree: object, at: tuple[str | int, ...], key: str) -> None:
    rule, faults = parse_rule(tree)
    assert rule is None
    assert [(fault.at, fault.what.key) for fault in faults] == [(at, key)]
    assert all(say(locale, fault.what.key, fault.what.fields) for locale in LOCALES for fault in faults)


@pytest.mark.parametrize(
    ("tree", "key"),
    [
        ({"answer": "colour", "is": "red"}, "rule.answer"),
        ({"answer": "outcom", "is": "visited"}, "rule.answer_meant"),
        ({"answer": "outcome", "is": "away"}, "rule.choice"),
        ({"answer": "needs", "in": ["food", "car"]}, "rule.choice"),
        ({"answer": "outcome", "is": 1}, "rule.value"),
        ({"answer": "leaflets", "is": "1"}, "rule.value"),
        ({"answer": "told", "is": "yes"}, "rule.value"),
        ({"answer": "outcome", "at_least": 1}, "rule.integer"),
        ({"answer": "area", "at_least": 1}, "rule.integer"),
        ({"answer": "door", "is": "x"}, "rule.sealed_type"),
        ({"answer": "members/trips/place", "is": "x"}, "rule.nested"),
    ],
)
def test_a_rule_that_does_not_fit_its_form_is_refused(tree: object, key: str) -> None:
    rule, _ = parse_rule(tree)
    assert rule is not None
    found = check_rule(rule, FORM)
    assert [fault.what.key for fault in found] == [key]
    assert all(say(locale, key, found[0].what.fields) for locale in LOCALES)


def test_a_rule_says_what_it_reads_and_of_whom_it_is_asked() -> None:
    both = {
        "all": [
            {"answer": "outcome", "is": "visited"},
            {"not": {"answer": "members/temperature", "at_most": 372}},
        ]
    }
    rule, _ = parse_rule(both)
    assert rule is not None
    assert paths(rule) == ("outcome", "members/temperature")
    assert repeat_of(rule, FORM) == "members"
    assert check_rule(rule, FORM) == []


@given(TREES)
def test_any_tree_is_a_rule_or_has_faults(tree: object) -> None:
    rule, faults = parse_rule(tree)
    assert (rule is None) == bool(faults)


def test_a_rule_without_end_is_refused() -> None:
    tree: dict[str, Any] = {"answer": "outcome", "is": "visited"}
    for _ in range(2000):
        tree = {"not": tree}
    assert [fault.what.key for fault in parse_rule(tree)[1]] == ["rule.too_deep"]
