"""Time: instants are integer milliseconds since 1970 in UTC, days are the city's own calendar days."""

import datetime as dt
from functools import lru_cache
from time import time_ns
from typing import Final
from zoneinfo import ZoneInfo

MINUTE_MS: Final = 60_000
DAY_MS: Final = 86_400_000

#: A phone whose clock is off by more than this is corrected; less is the line's delay. (docs/decisions/0006)
CLOCK_TOLERANCE_MS: Final = 5 * MINUTE_MS

#: A parent that has not come after this long is given to a person.
HOLD_LIMIT_MS: Final = 5 * DAY_MS

_EPOCH_ORDINAL: Final = dt.date(1970, 1, 1).toordinal()
_FIRST_MS: Final = (1 - _EPOCH_ORDINAL) * DAY_MS
_LAST_MS: Final = (dt.date.max.toordinal() + 1 - _EPOCH_ORDINAL) * DAY_MS - 1
_QUARTER_MS: Final = 15 * MINUTE_MS


# How far the clock of an exercise is from the true one, in this process.
_apart_ms = 0


def now_ms() -> int:
    return time_ns() // 1_000_000 + _apart_ms


def run_from(instant: int) -> None:
    """From now on it is `instant`, and time goes on from there: for the clock of an exercise only (decision 0019)."""
    global _apart_ms
    _apart_ms = instant - time_ns() // 1_000_000


def run_true() -> None:
    global _apart_ms
    _apart_ms = 0


def shift_ms(sent_at: int, received_at: int) -> int:
    """How far to move what a phone says happened: our time minus its time, nothing inside the tolerance."""
    gap = received_at - sent_at
    return gap if abs(gap) > CLOCK_TOLERANCE_MS else 0


def instant_ms(time: dt.datetime) -> int:
    """Raises ValueError for a time without an offset: without a place it is not an instant."""
    if time.tzinfo is None:
        raise ValueError("an instant needs an offset, for example 2020-02-03T08:15:00+08:00")
    return round(time.timestamp() * 1000)


def moment(instant: int) -> dt.datetime:
    """The nearest one that UTC has: the first hours of the year 1 east of Greenwich lie before its calendar."""
    return dt.datetime.fromtimestamp(min(max(instant, _FIRST_MS), _LAST_MS) / 1000, dt.UTC)


@lru_cache(maxsize=1024)
def iso(instant: int) -> str:
    """RFC 3339 in UTC with milliseconds, the form that JavaScript's toISOString gives."""
    return moment(instant).strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant % 1000:03d}Z"


@lru_cache(maxsize=100_000)
def _day_of_quarter(quarter: int, zone: str) -> int:
    local = dt.datetime.fromtimestamp(quarter * _QUARTER_MS / 1000, ZoneInfo(zone))
    return local.date().toordinal() - _EPOCH_ORDINAL


def day_of(instant: int, zone: str) -> int:
    """The calendar day in `zone`, counted from 1970-01-01. No zone in use changes its date within a quarter hour."""
    return _day_of_quarter(instant // _QUARTER_MS, zone)


def day_begins(day: int, zone: str) -> int:
    """The first instant of a calendar day in `zone`."""
    date = dt.date.fromordinal(day + _EPOCH_ORDINAL)
    return round(dt.datetime.combine(date, dt.time(), ZoneInfo(zone)).timestamp() * 1000)


def local_text(instant: int, zone: str) -> str:
    """For people to read: the day and the minute by the clocks of the city."""
    return moment(instant).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def day_text(day: int) -> str:
    return dt.date.fromordinal(day + _EPOCH_ORDINAL).isoformat()


def day_number(text: str) -> int:
    """The inverse of `day_text`. Raises ValueError on anything but YYYY-MM-DD."""
    return dt.date.fromisoformat(text).toordinal() - _EPOCH_ORDINAL
