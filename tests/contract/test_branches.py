"""docs/spec/playbooks.md: a step leads by its answers, a state has a holder, a deadline goes along."""

import pytest

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import LOCALES, say
from oneboard.playbooks.loader import load
from oneboard.playbooks.schema import Step

FORM = {
    "call.md": b"| survey | type | name | label |\n| | integer | floor | Floor |\n| | text | who | Who |\n"
    b"| | begin_repeat | members | Members |\n| | integer | age | Age |\n| | end_repeat | | |\n"
}
SOURCE = """
playbook: call
version: 1
serves: [S19]
title: {en: Call}
subject: households
form: call.md
readable: {floor: a number, members/age: a number}
task:
  holder: grid_worker
  states: {below: {due: 1d}, above: {holder: squad_leader}, over: {final: true}}
  steps:
    call:
      from: [below, above]
      to:
        [{where: {answer: floor, at_least: 9}, to: over}, {where: {answer: floor, at_least: 3}, to: above}, {to: below}]
"""
BRANCHES = SOURCE[SOURCE.index("[{where") : SOURCE.rindex("]") + 1]


def test_the_first_branch_whose_rule_holds_leads() -> None:
    step = load(SOURCE.encode(), FORM).playbook.task.steps["call"]
    assert [step.leads("below", said) for said in ('{"floor":9}', '{"floor":8}', '{"floor":2}', "{}")] == [
        "over", "above", "below", "below",
    ]  # fmt: skip
    assert step.ends == dict.fromkeys(("below", "above"), ("over", "above", "below"))
    assert Step(("a", "b"), to={"a": "b", "b": "c"}).leads("b", "{}") == "c"
    assert Step(("a",)).leads("a", "{}") == "a"


def test_another_role_owes_it_where_the_state_says_so() -> None:
    playbook = load(SOURCE.encode(), FORM).playbook
    assert [playbook.holder(state) for state in playbook.task.states] == [
        "grid_worker", "squad_leader", "grid_worker",
    ]  # fmt: skip
    assert playbook.is_handed_on("below", "above")
    assert not playbook.is_handed_on("above", "over"), "what is over is owed by nobody else"


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        (BRANCHES, "[{to: over}, {to: above}]", "call.to: where answers decide where a step leads, each branch has"),
        (BRANCHES, "[]", "call.to: where answers decide where a step leads"),
        ("{to: below}]", "{where: {answer: floor, is: 1}, to: below}]", "call.to: where answers decide"),
        ("to: above}", "to: abve}", "call.to.1.to: unknown state abve; there are below, above, over"),
        ("answer: floor, at_least: 9", "answer: flor, at_least: 9", "call.to.0.where: there is no question flor"),
        ("answer: floor, at_least: 9", "answer: who, is: Li", "call.to.0.where: who is sealed; list it under"),
        ("answer: floor, at_least: 9", "answer: members/age, at_least: 9", "members is asked of each of several"),
        ("form: call.md", "forms: {}", "call.to.0.where: there is no form to ask it of"),
        (BRANCHES, f"{BRANCHES}\n      keeps_due: true\n      reopens: true", "keeps_due takes the deadline along"),
        (f"to:\n        {BRANCHES}", "keeps_due: true", "call.keeps_due: keeps_due takes the deadline along"),
        ("holder: squad_leader", "holder: clerk", "above.holder: nobody can take it: of clerk none takes steps"),
        ("over: {final: true}", "over: {final: true, holder: squad_leader}", "over.holder: nobody owes a final state"),
        ("holder: squad_leader", "forgets: true", "above.forgets: forgets is for a final state that no step leaves"),
        ("holder: grid_worker", "holder: unit", "above.holder: nobody owes a final state, and a unit owes its task"),
    ],
)  # fmt: skip
def test_a_fault_says_what_would_be_right(right: str, wrong: str, expected: str) -> None:
    forms = {} if wrong == "forms: {}" else FORM
    source = (
        SOURCE.replace("readable: {floor: a number, members/age: a number}\n", "") if not forms else SOURCE
    )
    with pytest.raises(Refusal) as refused:
        load(source.replace(right, wrong, 1).encode(), forms)
    phrases = refused.value.fields["problem"]
    assert isinstance(phrases, tuple)
    assert all(say(locale, phrase.key, phrase.fields) for locale in LOCALES for phrase in phrases)
    found = [say("en", phrase.key, phrase.fields) for phrase in phrases]
    assert any(expected in line for line in found), found
