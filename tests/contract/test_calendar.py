"""Working time: what docs/spec/clocks.md says of deadlines, as laws and as days that were announced."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneboard.foundation.calendar import (
    Calendar,
    Emergency,
    Span,
    due_after,
    is_known,
    is_workday,
    without_calendar,
)
from oneboard.foundation.clock import DAY_MS, day_number, instant_ms

ZONE = "Asia/Shanghai"
OFFICE = Calendar(ZONE, (Span(8 * 60 + 30, 12 * 60), Span(14 * 60, 18 * 60)))
LOCKDOWN = Calendar(
    ZONE, OFFICE.hours, emergencies=(Emergency(day_number("2020-01-23"), day_number("2020-02-02")),)
)
CALENDARS = st.sampled_from([without_calendar(ZONE), without_calendar("Europe/Berlin"), OFFICE, LOCKDOWN])
DURATIONS = st.one_of(
    st.builds("{}{}".format, st.integers(1, 200), st.sampled_from(["m", "h", "d"])),
    st.builds("{}wd".format, st.integers(1, 30)),
    st.builds("today {:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59)),
)
MOMENTS = st.integers(1_546_300_800_000, 1_893_456_000_000)  # 2019 to 2029


def at(text: str) -> int:
    return instant_ms(dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)))


def due(text: str, duration: str, calendar: Calendar = OFFICE) -> str:
    instant = due_after(at(text), duration, calendar)
    return dt.datetime.fromtimestamp(instant / 1000, ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M")


@given(MOMENTS, DURATIONS, CALENDARS)
def test_nothing_is_due_before_it_began(moment: int, duration: str, calendar: Calendar) -> None:
    assert due_after(moment, duration, calendar) >= moment


@given(MOMENTS, st.integers(0, 10 * DAY_MS), DURATIONS, CALENDARS)
def test_what_began_later_is_not_due_earlier(
    moment: int, later: int, duration: str, calendar: Calendar
) -> None:
    assert due_after(moment, duration, calendar) <= due_after(moment + later, duration, calendar)


@given(MOMENTS, st.integers(1, 99))
def test_without_a_calendar_24_hours_are_a_day(moment: int, days: int) -> None:
    calendar = without_calendar(ZONE)
    assert due_after(moment, f"{24 * days}h", calendar) == due_after(moment, f"{days}d", calendar)
    assert due_after(moment, f"{days}d", calendar) == moment + days * DAY_MS


@given(MOMENTS, st.integers(1, 60), st.integers(1, 60))
def test_waiting_in_two_parts_is_waiting_in_one(moment: int, one: int, other: int) -> None:
    halfway = due_after(moment, f"{one}h", OFFICE)
    assert due_after(halfway, f"{other}h", OFFICE) == due_after(moment, f"{one + other}h", OFFICE)


@pytest.mark.parametrize(
    ("day", "workday"),
    [
        ("2020-01-19", True),  # a Sunday made up for
        ("2020-01-31", False), ("2020-02-02", False), ("2020-02-03", True),  # extended to 2 February
        ("2024-02-04", True), ("2024-02-12", False), ("2024-02-18", True), ("2024-10-12", True), ("2024-10-13", False),
        ("2025-01-26", True), ("2025-01-28", False), ("2025-02-08", True), ("2025-09-28", True), ("2025-10-08", False),
        ("2026-01-04", True), ("2026-02-14", True), ("2026-02-16", False), ("2026-02-28", True), ("2026-10-10", True),
    ],
)  # fmt: skip
def test_holidays_and_make_up_workdays_are_as_announced(day: str, workday: bool) -> None:
    assert is_known(day_number(day))
    assert is_workday(day_number(day), OFFICE) is workday


def test_beyond_the_announced_years_weekdays_are_taken_and_it_says_so() -> None:
    new_year, saturday = day_number("2099-01-01"), day_number("2099-01-03")
    assert (is_known(new_year), is_workday(new_year, OFFICE)) == (False, True)
    assert (is_known(saturday), is_workday(saturday, OFFICE)) == (False, False)


@pytest.mark.parametrize(
    ("began", "duration", "ends"),
    [
        ("2025-09-30 17:30", "30m", "2025-09-30 18:00"),
        ("2025-09-30 17:30", "1h", "2025-10-09 09:00"),  # over the National Day holiday
        ("2025-09-30 11:30", "1h", "2025-09-30 14:30"),  # over noon
        ("2025-09-27 10:00", "8h", "2025-09-29 09:00"),  # the Sunday between is made up for
        ("2025-09-30 17:30", "3d", "2025-10-03 17:30"),
        ("2025-09-30 17:30", "2wd", "2025-10-10 18:00"),
        ("2025-10-10 09:00", "1wd", "2025-10-11 18:00"),  # a Saturday made up for
        ("2025-09-30 17:30", "today 18:00", "2025-09-30 18:00"),
        ("2025-09-30 18:30", "today 18:00", "2025-09-30 18:30"),
    ],
)
def test_working_time_ends_when_offices_know_it_does(began: str, duration: str, ends: str) -> None:
    assert due(began, duration) == ends


def test_in_an_emergency_every_day_is_a_workday_and_all_hours_count() -> None:
    assert due("2020-01-25 23:00", "2h", LOCKDOWN) == "2020-01-26 01:00"
    assert due("2020-01-25 23:00", "2wd", LOCKDOWN) == "2020-01-28 00:00"
    assert due("2020-02-02 23:00", "2h", LOCKDOWN) == "2020-02-03 09:30"
    assert due("2020-01-25 23:00", "2h", OFFICE) == "2020-02-03 10:30"


@pytest.mark.parametrize(
    "duration", ["", "0h", "1.5h", "3 d", "2w", "today 24:00", "today 6:00", "-1d", "99999d"]
)
def test_what_is_no_duration_is_refused(duration: str) -> None:
    with pytest.raises(ValueError, match="for example"):
        due_after(0, duration, OFFICE)


def test_a_calendar_without_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="give it hours"):
        due_after(0, "1h", Calendar(ZONE, ()))
