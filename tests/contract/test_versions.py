"""Laws 1 and 3 for registers: changes of a subject in any order of arrival and any groups end in the same rows."""

from collections.abc import Sequence
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from oneboard.foundation.ids import near_id
from oneboard.projections.rows import SUBJECTS, TASKS, VERSIONS
from oneboard.recorder.preparation import Candidate
from oneboard.vocabulary.incidents import CampaignOpened
from oneboard.vocabulary.subjects import (
    SubjectChanged,
    SubjectClosed,
    SubjectMoved,
    SubjectRegistered,
    SubjectReopened,
)
from tests.contract.said import RECEIVED, ident
from tests.contract.stage import Rehearsal, Stage, differences, grouped
from tests.contract.stories import _said, cuts

HOME = ident("home", 0)
WHERE = {"register": "households", "as_of": 0}
PHONES = 3

facts = st.one_of(
    st.builds(lambda v: (SubjectChanged(**WHERE), {"people": v}), st.none() | st.integers(0, 2)),
    st.builds(lambda v: (SubjectChanged(**WHERE), {"needs": v}), st.sampled_from(["药", "米", None])),
    st.builds(lambda v: (SubjectChanged(**WHERE), {"people": v, "kind": "owned"}), st.integers(0, 2)),
    st.builds(lambda g: (SubjectMoved(to=g, **WHERE), {}), st.sampled_from(["g1", "g2", "g3"])),
    st.just((SubjectClosed(reason="left", **WHERE), {})),
    st.just((SubjectReopened(**WHERE), {})),
)  # fmt: skip


@st.composite
def changes(draw: st.DrawFn) -> list[Candidate]:
    """A registration, perhaps an earlier one as well, and what several phones say without having heard of each other;
    some name one of the others as what they build on."""
    said = [_candidate(0, 1, SubjectRegistered(register="households"), {"people": 1}, "g1")]
    if draw(st.booleans()):
        said.append(
            _candidate(1, draw(st.integers(0, 2)), SubjectRegistered(register="households"), {}, "g2")
        )
    for n, (fact, answers) in enumerate(draw(st.lists(facts, min_size=1, max_size=6)), 2):
        parents = draw(st.lists(st.sampled_from([c.submission.id for c in said]), max_size=2, unique=True))
        phone = draw(st.integers(0, PHONES - 1))
        said.append(_candidate(n, draw(st.integers(0, 4)), fact, answers, "g1", phone, tuple(parents)))
    return said


def _candidate(
    n: int, minute: int, fact: msgspec.Struct, answers: Any, place: str, phone: int = 9, parents: Any = ()
) -> Candidate:
    submission = _said(n, minute, fact, place=place, subject=HOME, answers=answers, parents=parents)
    submission = msgspec.structs.replace(submission, device=ident("phone", phone))
    return Candidate(submission, int(submission.happened_at.timestamp() * 1000))


def _campaigns(rehearsal: Rehearsal) -> None:
    for number, place in enumerate(("5117", "t2")):
        said = _said(100 + number, 0, CampaignOpened(title="演练", register="households"), place=place,
                     campaign=ident("campaign", number), incident=ident("incident", 0),
                     playbook="household_visit@1")  # fmt: skip
        rehearsal.command(
            rehearsal.prepared([Candidate(said, int(said.happened_at.timestamp() * 1000))], RECEIVED)
        )


def arrived(
    rehearsal: Rehearsal, said: Sequence[Candidate], order: Sequence[int], cut: Sequence[int]
) -> None:
    rehearsal.clock = RECEIVED
    _campaigns(rehearsal)
    prepared = rehearsal.prepared(said, RECEIVED)
    for group in grouped([prepared[n] for n in order], cut):
        rehearsal.observe(list(group))


def meaning(rehearsal: Rehearsal) -> dict[str, Any]:
    """Without `seq`, and without the ciphertexts, which are random. Where it has left is told to those whom it was
    shown to: a place of a registration that never held is not among them, so that may hang on the order.
    """
    rows = rehearsal.rows()
    [subject] = SUBJECTS.rows(rows[SUBJECTS.name])
    return {
        "subject": msgspec.structs.replace(subject, sealed=str(sorted(msgspec.json.decode(subject.sealed))),
                                           number=0, changed_seq=0, scope=None),
        "tasks": [msgspec.structs.replace(t, changed_seq=0) for t in TASKS.rows(rows[TASKS.name])],
        "versions": [(v.entry, v.place, v.closed, v.readable, v.paths) for v in VERSIONS.rows(rows[VERSIONS.name])],
        "gone": sorted(row[0] for row in rows["projections_departure"] if row[0] == "g3"),
        "text": [row[2] for row in rows["projections_text"]],
        "find": [row[:2] for row in rows["projections_find"]],
    }  # fmt: skip


@settings(max_examples=60)
@given(said=changes(), cut=cuts, again=cuts, data=st.data())
def test_any_order_of_arrival_ends_in_the_same_subject(
    stage: Stage, said: list[Candidate], cut: list[int], again: list[int], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(said))))
    with stage.rehearsal() as rehearsal:
        arrived(rehearsal, said, range(len(said)), cut)
        expected = meaning(rehearsal)
    with stage.rehearsal() as rehearsal:
        arrived(rehearsal, said, order, again)
        assert meaning(rehearsal) == expected


@settings(max_examples=100)
@given(said=changes(), cut=cuts, again=cuts, data=st.data())
def test_replay_gives_the_same_subject_however_entries_are_grouped(
    stage: Stage, said: list[Candidate], cut: list[int], again: list[int], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(said))))
    with stage.rehearsal() as rehearsal:
        arrived(rehearsal, said, order, cut)
        rows = rehearsal.rows()
        for anew in (range(1000), (), again):
            assert differences(rehearsal.replayed(anew), rows) == {}


def test_what_a_change_of_another_register_says_does_not_count(stage: Stage) -> None:
    other = SubjectMoved(register="persons", to="g3", as_of=0)
    with stage.rehearsal() as rehearsal:
        arrived(
            rehearsal,
            [_candidate(0, 0, SubjectRegistered(register="households"), {}, "g1"),
             _candidate(1, 1, other, {}, "g1")],
            (0, 1), (),
        )  # fmt: skip
        assert meaning(rehearsal)["subject"].place == "g1"


def test_tasks_are_those_of_every_ground_it_was_put_in(stage: Stage) -> None:
    moved = SubjectMoved(to="g3", **WHERE)
    with stage.rehearsal() as rehearsal:
        arrived(
            rehearsal,
            [_candidate(0, 0, SubjectRegistered(register="households"), {}, "g1"),
             _candidate(1, 1, moved, {}, "g1")],
            (1, 0), (),
        )  # fmt: skip
        tasks = meaning(rehearsal)["tasks"]
        assert {(t.id, t.place) for t in tasks} == {
            (near_id(HOME, "campaign", ident("campaign", n), HOME), "g3") for n in (0, 1)
        }


def test_an_earlier_registration_that_comes_last_opens_every_task_anew(stage: Stage) -> None:
    """Found by the property above: what a task is opened by is when its subject was first registered."""
    said = [
        _candidate(0, 0, SubjectRegistered(register="households"), {}, "g1"),
        _candidate(1, 3, SubjectRegistered(register="households"), {}, "g2"),
        _candidate(2, 2, SubjectMoved(to="g3", **WHERE), {}, "g1"),
    ]
    with stage.rehearsal() as rehearsal:
        arrived(rehearsal, said, (1, 2, 0), (1, 2, 3))
        rows = rehearsal.rows()
        assert differences(rehearsal.replayed(()), rows) == {}
