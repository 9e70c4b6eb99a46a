"""One row of a roster as it was written, and what it says: every fault of its text with what would be right."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, Literal

import msgspec

from oneboard.access.roles import roles
from oneboard.foundation.clock import day_begins, day_number, day_text
from oneboard.foundation.words import INVISIBLE, UNSEEN

Result = Literal["new", "changed", "unchanged", "faulty"]


class RosterRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row, every cell as text. `row` is its number in the file, for whoever mends it.

    `unit`: its name or id; `squad`: a name within the unit; `role`: its key or title; `place`: its id, official code,
    or name; `begins` and `ends`: the first and the last day of the post, absent: from now on, until further notice.
    """

    row: int
    number: str = ""
    name: str = ""
    phone: str = ""
    unit: str = ""
    squad: str = ""
    role: str = ""
    place: str = ""
    begins: str = ""
    ends: str = ""


class Fault(msgspec.Struct, frozen=True):
    """`problem` is a key of the locales' sections `fault` and `right`; `fields` fill their texts."""

    column: str
    problem: str
    fields: dict[str, str] = {}


class Faulty(Exception):
    def __init__(self, column: str, problem: str, **fields: str) -> None:
        super().__init__(problem)
        self.fault = Fault(column, problem, fields)


class Outcome(msgspec.Struct, frozen=True):
    """What a row came to. `located`: where its text put it; `to_place`: a person has to say more closely where."""

    result: Result
    faults: tuple[Fault, ...] = ()
    located: str = ""
    to_place: bool = False


class Person(msgspec.Struct, frozen=True):
    """A row that can be read. `at`: where it stands in its chunk; `row`: its number in the file. Days have become
    instants (ms): `ends` is the first one after the last day."""

    at: int
    row: int
    number: str
    name: str
    phone: str
    unit: str
    squad: str
    role: str
    place: str
    begins: int | None
    ends: int | None


LIMITS: Final = {"number": 40, "name": 120, "unit": 120, "squad": 120, "role": 120, "place": 120}
NEEDED: Final = ("name", "unit", "role", "place")

PHONE: Final = re.compile(r"\+?[0-9][0-9 -]{2,18}")
#: Behind a telephone that a spreadsheet took for a number.
_FRACTION: Final = re.compile(r"(?<=[0-9])\.0\Z")
_GONE: Final = dict.fromkeys(map(ord, INVISIBLE))
#: What nobody sees in a cell.
_CONTROL: Final = re.compile(f"[{UNSEEN}]")
#: What a spreadsheet shows where it could not calculate, and of a number too long for it: its last digits are lost.
_ERROR: Final = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")
_ROUNDED: Final = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?E\+[0-9]{2,3}")
#: A day as a spreadsheet counts them: 25569 is 1970-01-01.
_SERIAL: Final = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?")
_SERIAL_OF_1970: Final = 25_569
_DAY: Final = re.compile(r"(\d{4})([-/.年]?)(\d{1,2})(?:\2|月)(\d{1,2})日?(?:[T ]00:00(?::00)?)?")


def person_of(row: RosterRow, at: int, zone: str) -> Person | Outcome:
    cells = {name: tidy(str(getattr(row, name))) for name in row.__struct_fields__ if name != "row"}
    cells["phone"] = _FRACTION.sub("", cells["phone"])
    faults = list(_faults(cells))
    spoilt_ones = {fault.column for fault in faults}
    days: dict[str, int | None] = {}
    for column in ("begins", "ends"):
        text = cells.pop(column)
        try:
            days[column] = day(text)
        except ValueError:
            if column not in spoilt_ones:
                faults.append(undated(column, text))
    first, last = days.get("begins"), days.get("ends")
    if first is not None and last is not None and last < first:
        faults.append(Fault("ends", "date.order"))
    if faults:
        return Outcome("faulty", tuple(faults))
    cells["role"] = _role(cells["role"]) or ""
    begins = None if first is None else day_begins(first, zone)
    ends = None if last is None else day_begins(last + 1, zone)
    return Person(at=at, row=row.row, begins=begins, ends=ends, **cells)


def _faults(cells: dict[str, str]) -> Iterator[Fault]:
    for column in NEEDED:
        if not cells[column]:
            yield Fault(column, "cell.missing")
    for column, limit in LIMITS.items():
        if len(cells[column]) > limit:
            yield Fault(column, "cell.too_long", {"limit": str(limit)})
    spoilt_ones = {column: fault for column, text in cells.items() if (fault := spoilt(column, text))}
    yield from spoilt_ones.values()
    if cells["phone"] and "phone" not in spoilt_ones and not PHONE.fullmatch(cells["phone"]):
        yield Fault("phone", "phone.unreadable")
    if cells["role"] and _role(cells["role"]) is None:
        yield Fault("role", "role.unknown", {"known": titles(roles())})


def spoilt(column: str, text: str) -> Fault | None:
    """What no cell means, whatever its column wants."""
    if not text.isprintable() and _CONTROL.search(text):
        return Fault(column, "cell.control")
    if text.startswith("#") and _ERROR.fullmatch(text):
        return Fault(column, "cell.error", {"said": text})
    if "E+" in text and _ROUNDED.fullmatch(text):
        return Fault(column, "cell.rounded", {"said": text})
    return None


def undated(column: str, text: str) -> Fault:
    """Why `day` cannot read a cell, with the day that it is where a spreadsheet counts days from 1900."""
    if _SERIAL.fullmatch(text):
        return Fault(column, "date.serial", {"said": text, "day": day_text(int(text[:5]) - _SERIAL_OF_1970)})
    return Fault(column, "date.unreadable")


def titles(names: Iterable[str]) -> str:
    """Of roles, in both languages: a clerk may write either."""
    return ", ".join(f"{roles()[name].zh} {roles()[name].en}" for name in names)


def tidy(text: str) -> str:
    """As people mean it: full-width digits are digits, blanks around are none, nor is what has no width."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).translate(_GONE).strip()


def day(text: str) -> int | None:
    """Days since 1970. Raises ValueError."""
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, sign, month, day = found.groups()
    if not sign and len(month + day) != 4:
        raise ValueError(text)
    return day_number(f"{year}-{month:0>2}-{day:0>2}")


@cache
def _role(text: str) -> str | None:
    """A role by its key or either title."""
    wanted = text.casefold().replace("_", " ")
    for name, role in roles().items():
        if wanted in (name.replace("_", " "), role.zh, role.en.casefold()):
            return name
    return None
