"""Balances, and how marks came: what a past moment and a change between two are read from."""

from collections import Counter
from collections.abc import Iterator, Sequence
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneboard.projections import counting
from oneboard.projections.counting import (
    BALANCES,
    CORRECTED,
    LATE,
    LINES,
    MARKS,
    SO_FAR,
    TALLIES,
    MarkRow,
    stretch_of,
)  # fmt: skip
from tests.contract.playing import play
from tests.contract.reforms import reformed
from tests.contract.said import Correction, Said, Step
from tests.contract.stage import Rehearsal, Stage, differences
from tests.contract.stories import cuts, stories
from tests.contract.test_territory import AT_TOWN, Told, tell

VISIT = Step(0, "g1", "visit", 1, 2, None, True)

told = reformed(stories().map(lambda story: [AT_TOWN, *story]))


@pytest.fixture(autouse=True)
def short_stretches() -> Iterator[None]:
    with mock.patch.object(counting, "STRETCH", 3):
        yield


def days(mark: MarkRow) -> tuple[int, ...]:
    return (mark.day, SO_FAR, mark.came) if mark.came else (mark.day, SO_FAR)


def balances(rehearsal: Rehearsal) -> dict[tuple[str, str, int, int], int]:
    rows = BALANCES.rows(rehearsal.rows()[BALANCES.name])
    return {(b.indicator, b.place, b.day, b.stretch): b.n for b in rows}


def recounted(rehearsal: Rehearsal) -> dict[tuple[str, str, int, int], int]:
    """At every stretch in which something was counted at or below a place above the leaves: all of it until then."""
    reference, moved, net = rehearsal.reference, {}, Counter[tuple[str, str, int]]()
    for mark in sorted(MARKS.rows(rehearsal.rows()[MARKS.name]), key=lambda mark: mark.number):
        for node in reference.paths[mark.place]:
            for day in days(mark) if node not in reference.leaves else ():
                key = (mark.indicator, node, day)
                net[key] += mark.n
                moved[*key, stretch_of(mark.number // LINES)] = net[key]
    return moved


@settings(max_examples=40)
@given(story=told, cut=cuts, again=cuts)
def test_a_balance_is_what_was_counted_until_the_end_of_its_stretch_in_the_tree_in_force(
    stage: Stage, story: Told, cut: list[int], again: list[int]
) -> None:
    with stage.rehearsal() as rehearsal:
        tell(rehearsal, story, cut)
        in_force = {place for path in rehearsal.reference.paths.values() for place in path}
        found = {key: n for key, n in balances(rehearsal).items() if key[1] in in_force}
        assert found == recounted(rehearsal)
        rows = rehearsal.rows()
        for other in (range(1000), (), again):
            assert differences(rehearsal.replayed(other), rows) == {}


@settings(max_examples=25)
@given(story=stories(), cut=cuts)
def test_what_came_late_or_by_correction_is_part_of_what_there_is_so_far(
    stage: Stage, story: list[Said], cut: list[int]
) -> None:
    with stage.rehearsal() as rehearsal:
        play(rehearsal, story, cut)
        marks = MARKS.rows(rehearsal.rows()[MARKS.name])
        for mark in marks:
            own = mark.entry == rehearsal.journal()[mark.number // LINES - 1].entry.id
            expected = CORRECTED if not own else LATE if mark.day < mark.day_recorded else 0
            assert mark.came == expected
        rows = TALLIES.rows(rehearsal.rows()[TALLIES.name])
        at = {(t.indicator, t.place, t.day): t.n for t in rows}
        for came in (LATE, CORRECTED):
            net = sum(
                mark.n for mark in marks if mark.came == came and mark.indicator == "leaflets_handed_out"
            )
            assert at.get(("leaflets_handed_out", "5117", came), 0) == net


@pytest.mark.parametrize("cut", [(), range(9)])
def test_a_correction_moves_what_was_counted_and_not_what_is_new(stage: Stage, cut: Sequence[int]) -> None:
    with stage.rehearsal() as rehearsal:
        play(rehearsal, [VISIT, Correction(0, VISIT._replace(leaflets=5))], cut)
        tallies = TALLIES.rows(rehearsal.rows()[TALLIES.name])
        at = {t.day: t.n for t in tallies if (t.indicator, t.place) == ("leaflets_handed_out", "t1")}
        assert (at[SO_FAR], at[CORRECTED]) == (5, 3)


@given(st.integers(0, 10**7))
def test_every_entry_lies_in_one_stretch(seq: int) -> None:
    assert stretch_of(seq) * counting.STRETCH <= seq < (stretch_of(seq) + 1) * counting.STRETCH
