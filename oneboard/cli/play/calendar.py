"""When things happen in a play: its days, counted from its first one, and the hours at which people act."""

from typing import Final

from oneboard.foundation.clock import DAY_MS, MINUTE_MS, day_begins, day_number

ZONE: Final = "Asia/Shanghai"
#: A Monday: the day the source's city had been at it for a week.
FIRST_DAY: Final = day_number("2020-02-03")
_BEGINS: Final = day_begins(FIRST_DAY, ZONE)


def at(day: int, hour: int, minute: int = 0) -> int:
    """ms. China has no summer time."""
    return _BEGINS + day * DAY_MS + (hour * 60 + minute) * MINUTE_MS


def day_of(instant: int) -> int:
    """Counted from 1970-01-01, as figures have it."""
    return FIRST_DAY + (instant - _BEGINS) // DAY_MS
