"""What every layout of a bulletin says beside its template's words."""

from typing import Final
from zoneinfo import ZoneInfo

from oneboard.foundation.clock import moment
from oneboard.foundation.dates import day_in_words
from oneboard.foundation.words import Said, say
from oneboard.indicators.changes import Change
from oneboard.outputs.bulletin.bulletin import Bulletin
from oneboard.playbooks.titles import called

#: Stands where a figure may not be published.
WITHHELD: Final = "*"


def told(n: int | None) -> str:
    return WITHHELD if n is None else f"{n:,}"


def as_of(bulletin: Bulletin, locale: str) -> str:
    return say(locale, "bulletin.as_of", {"when": when(bulletin.as_of.at, bulletin.as_of.zone, locale)})


def when(instant: int, zone: str, locale: str) -> str:
    """The minute, as official papers write it."""
    local = moment(instant).astimezone(ZoneInfo(zone))
    hour, minute = f"{local:%H}", f"{local:%M}"
    return say(
        locale, "bulletin.when", {"day": day_in_words(instant, zone, locale), "hour": hour, "minute": minute}
    )


def which(number: int, locale: str) -> str:
    """`number` 0: nobody has signed it."""
    return say(locale, "bulletin.number", {"number": number}) if number else say(locale, "bulletin.draft")


def compared(bulletin: Bulletin, locale: str) -> str:
    """With which bulletin its changes compare."""
    if bulletin.previous is None:
        return say(locale, "bulletin.first")
    before = bulletin.previous
    fields: dict[str, Said] = {
        "number": before.number,
        "when": when(before.as_of, bulletin.as_of.zone, locale),
    }
    return say(locale, "bulletin.previous", fields)


def not_counted(bulletin: Bulletin, locale: str) -> str:
    """Empty where everything is counted."""
    missing = [called(line.title, locale, line.figure) for line in bulletin.lines if line.change is None]
    figures = say(locale, "bulletin.stop").join(missing)
    return say(locale, "bulletin.not_counted", {"figures": figures}) if missing else ""


def gain(change: Change) -> str:
    return signed(change.after - change.before)


def signed(number: int) -> str:
    """With its sign, and a true minus; nothing changed is a stroke."""
    return f"{number:+,}".replace("-", "\N{MINUS SIGN}") if number else "\N{EN DASH}"
