"""People are folded in numbers: the same rows however entries are grouped, and whatever was said in whichever order."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from oneboard.foundation.clock import moment
from oneboard.recorder.preparation import Candidate
from oneboard.vocabulary.entry import NODE, ActorRef, Submission
from oneboard.vocabulary.facts import Fact
from oneboard.vocabulary.people import (
    MemberChanged,
    MemberRegistered,
    PostAppointed,
    PostEnded,
    UnitRegistered,
)
from oneboard.vocabulary.places import PlaceRegistered
from tests.contract.said import RECEIVED, ident
from tests.contract.stage import Stage, differences
from tests.contract.stories import cuts


class Said(NamedTuple):
    """`about`: which of the two units, members or posts; a place is always another, as the door sees to."""

    fact: Fact
    sort: str
    about: int
    name: str = ""


two = st.integers(0, 1)
times = st.integers(1, 4)
units = st.builds(lambda n, s: Said(UnitRegistered(name=f"单位{s}", squad=s > 2), "unit", n), two, times)
members = st.builds(lambda n, t: Said(MemberRegistered(number=f"{t}"), "member", n, f"周{t}"), two, times)
changes = st.builds(lambda n, t: Said(MemberChanged(), "member", n, f"吴{t}"), two, times)
ends = st.builds(lambda n, t: Said(PostEnded(ends=t, reason="relieved"), "post", n), two, times)
posts = st.builds(
    lambda n, m, t: Said(
        PostAppointed(member=ident("member", m), unit=ident("unit", 0), role="grid_worker", begins=t), "post", n
    ),
    two, two, times,
)  # fmt: skip
#: Something of another family in between breaks the run.
others = st.builds(lambda n: Said(PlaceRegistered(level="grid", name=f"{n}", parent="t1"), "place", n), two)
said = st.lists(st.one_of(units, members, changes, posts, ends, others), min_size=1, max_size=14)


def candidate(number: int, one: Said) -> Candidate:
    place = f"new{number}" if one.sort == "place" else "t1"
    submission = Submission(
        id=ident("entry", number), kind=one.fact.kind, actor=ActorRef("node"), device=NODE, device_seq=0,
        happened_at=moment(RECEIVED), place=place, subject=None if one.sort == "place" else ident(one.sort, one.about),
        fact=msgspec.Raw(msgspec.json.encode(one.fact)), answers={"name": one.name} if one.name else {},
    )  # fmt: skip
    return Candidate(submission, RECEIVED)


@settings(max_examples=60)
@given(story=said, again=cuts)
def test_people_are_the_same_however_entries_are_grouped(
    stage: Stage, story: Sequence[Said], again: list[int]
) -> None:
    with stage.rehearsal() as rehearsal:
        rehearsal.clock = RECEIVED
        for entry in rehearsal.prepared([candidate(n, one) for n, one in enumerate(story)]):
            rehearsal.command([entry])
        rows = rehearsal.rows()
        for cut in (range(1000), (), again):
            assert differences(rehearsal.replayed(cut), rows) == {}
