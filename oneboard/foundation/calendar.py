"""The calendar (日历): which days and hours count as working time, and when something is due.

China's public holidays and make-up workdays come from chinesecalendar, year by year as they are announced. Beyond the
years it knows, Monday to Friday are workdays; `is_known` says which kind of answer a day got.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import Annotated, Final, NamedTuple
from zoneinfo import ZoneInfo

import chinese_calendar
import msgspec

from oneboard.foundation.clock import DAY_MS, MINUTE_MS, day_of, day_text, instant_ms

Minute = Annotated[int, msgspec.Meta(ge=0, le=1440)]

#: `30m`, `8h` of working time; `3d` of 24 hours each; `2wd` working days; `today 18:00`.
DURATION: Final = r"^([1-9][0-9]{0,3}(m|h|d|wd)|today ([01][0-9]|2[0-3]):[0-5][0-9])\Z"

_PARTS: Final = re.compile(r"([0-9]+)(m|h|d|wd)|today ([0-9]{2}):([0-9]{2})")
_UNIT_MS: Final = {"m": MINUTE_MS, "h": 60 * MINUTE_MS, "d": DAY_MS}


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Minutes since midnight, the city's time; 1440 is the end of the day."""

    since: Minute
    until: Minute


class Emergency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From the first day to the last, both included, every day is a workday and all hours count.

    Days are counted from 1970-01-01; without `until` it goes on.
    """

    since: int
    until: int | None = None

    def covers(self, day: int) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Calendar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`hours` in order and without overlap. `holidays` False: every day is a workday."""

    zone: str
    hours: tuple[Span, ...] = (Span(0, 1440),)
    holidays: bool = True
    emergencies: tuple[Emergency, ...] = ()


def without_calendar(zone: str) -> Calendar:
    """Every day is a workday and all hours count: 24 hours are a day."""
    return Calendar(zone, holidays=False)


def due_after(moment: int, duration: str, calendar: Calendar) -> int:
    """The instant in ms, never before `moment` and never earlier for a later moment.

    Working days are counted from the next day and end with the last working hour (Civil Code of the People's Republic
    of China, articles 201 and 203); `today 18:00` that has passed is due at once.
    Raises ValueError for what is no duration, or for a calendar without working time.
    """
    found = _PARTS.fullmatch(duration)
    if found is None or not re.fullmatch(DURATION, duration):
        raise ValueError(f"{duration} is no duration; for example 30m, 8h, 3d, 2wd, today 18:00")
    number, unit, hour, minute = found.groups()
    if unit is None:
        day = day_of(moment, calendar.zone)
        return max(moment, instant(day, int(hour) * 60 + int(minute), calendar.zone))
    if unit == "d":
        return moment + int(number) * DAY_MS
    if unit == "wd":
        return _after_workdays(moment, int(number), calendar)
    return _after_working_time(moment, int(number) * _UNIT_MS[unit], calendar)


def window_after(moment: int, windows: Sequence[Span], calendar: Calendar) -> int:
    """The end of the first of these windows, in their order each workday, that begins after `moment`.

    Raises ValueError where there is none.
    """
    if not windows:
        raise ValueError("there is no window; for example 06:00-12:00")
    for day in _workdays(day_of(moment, calendar.zone), calendar):
        for window in windows:
            if instant(day, window.since, calendar.zone) > moment:
                return instant(day, window.until, calendar.zone)
    raise AssertionError


def is_workday(day: int, calendar: Calendar) -> bool:
    """`day` is counted from 1970-01-01."""
    if not calendar.holidays or _emergency(day, calendar):
        return True
    return _china(day).workday


def is_known(day: int) -> bool:
    """Whether the holidays of that year were announced when the library was made; else weekdays are taken."""
    return _china(day).known


def _after_workdays(moment: int, number: int, calendar: Calendar) -> int:
    for passed, part in enumerate(_working_parts(day_of(moment, calendar.zone) + 1, calendar), 1):
        if passed == number:
            return max(until for _, until in part)
    raise AssertionError


def _after_working_time(moment: int, left: int, calendar: Calendar) -> int:
    for part in _working_parts(day_of(moment, calendar.zone), calendar):
        for since, until in part:
            start = max(since, moment)
            if until - start >= left:
                return start + left
            left -= max(0, until - start)
    raise AssertionError


def _working_parts(first: int, calendar: Calendar) -> Iterator[list[tuple[int, int]]]:
    """For each workday from `first` on, the spans in ms that count. Raises ValueError where there are none."""
    if not calendar.hours:
        raise ValueError("the calendar has no working time; give it hours")
    return (_spans(day, calendar) for day in _workdays(first, calendar))


def _workdays(first: int, calendar: Calendar) -> Iterator[int]:
    return (day for day in count(first) if is_workday(day, calendar))


def _spans(day: int, calendar: Calendar) -> list[tuple[int, int]]:
    hours = (Span(0, 1440),) if _emergency(day, calendar) else calendar.hours
    zone = calendar.zone
    return [(instant(day, span.since, zone), instant(day, span.until, zone)) for span in hours]


def _emergency(day: int, calendar: Calendar) -> bool:
    return any(emergency.covers(day) for emergency in calendar.emergencies)


@lru_cache(maxsize=4096)
def instant(day: int, minute: int, zone: str) -> int:
    """`minute`: since midnight, the city's time; 1440 is the next day's."""
    date = dt.date.fromisoformat(day_text(day + minute // 1440))
    time = dt.time(minute % 1440 // 60, minute % 60)
    return instant_ms(dt.datetime.combine(date, time, ZoneInfo(zone)))


class _China(NamedTuple):
    workday: bool
    known: bool


@lru_cache(maxsize=4096)
def _china(day: int) -> _China:
    date = dt.date.fromisoformat(day_text(day))
    try:
        return _China(chinese_calendar.is_workday(date), True)
    except NotImplementedError:
        return _China(date.weekday() < 5, False)
