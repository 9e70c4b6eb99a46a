"""Law 2, of what waits: children behind their parents, clashes settled once, corrections that do not fit."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneboard.foundation.clock import DAY_MS
from oneboard.foundation.rows import Query
from oneboard.recorder.kept import WAITING, settle
from tests.contract.playing import arrive
from tests.contract.said import RECEIVED, ident
from tests.contract.stage import Stage
from tests.contract.stories import cuts
from tests.contract.test_twice import VISIT, kept, observed, one

Links = list[list[int]]


@settings(max_examples=50)
@given(data=st.data(), cut=cuts)
def test_children_are_recorded_behind_their_parents_in_whatever_order_they_come(
    stage: Stage, data: st.DataObject, cut: list[int]
) -> None:
    links: Links = [data.draw(st.lists(st.integers(0, n - 1), max_size=2)) if n else [] for n in range(6)]
    with stage.rehearsal() as rehearsal:
        chain = [one(VISIT, id=ident("entry", n), parents=tuple(ident("entry", p) for p in parents))
                 for n, parents in enumerate(links)]  # fmt: skip
        arriving = data.draw(st.permutations(list(zip([VISIT] * 6, rehearsal.prepared(chain), strict=True))))
        arrive(rehearsal, arriving, cut)
        seqs = {r.entry.id: r.seq for r in rehearsal.journal()}
        for child, parents in enumerate(links):
            for parent in parents:
                assert seqs[ident("entry", parent)] < seqs[ident("entry", child)]
        assert {row.state for row in kept(rehearsal)} <= {"recorded"}
        assert rehearsal.transaction.ask(Query(WAITING.everything)) == [[]]


def test_a_held_entry_sent_again_with_its_parent_is_answered_as_recorded(stage: Stage) -> None:
    parent, child = one(VISIT), one(VISIT, id=ident("entry", 1), parents=(ident("entry", 0),))
    with stage.rehearsal() as rehearsal:
        assert observed(rehearsal, child)[0].outcome == "held"
        outcomes = observed(rehearsal, child, parent, child, received_at=RECEIVED + 40 * DAY_MS)
        assert [o.seq for o in outcomes] == [len(stage.journal) + n for n in (2, 1, 2)]


@pytest.mark.parametrize("answers", [{"leaflets": 9}, {"needs_note": "药"}], ids=str)
def test_a_clash_sent_again_in_another_month_is_kept_once(stage: Stage, answers: dict[str, Any]) -> None:
    with stage.rehearsal() as rehearsal:
        observed(rehearsal, one(VISIT))
        for months in range(3):
            clash = one(VISIT, answers=answers)
            [outcome] = observed(rehearsal, clash, received_at=RECEIVED + months * 31 * DAY_MS)
            assert outcome.reason == "entry.clash"
        assert len(kept(rehearsal)) == 1


def test_a_dismissed_clash_stays_dismissed(stage: Stage) -> None:
    with stage.rehearsal() as rehearsal:
        observed(rehearsal, one(VISIT))
        observed(rehearsal, one(VISIT, place="g2"))
        rehearsal.transaction.tell(*settle(kept(rehearsal)[0].id, "dismissed", RECEIVED))
        assert observed(rehearsal, one(VISIT, place="g2"))[0].outcome == "dismissed"


def test_entries_that_wait_for_each_other_are_held(stage: Stage) -> None:
    one_, other = ident("entry", 1), ident("entry", 2)
    with stage.rehearsal() as rehearsal:
        outcomes = observed(
            rehearsal, one(VISIT, id=one_, parents=(other,)), one(VISIT, id=other, parents=(one_,))
        )
        assert [o.outcome for o in outcomes] == ["held", "held"]
        assert observed(rehearsal, one(VISIT, id=one_, parents=(other,)))[0].outcome == "held"


@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize(
    ("wrong", "fault"),
    [({"task": ident("task", 5)}, "task"), ({"kind": "subject.registered@1"}, "kind")],
    ids=["another task", "another kind"],
)
def test_a_correction_of_another_thread_or_kind_needs_a_person_even_if_it_came_first(
    stage: Stage, held: bool, wrong: dict[str, Any], fault: str
) -> None:
    first = one(VISIT)
    correction = one(VISIT, id=ident("entry", 1), corrects=first.submission.id, **wrong)
    with stage.rehearsal() as rehearsal:
        if held:
            assert observed(rehearsal, correction)[0].outcome == "held"
            observed(rehearsal, first)
        else:
            observed(rehearsal, first)
        [outcome] = observed(rehearsal, correction)
        assert (outcome.outcome, outcome.reason) == ("quarantined", "correction.mismatch")
        assert outcome.detail.startswith(fault)
        assert len(rehearsal.journal()) - len(stage.journal) == 1


def test_a_correction_of_a_correction_needs_a_person(stage: Stage) -> None:
    first, second, third = (ident("entry", n) for n in range(3))
    with stage.rehearsal() as rehearsal:
        outcomes = observed(
            rehearsal,
            one(VISIT),
            one(VISIT, id=second, corrects=first),
            one(VISIT, id=third, corrects=second),
        )
        assert [o.outcome for o in outcomes] == ["recorded", "recorded", "quarantined"]
