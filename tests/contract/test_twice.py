"""Law 2: sending twice changes nothing; an outcome moves only forward; an id belongs to what first came with it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from oneboard.foundation.clock import DAY_MS
from oneboard.foundation.rows import Query
from oneboard.recorder.kept import KEPT, KeptRow
from oneboard.recorder.preparation import Candidate
from oneboard.recorder.prepared import Outcome
from tests.contract.playing import arrive, prepared
from tests.contract.said import RECEIVED, Said, Step, ident
from tests.contract.stage import Rehearsal, Stage
from tests.contract.stories import candidates, cuts, is_command, stories

VISIT = Step(0, "g1", "visit", 1, 2, None, True)
FORWARD = {
    "held": {"held", "recorded", "quarantined"},
    "recorded": {"recorded"},
    "quarantined": {"quarantined"},
}


def state(rehearsal: Rehearsal) -> tuple[Any, ...]:
    return rehearsal.journal(), rehearsal.rows(), kept(rehearsal)


def kept(rehearsal: Rehearsal) -> list[KeptRow]:
    [records] = rehearsal.transaction.ask(Query(KEPT.everything))
    return sorted(KEPT.rows(records), key=lambda row: row.id)


def one(said: Step, **changed: Any) -> Candidate:
    [candidate] = candidates([said])
    return replace(candidate, submission=replace(candidate.submission, **changed))


def observed(rehearsal: Rehearsal, *entries: Candidate, received_at: int = RECEIVED) -> list[Outcome]:
    return rehearsal.observe(rehearsal.prepared(entries, received_at))


@settings(max_examples=25)
@given(story=stories(), cut=cuts, again=cuts)
def test_a_story_sent_again_in_other_batches_changes_nothing(
    stage: Stage, story: list[Said], cut: list[int], again: list[int]
) -> None:
    with stage.rehearsal() as rehearsal:
        first = arrive(rehearsal, prepared(rehearsal, story), cut)
        before = state(rehearsal)
        sealed_anew = rehearsal.prepared(candidates(story), RECEIVED + 40 * DAY_MS)
        observations = [a for a in zip(story, sealed_anew, strict=True) if not is_command(a[0])]
        second = arrive(rehearsal, observations, again)
        assert state(rehearsal) == before
        places = {r.entry.id: (r.seq, r.recorded_at) for r in rehearsal.journal()}
        for id_, outcome in second.items():
            assert outcome == first[id_] or first[id_].outcome == "held"
            assert outcome.outcome != "recorded" or (outcome.seq, outcome.recorded_at) == places[id_]


@settings(max_examples=25)
@given(story=stories(), sent=st.lists(st.integers(0, 30), max_size=25), cut=cuts)
def test_an_outcome_only_moves_forward_and_a_recorded_one_never(
    stage: Stage, story: list[Said], sent: list[int], cut: list[int]
) -> None:
    with stage.rehearsal() as rehearsal:
        arriving = [a for a in prepared(rehearsal, story) if not is_command(a[0])]
        known: dict[str, Outcome] = {}
        for n in [*sent, *range(len(arriving))] if arriving else []:
            for id_, outcome in arrive(rehearsal, [arriving[n % len(arriving)]]).items():
                before = known.get(id_, outcome)
                assert outcome.outcome in FORWARD[before.outcome]
                assert before.outcome != "recorded" or outcome == before
                known[id_] = outcome
        assert len(rehearsal.journal()) - len(stage.journal) == len(arriving)


def test_the_same_entry_twice_in_one_batch_is_recorded_once(stage: Stage) -> None:
    with stage.rehearsal() as rehearsal:
        first, second = observed(rehearsal, one(VISIT), one(VISIT))
        assert first == second
        assert first.outcome == "recorded"
        assert len(rehearsal.journal()) - len(stage.journal) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"place": "g2"},
        {"answers": {"leaflets": 3}},
        {"device": ident("device", 9)},
        {"device_seq": 7},
        {"parents": (ident("nowhere", 0),)},
    ],
    ids=str,
)
@pytest.mark.parametrize("months", [0, 2])
@pytest.mark.parametrize("together", [True, False])
def test_the_same_id_with_other_content_is_a_clash_and_the_first_stays(
    stage: Stage, other: dict[str, Any], months: int, together: bool
) -> None:
    later = RECEIVED + months * 31 * DAY_MS
    with stage.rehearsal() as rehearsal:
        [first] = rehearsal.prepared([one(VISIT)])
        [second] = rehearsal.prepared([one(VISIT, **other)], later)
        if together:
            [recorded, clash] = rehearsal.observe([first, second])
        else:
            [recorded] = rehearsal.observe([first])
            [clash] = rehearsal.observe([second])
        assert (recorded.outcome, clash.outcome, clash.reason) == ("recorded", "quarantined", "entry.clash")
        assert [r.entry for r in rehearsal.journal()[len(stage.journal) :]] == [first.entry]
        before = state(rehearsal)
        assert rehearsal.observe([second, second, first]) == [clash, clash, recorded]
        assert state(rehearsal) == before
        assert [row.reason for row in kept(rehearsal)] == ["entry.clash"]


@pytest.mark.parametrize(
    "answers", [{}, {"leaflets": 2}, {"leaflets": 2, "needs_note": "米 5 公斤"}], ids=str
)
def test_a_month_between_two_sendings_makes_no_clash(stage: Stage, answers: dict[str, Any]) -> None:
    """The keys of another month hash and seal it differently."""
    with stage.rehearsal() as rehearsal:
        [first] = observed(rehearsal, one(VISIT, answers=answers))
        [second] = observed(rehearsal, one(VISIT, answers=answers), received_at=RECEIVED + 40 * DAY_MS)
        assert first == second
        [clash] = observed(rehearsal, one(VISIT, answers={"leaflets": 9}), received_at=RECEIVED + 80 * DAY_MS)
        assert clash.reason == "entry.clash"


def test_a_month_between_two_sendings_makes_no_clash_while_it_is_held(stage: Stage) -> None:
    lacking = one(VISIT, answers={"needs_note": "药"}, parents=(ident("nowhere", 0),))
    with stage.rehearsal() as rehearsal:
        first = observed(rehearsal, lacking)
        assert first[0].outcome == "held"
        assert observed(rehearsal, lacking, received_at=RECEIVED + 40 * DAY_MS) == first
        assert len(kept(rehearsal)) == 1
