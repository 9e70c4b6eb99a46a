"""What docs/spec/reports.md says of a difference: only what makes one is explained, and the rest is told whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneboard.indicators.reported import explained
from oneboard.playbooks.reports import Carry

numbers = st.integers(-9, 9)


@pytest.mark.parametrize(
    ("reported", "counted", "late", "corrected", "expected"),
    [
        (1, 2, 1, 0, (1, 0, 0)),  # it came since
        (2, 3, 3, 0, (1, 0, 0)),  # two of the three that came since were known to the unit
        (3, 3, 3, 0, (0, 0, 0)),  # and here all of them
        (3, 1, 0, -1, (0, -1, -1)),  # one was corrected away, one nobody can explain
        (3, 1, 2, 0, (0, 0, -2)),  # what came late explains no less
        (0, 4, 1, 1, (1, 1, 2)),
    ],
)
def test_a_difference_is_what_came_late_what_was_corrected_and_a_rest(
    reported: int, counted: int, late: int, corrected: int, expected: tuple[int, int, int]
) -> None:
    found = explained(reported, counted, late, corrected)
    assert (found.late, found.corrected, found.unexplained) == expected


@given(st.integers(0, 9), numbers, st.integers(0, 9), numbers)
def test_the_parts_are_the_whole_and_none_turns_its_sign(
    reported: int, counted: int, late: int, corrected: int
) -> None:
    found = explained(reported, counted, late, corrected)
    parts = (found.late, found.corrected, found.unexplained)
    assert sum(parts) == counted - reported
    assert all(part * (counted - reported) >= 0 for part in parts)


@given(st.integers(0, 99), st.integers(0, 9), st.integers(0, 9), st.integers(0, 99))
def test_what_goes_on_is_missed_only_where_it_is_another_number_and_nobody_says_why(
    stood: int, came: int, went: int, said: int
) -> None:
    carry = Carry(plus=("came",), minus=("went",), unless="why")
    missed = carry.missed("stand", stood, {"came": came, "went": went, "stand": said})
    assert (missed is None) == (said == stood + came - went)
    assert missed in (None, stood + came - went)
    assert carry.missed("stand", stood, {"came": came, "stand": said, "why": "moved"}) is None
