"""The people (人员) of a play: a centre and a leader in each town, a worker in each grid, and a phone for each."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from oneboard.cli.play.calendar import FIRST_DAY, at
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.door import Desk, Refused, ask
from oneboard.cli.play.lists import Grid
from oneboard.cli.play.phone import Identity
from oneboard.foundation.clock import DAY_MS, MINUTE_MS, day_text

#: Rows in one command.
ROWS: Final = 2_000
_PAGE: Final = 500

#: Of two dozen phones in a row: whose clock is years off, whose most of an hour, and who is some days without a line.
_OF, _YEARS_OFF, _MINUTES_OFF, _SILENT = 24, 3, 9, (5, 17)


def register_units(founder: Desk, towns: Mapping[str, str], chance: Chance) -> dict[str, str]:
    """From town to its centre."""
    units = {town: chance.id_at(at(0, 8)) for town in towns}
    for town, unit in units.items():
        body = {"id": chance.id_at(at(0, 8)), "unit": unit, "name": f"{towns[town]}综治中心", "place": town}
        founder.say("/units", body)
    return units


def bring_roster(founder: Desk, towns: Mapping[str, str], grids: Sequence[Grid], chance: Chance) -> None:
    """Raises Refused where a row is faulty."""
    rows = [
        {
            "row": n, "number": f"{n:05d}", "name": chance.name(), "phone": f"138{n:08d}",
            "unit": f"{towns[town]}综治中心", "role": role, "place": place, "begins": day_text(FIRST_DAY),
        }
        for n, (role, place, town) in enumerate(_posts(towns, grids), start=1)
    ]  # fmt: skip
    for start in range(0, len(rows), ROWS):
        body = {"id": chance.id_at(at(0, 8)), "rows": rows[start : start + ROWS]}
        told = founder.say("/people/rows", body)
        if faulty := [row for row in told["rows"] if row["result"] != "new"]:
            raise Refused(f"the roster: {faulty[0]}")


def _posts(towns: Mapping[str, str], grids: Sequence[Grid]) -> Iterator[tuple[str, str, str]]:
    """Role, place and town."""
    yield from (("squad_leader", town, town) for town in towns)
    yield from (("grid_worker", grid.id, grid.town) for grid in grids)


def hand_out_phones(
    founder: Desk, units: Mapping[str, str], days: int, seed: int, lines: int
) -> list[Identity]:
    """A code for each member on the sheet of his unit, and a phone for each code."""
    held = {post["member"]: post for post in posts(founder)}
    cards = [
        card
        for unit in units.values()
        for card in founder.say(f"/units/{unit}/enrolments", {"hours": 24})["cards"]
    ]

    def enrolled(numbered: tuple[int, Mapping[str, Any]]) -> Identity:
        number, card = numbered
        post = held[card["member"]]
        body = {"code": card["code"], "name": f"phone of {post['place']}"}
        told = ask(founder.door, "POST", "/devices", body)
        apart, silent = _oddity(number % _OF, Chance(seed, f"oddity/{post['place']}"), days)
        return Identity(told["device"], told["token"], post["member"], post["id"], post["place"], post["role"],
                        apart, silent)  # fmt: skip

    if lines == 1:
        return list(map(enrolled, enumerate(cards)))
    with ThreadPoolExecutor(lines) as pool:
        return list(pool.map(enrolled, enumerate(cards)))


def posts(founder: Desk) -> Iterator[Mapping[str, Any]]:
    after = None
    while page := founder.read("/posts", limit=_PAGE, after=after):
        yield from page
        after = page[-1]["id"]


def _oddity(number: int, chance: Chance, days: int) -> tuple[int, tuple[int, ...]]:
    """How far the phone's clock is off, and the days on which it has no line; never the last ones."""
    if number == _YEARS_OFF:
        return -3 * 365 * DAY_MS, ()
    if number == _MINUTES_OFF:
        return chance.choice((-50, 40)) * MINUTE_MS, ()
    if number in _SILENT:
        first = chance.randint(2, days - 8)
        return 0, tuple(range(first, first + chance.randint(1, 3)))
    return 0, ()
