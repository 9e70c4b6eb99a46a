"""Law 3 for whom campaigns and slots reach: subjects register, move, close and open again, in any order of arrival."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from oneboard.foundation.clock import MINUTE_MS, moment
from oneboard.projections.rows import TASKS
from oneboard.recorder.preparation import Candidate
from oneboard.recorder.prepared import Prepared
from oneboard.vocabulary.entry import NODE, ActorRef, Submission
from oneboard.vocabulary.facts import Fact
from oneboard.vocabulary.subjects import SubjectClosed, SubjectMoved, SubjectRegistered, SubjectReopened
from tests.contract.said import START, Opening, Registration, ident
from tests.contract.stage import Rehearsal, Rows, Stage, differences
from tests.contract.stories import candidates, cuts
from tests.contract.test_slot_days import SLOT, arrive, begin, slot

GRIDS = ("g1", "g2", "g3")
REGISTER = "households"


class Change(NamedTuple):
    """Of household 0, at a minute of the story: moved to a grid, or closed, or open again."""

    minute: int
    to: str


def fact_of(to: str) -> Fact:
    if to in GRIDS:
        return SubjectMoved(register=REGISTER, to=to, as_of=0)
    if to == "closed":
        return SubjectClosed(register=REGISTER, reason="left", as_of=0)
    return SubjectReopened(register=REGISTER, as_of=0)


def said(n: int, minute: int, fact: Fact, place: str = "g1") -> Candidate:
    """By one device, so that each has seen the ones before; they are one after the other in time as well."""
    at = START + minute * MINUTE_MS
    entry = Submission(
        id=ident("change", n), kind=fact.kind, actor=ActorRef("member", ident("member", 0), ident("post", 0)),
        device=NODE, device_seq=n, happened_at=moment(at), place=place, subject=ident("home", 0),
        answers={"head": "王"} if isinstance(fact, SubjectRegistered) else {},
        fact=msgspec.Raw(msgspec.json.encode(fact)),
    )  # fmt: skip
    return Candidate(entry, at)


def owed(rows: Rows) -> set[tuple[str, str, int]]:
    return {(t.id, t.place, t.opened_at) for t in TASKS.rows(rows[TASKS.name]) if not t.not_owed}


changes = st.lists(st.sampled_from((*GRIDS, "closed", "open")), max_size=4).map(
    lambda tos: [Change(-6 + 3 * n, to) for n, to in enumerate(tos)]
)


def entries(rehearsal: Rehearsal, first: str, story: Sequence[Change]) -> list[list[Prepared]]:
    said_of = [said(0, -9, SubjectRegistered(register=REGISTER), first)]
    said_of += [said(n, one.minute, fact_of(one.to)) for n, one in enumerate(story, 1)]
    return [[one] for one in rehearsal.prepared(said_of)]


@settings(max_examples=30)
@given(first=st.sampled_from(GRIDS), story=changes, cut=cuts, again=cuts, data=st.data())
def test_a_slot_is_owed_by_whoever_was_there_at_its_moment_whatever_came_first(
    stage: Stage, first: str, story: list[Change], cut: list[int], again: list[int], data: st.DataObject
) -> None:
    """The slot is at minute 1; the campaign runs on the town of g1 and g2."""
    here, closed = first, False
    for one in story:
        if one.minute <= 1:
            here, closed = (one.to, closed) if one.to in GRIDS else (here, one.to == "closed")
    with stage.rehearsal() as rehearsal:
        begin(rehearsal, "t1")
        arrive(rehearsal, [*entries(rehearsal, first, story), slot(rehearsal)], cut)
        rows = rehearsal.rows()
        gone = [one.to for one in story if one.to not in GRIDS][-1:] == ["closed"]
        assert len(owed(rows)) == (here != "g3" and not closed and not gone)
        assert differences(rehearsal.replayed(again), rows) == {}
    with stage.rehearsal() as rehearsal:
        begin(rehearsal, "t1")
        arriving = [*entries(rehearsal, first, story), slot(rehearsal)]
        arrive(rehearsal, data.draw(st.permutations(arriving)), again)
        assert owed(rehearsal.rows()) == owed(rows)


@settings(max_examples=30)
@given(first=st.sampled_from(GRIDS), story=changes, cut=cuts, again=cuts, data=st.data())
def test_a_campaign_is_owed_by_whoever_was_on_its_ground_while_it_ran_whatever_came_first(
    stage: Stage, first: str, story: list[Change], cut: list[int], again: list[int], data: st.DataObject
) -> None:
    *_, opening = candidates([Registration(0, "g1", 0), Registration(1, "g1", 0), Opening(0, "t1", 0)])
    found = []
    for order in (range(len(story) + 1), data.draw(st.permutations(range(len(story) + 1)))):
        with stage.rehearsal() as rehearsal:
            rehearsal.clock = SLOT + 60 * MINUTE_MS
            known = entries(rehearsal, first, story)
            before = data.draw(st.integers(0, len(known)))
            arrive(rehearsal, [known[n] for n in order[:before]], cut)
            rehearsal.command(rehearsal.prepared([opening]))
            arrive(rehearsal, [known[n] for n in order[before:]], again)
            rows = rehearsal.rows()
            found.append(owed(rows))
            assert differences(rehearsal.replayed(cut), rows) == {}
    assert found[0] == found[1]


def test_who_is_opened_again_owes_no_slot_of_the_time_it_was_closed(stage: Stage) -> None:
    with stage.rehearsal() as rehearsal:
        begin(rehearsal, "t1")
        known = entries(rehearsal, "g1", [Change(-6, "closed"), Change(5, "open")])
        arrive(rehearsal, [*known[:2], slot(rehearsal), known[2]], range(9))
        [task] = TASKS.rows(rehearsal.rows()[TASKS.name])
        assert task.void == "absent"
