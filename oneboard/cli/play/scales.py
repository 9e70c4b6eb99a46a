"""How much is played (规模): a town in seconds, a county in two minutes, the whole city."""

from typing import Final

import msgspec


class Root(msgspec.Struct, frozen=True):
    """The place everything lies in."""

    place: str
    level: str
    name: str


_ALL: Final = ("county", "town", "village", "grid")

_COUNTY: Final = Root("511781", "county", "万源市")


class Scale(msgspec.Struct, frozen=True):
    """`within`: the codes of 2019 whose ground is played, empty: the whole city. `days`: of the play, the first one a
    day of settling in; `round`: in how many of them every door is gone to once. `most_homes`: of one grid, 0: as many
    as it has. `crews`: processes that hold the phones, 0: none of their own. `desk`: how many of a kind a desk settles
    in a day. `share`: how much of their part scenes play, for what a desk does it does one by one. `daily`: the levels
    at which figures are compared day by day; so far at all.
    """

    name: str
    root: Root
    within: tuple[str, ...]
    days: int
    round: int
    most_homes: int
    isolated_per_town: int
    crews: int
    desk: int
    share: float
    daily: tuple[str, ...]


SCALES: Final = {
    scale.name: scale
    for scale in (
        # Two townships that mid-2020 made one.
        Scale("town", _COUNTY, ("511781113", "511781206"), 17, 11, 50, 2, 0, 20, 1, _ALL),
        Scale("county", _COUNTY, ("511781",), 17, 6, 180, 1, 2, 8, 0.4, ("county", "town", "village")),
        Scale("city", Root("5117", "city", "达州市"), (), 24, 12, 0, 1, 2, 60, 1, ("county", "town")),
    )
}
