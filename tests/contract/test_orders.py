"""What an order sets: one deadline over several states, and a step that waits for one. See docs/playbooks.md."""

from typing import Final

import pytest
from msgspec.structs import replace

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import say
from oneboard.playbooks.loader import load
from oneboard.projections.reference import Reference
from oneboard.projections.rows import StepRow
from oneboard.projections.threads import judge
from tests.contract.test_watches import ZONE, ident, task

ORDER: Final = """
playbook: care
version: 1
serves: [S01]
title: {en: Order}
subject: units
task:
  holder: unit
  opens: [order]
  states:
    given: {due: 2h}
    working: {due: as_opened}
    asked: {due: 2h}
    done: {final: true}
  steps:
    take: {from: [given], to: working}
    ask: {from: [working], to: asked}
    answer: {from: [asked], to: working}
    give_up: {from: [asked], to: done, after_due: true}
"""
HOUR: Final = 3_600_000
BY: Final = 10 * HOUR


def behind(*taken: tuple[str, int]) -> tuple[str, int | None, list[str]]:
    """State, deadline and effects of steps, taken at these hours."""
    reference = Reference(0, ZONE, {}, {"care@1": load(ORDER.encode(), {}).playbook}, (), {})
    steps = [
        StepRow(
            ident("task", 0),
            ident("entry", n),
            None,
            None,
            "g1",
            "care@1",
            name,
            at * HOUR,
            None,
            "{}",
            "",
            n,
        )
        for n, (name, at) in enumerate(taken, 1)
    ]
    row, judged = judge(replace(task(), state="given", first_due=BY), steps, reference)
    assert row is not None
    return row.state, row.due, [step.effect for step in judged]


def test_one_deadline_runs_on_whatever_state_lies_between() -> None:
    assert behind() == ("given", 2 * HOUR, [])
    assert behind(("take", 1)) == ("working", BY, [""])
    assert behind(("take", 1), ("ask", 3)) == ("asked", 5 * HOUR, ["", ""])
    assert behind(("take", 1), ("ask", 3), ("answer", 6)) == ("working", BY, ["", "", ""])


def test_a_step_that_waits_for_a_deadline_has_no_effect_before_it() -> None:
    early = (("take", 1), ("ask", 3), ("give_up", 4))
    assert behind(*early) == ("asked", 5 * HOUR, ["", "", "before_due"])
    assert behind(*early, ("give_up", 5))[0] == "done"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("asked: {due: 2h}", "asked: {}"), "after_due"),
        (("due: as_opened", "due: as_open"), "as_opened"),
        (("final: true}", "final: true, due: as_opened}"), "task.states.done"),
        (("after_due: true", "after_parts: true, by: grid_worker"), "after_parts"),
    ],
)
def test_what_cannot_wait_is_named_by_its_line(wrong: tuple[str, str], told: str) -> None:
    with pytest.raises(Refusal) as refused:
        load(ORDER.replace(*wrong).encode(), {})
    problem = refused.value.fields
    for locale in ("zh", "en"):
        assert told in say(locale, "refusal.playbook.invalid", problem)
