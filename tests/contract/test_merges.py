"""Laws 1, 5 and 7 with merges: whatever is merged and parted amid visits and corrections, figures count each once."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from oneboard.projections.counting import MARKS, TALLIES
from oneboard.projections.rows import SUBJECTS
from oneboard.recorder.preparation import Candidate
from oneboard.vocabulary.subjects import SubjectMerged, SubjectParted
from tests.contract.playing import arrive, prepared
from tests.contract.said import HOMES, RECEIVED, Registration, Said, ident
from tests.contract.stage import Rehearsal, Stage, differences
from tests.contract.stories import _said, cuts, stories


class Merging(NamedTuple):
    """`into` None: parted. Behind so many of the story's observations."""

    home: int
    into: int | None
    behind: int


mergings = st.lists(
    st.builds(
        Merging,
        st.integers(0, HOMES - 1),
        st.none() | st.integers(0, HOMES - 1),
        st.integers(0, 14),
    ),
    min_size=1,
    max_size=5,
)


def played(
    rehearsal: Rehearsal, story: Sequence[Said], said: Sequence[Merging], cut: Sequence[int]
) -> dict[str, str]:
    """Plays the story with what may be merged merged in between; returns what is merged at the end."""
    registered: list[Said] = [Registration(home, "g1", 0) for home in range(HOMES)]
    arrive(rehearsal, prepared(rehearsal, registered), ())
    merged: dict[str, str] = {}
    arriving = prepared(rehearsal, [*registered, *story])[HOMES:]
    start = 0
    for number, merging in enumerate(sorted(said, key=lambda m: m.behind)):
        arrive(rehearsal, arriving[start : merging.behind], cut)
        start = max(start, merging.behind)
        _merge(rehearsal, number, merging, merged)
    arrive(rehearsal, arriving[start:], cut)
    return merged


def _merge(rehearsal: Rehearsal, number: int, merging: Merging, merged: dict[str, str]) -> None:
    """As a desk does that is refused what cannot be."""
    home, fact = ident("home", merging.home), None
    if merging.into is None:
        if merged.pop(home, None):
            fact = SubjectParted()
    else:
        into = ident("home", merging.into)
        if home != into and not {home, into} & merged.keys() and home not in merged.values():
            fact, merged[home] = SubjectMerged(into=into), into
    if fact is not None:
        said = _said(200 + number, 0, fact, place="g1", subject=home)
        candidate = Candidate(said, int(said.happened_at.timestamp() * 1000))
        rehearsal.command(rehearsal.prepared([candidate], RECEIVED))


def counted(rehearsal: Rehearsal, merged: dict[str, str]) -> Counter[tuple[Any, ...]]:
    """How often each (indicator, campaign, subject that stays) counts, by the marks."""
    about = {r.entry.id: r.entry for r in rehearsal.journal()}
    net: Counter[tuple[Any, ...]] = Counter()
    for mark in MARKS.rows(rehearsal.rows()[MARKS.name]):
        entry = about[mark.entry]
        if mark.indicator in ("households_visited", "households_passed"):
            subject = entry.subject or ""
            net[mark.indicator, entry.campaign, merged.get(subject, subject)] += mark.n
    return +net


@settings(max_examples=40)
@given(story=stories(closing=False), said=mergings, cut=cuts, again=cuts)
def test_merged_subjects_count_once_and_parted_ones_as_if_they_had_never_been_merged(
    stage: Stage, story: list[Said], said: list[Merging], cut: list[int], again: list[int]
) -> None:
    with stage.rehearsal() as rehearsal:
        merged = played(rehearsal, story, said, cut)
        found = counted(rehearsal, merged)
        rows = rehearsal.rows()
        tallies = {(t.indicator, t.place, t.day): t.n for t in TALLIES.rows(rows[TALLIES.name]) if t.n}
        assert set(found.values()) <= {1}
        assert {s.id: s.merged_into for s in SUBJECTS.rows(rows[SUBJECTS.name]) if s.merged_into} == merged
        for anew in (range(1000), (), again):
            assert differences(rehearsal.replayed(anew), rows) == {}
    with stage.rehearsal() as rehearsal:
        played(rehearsal, story, [], ())
        apart = counted(rehearsal, merged)
        assert found.keys() == apart.keys()
        if not merged:
            rows = rehearsal.rows()
            assert tallies == {
                (t.indicator, t.place, t.day): t.n for t in TALLIES.rows(rows[TALLIES.name]) if t.n
            }
