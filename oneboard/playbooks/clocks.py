"""Clocks (时限) as a playbook writes them: how long a state lasts, and at what times of the day work comes. Pure."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import Annotated, Final, Literal

import msgspec

from oneboard.foundation.calendar import (
    DURATION,
    Calendar,
    Span,
    due_after,
    instant,
    is_workday,
    window_after,
    without_calendar,
)
from oneboard.foundation.clock import DAY_MS, MINUTE_MS, day_of
from oneboard.playbooks.naming import Name

Duration = Annotated[str, msgspec.Meta(pattern=DURATION, examples=["30m", "8h", "3d", "2wd", "today 18:00"])]
#: A state lasts as long as whoever or whatever opened the task said: one deadline over several states.
AS_OPENED: Final = "as_opened"
Lasting = Annotated[
    str,
    msgspec.Meta(
        pattern=rf"^{AS_OPENED}\Z|{DURATION}", examples=["30m", "8h", "3d", "2wd", "today 18:00", AS_OPENED]
    ),
]
Window = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\Z",
        examples=["06:00-12:00"],
    ),
]
Time = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z", examples=["09:00"])]

#: So long before a deadline: 24 hours are a day, whatever the calendar.
Before = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,3}[mhd]\Z", examples=["30m", "2h", "1d"])]

#: Which days and hours a playbook's clocks go by.
Hours = Literal["all_hours", "workdays"]

#: Eight hours a day, as in article 3 of the State Council's Provisions on the Working Hours of Employees (1995).
OFFICE: Final = (Span(8 * 60, 12 * 60), Span(14 * 60, 18 * 60))

_UNIT_MS: Final = {"m": MINUTE_MS, "h": 60 * MINUTE_MS, "d": DAY_MS}

#: The calendar as it was known at a moment.
CalendarAt = Callable[[int], Calendar]


class Windows(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """Due by the end of the first window that begins after the state was entered."""

    windows: tuple[Window, ...]

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        return tuple(Span(*map(_minute, window.split("-"))) for window in self.windows)


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """At these times of the day, the city's own, every subject owes a new task.

    `counts_for_its_day`: what is done on it counts on the day of its slot, and not on the day on which it was done.
    """

    at: tuple[Time, ...]
    days: Literal["every_day", "workdays"] = "every_day"
    counts_for_its_day: bool = False

    @cached_property
    def minutes(self) -> tuple[int, ...]:
        return tuple(map(_minute, self.at))


class Opens(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A task of another playbook, or of the same, about the same subject."""

    playbook: Name
    due: Duration | None = None


class Overdue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happens when the state is not left in time, or so long `after`: these roles are told, a task is opened."""

    after: Duration | None = None
    tell: tuple[Name, ...] = ()
    open: Opens | None = None


class Within(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So long after it was opened, and what it was paused, a task that is not over goes to the state `then`."""

    lasts: Duration
    then: Name


def before(deadline: int, remind: Before) -> int:
    return deadline - span_ms(remind)


def span_ms(span: Before) -> int:
    return int(span[:-1]) * _UNIT_MS[span[-1]]


def due(lasts: Duration | Windows, since: int, hours: Hours, calendar: Calendar) -> int:
    """When what began at `since` is due, in ms. `calendar`: as it was known then."""
    if isinstance(lasts, str) and (always := _always_ms(lasts, hours)) is not None:
        return since + always
    going_by = _going_by(hours, calendar)
    if isinstance(lasts, str):
        return due_after(since, lasts, going_by)
    return window_after(since, lasts.spans, going_by)


def slots(schedule: Schedule, after: int, until: int, zone: str, calendar: CalendarAt) -> Iterator[int]:
    """The moments behind `after`, up to `until`, at which it opens tasks, in order."""
    for day in range(day_of(after, zone), day_of(until, zone) + 1):
        for minute in schedule.minutes:
            slot = instant(day, minute, zone)
            if after < slot <= until and _opens_on(schedule, day, calendar(slot)):
                yield slot


def is_slot(schedule: Schedule, moment: int, calendar: Calendar) -> bool:
    day = day_of(moment, calendar.zone)
    return any(instant(day, minute, calendar.zone) == moment for minute in schedule.minutes) and _opens_on(
        schedule, day, calendar
    )


def is_early(schedule: Schedule | None, at: int, slot: int, zone: str) -> bool:
    """Whether something is done at `at` before the day for which the task of the slot counts; both in ms."""
    counts = schedule is not None and schedule.counts_for_its_day
    return counts and day_of(at, zone) < day_of(slot, zone)


def _opens_on(schedule: Schedule, day: int, calendar: Calendar) -> bool:
    return schedule.days == "every_day" or is_workday(day, calendar)


def _going_by(hours: Hours, calendar: Calendar) -> Calendar:
    if hours == "all_hours":
        return without_calendar(calendar.zone)
    return msgspec.structs.replace(calendar, hours=OFFICE)


@lru_cache(maxsize=256)
def _always_ms(lasts: str, hours: Hours) -> int | None:
    """Of a duration that is as long whenever it begins; None for another."""
    found = re.fullmatch(r"([0-9]+)([mhd])", lasts)
    if found is None or (hours == "workdays" and found[2] != "d"):
        return None
    return int(found[1]) * _UNIT_MS[found[2]]


def _minute(time: str) -> int:
    hour, minute = time.split(":")
    return int(hour) * 60 + int(minute)
