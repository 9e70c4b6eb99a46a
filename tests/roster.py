"""A roster for tests: a town's unit, rows of invented people, and a head who brings them."""

from typing import Any, Final

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.journal.models import Head
from oneboard.projections.models import Member, Post
from tests.house import House

TOWN: Final = "511702001"
UNIT: Final = "双柏镇综治中心"

Told = tuple[str, list[str]]
NEW: Final[Told] = ("new", [])
SAME: Final[Told] = ("unchanged", [])
CHANGED: Final[Told] = ("changed", [])


def row(n: int, /, **cells: str) -> dict[str, Any]:
    """A grid worker of g1."""
    return {"row": n, "number": f"{n:04d}", "name": f"周{n}", "phone": f"138000{n:05d}",
            "unit": UNIT, "role": "网格员", "place": "g1", **cells}  # fmt: skip


def settle(house: House) -> str:
    """The town's unit, and its head `head`, with an account. Returns the unit."""
    unit = new_id(now_ms())
    house.must("founder", "/units", unit=unit, name=UNIT, place=TOWN)
    house.join("head", "town_head", TOWN, unit)
    return unit


def bring(house: House, *rows: dict[str, Any], who: str = "head", **how: Any) -> list[Told]:
    """The result of each row, and its faults as column and problem."""
    taken = house.must(who, "/people/rows", rows=list(rows), **how)
    return [(r["result"], [f"{f['column']} {f['problem']}" for f in r["faults"]]) for r in taken["rows"]]


def head(house: House) -> int:
    """How many entries the journal has."""
    return Head.objects.get(id=1).seq


def see(house: House, who: str, path: str, **query: Any) -> Any:
    reply = house.say(who, path, method="GET", **query)
    assert reply.status == 200, reply
    return reply.body


def member(number: str) -> str:
    return Member.objects.get(number=number).id


def post_of(member: str) -> Post:
    return Post.objects.filter(member=member).latest("begins")
