"""A territory for tests: the house's tree as it is, and what the edition of 2020 makes of it."""

from collections.abc import Sequence
from typing import Any

from tests.house import House, Reply

#: The town that the edition of 2020 does not know.
OLD_TOWN = "511702001"

#: Id, level, parent. The town 511702001 is gone: its village 1 went to town 2, its grid g2 to `new`; a grid g4 is new.
TREE_2020: tuple[tuple[str, str, str | None], ...] = (
    ("5117", "city", None), ("511702", "county", "5117"), ("511703", "county", "5117"),
    ("511702002", "town", "511702"), ("new", "town", "511702"), ("511703001", "town", "511703"),
    ("511702001001", "village", "511702002"),
    ("g1", "grid", "511702001001"), ("g2", "grid", "new"), ("g3", "grid", "511703001"), ("g4", "grid", "511702002"),
)  # fmt: skip


def edition(
    number: str = "2020", tree: Sequence[tuple[str, str, str | None]] = TREE_2020, **placed: str
) -> dict[str, Any]:
    """The body of an adoption; `placed` says of places by what they were placed."""
    places = [
        {
            "id": id_,
            "level": level,
            "name": f"{id_} 今",
            "parent": parent,
            "placed_by": placed.get(id_, "name"),
        }
        for id_, level, parent in tree
    ]
    return {
        "edition": number, "title": f"{number} 年区划", "source": "民政部", "valid_from": "2020-06-30",
        "places": places,
    }  # fmt: skip


def got(house: House, who: str, path: str, **query: str) -> Reply:
    return house.say(who, path, method="GET", **query)


def adopt(house: House, body: dict[str, Any] | None = None, who: str = "founder") -> Reply:
    reply = house.client(who).post("/editions", body or edition(), "application/json")
    return Reply(reply)


def visits(house: House) -> dict[str, str]:
    """One household visited in every grid, with 2, 3 and 5 leaflets; the households by grid."""
    homes = {}
    for who, grid, leaflets in (("li", "g1", 2), ("neighbour", "g2", 3), ("far", "g3", 5)):
        home = house.household(who, grid)
        step = house.step(who, "visit", grid, home["subject"], answers={"leaflets": leaflets})
        assert house.tell(who, home, step) == [("recorded", "")] * 2
        homes[grid] = home["subject"]
    return homes


def leaflets(house: House, place: str, **query: str) -> int:
    return house.figures(place, **query).get("leaflets_handed_out", 0)
