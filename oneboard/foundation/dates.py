"""Days as people write them: 2020年2月3日, 3 February 2020."""

from zoneinfo import ZoneInfo

from oneboard.foundation.clock import moment
from oneboard.foundation.words import Said, say


def day_in_words(instant: int, zone: str, locale: str) -> str:
    """The day of a moment, in ms."""
    local = moment(instant).astimezone(ZoneInfo(zone))
    fields: dict[str, Said] = {
        "year": local.year,
        "month": say(locale, f"month.{local.month}"),
        "day": local.day,
    }
    return say(locale, "bulletin.day", fields)


def year_of(instant: int, zone: str) -> int:
    return moment(instant).astimezone(ZoneInfo(zone)).year
