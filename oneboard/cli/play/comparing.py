"""Comparing (对账): the figures of the node with those of the play's ledger, place by place and day by day."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from oneboard.cli.play.calendar import FIRST_DAY
from oneboard.cli.play.door import Desk
from oneboard.cli.play.ledger import Cell
from oneboard.cli.play.tree import Tree
from oneboard.foundation.clock import day_number, day_text

#: Cells in one answer; the node's own limit is 500,000.
_MOST: Final = 400_000

LEVELS: Final = ("city", "county", "town", "village", "grid")


class Difference(NamedTuple):
    """`day` 0: so far."""

    indicator: str
    place: str
    day: int
    node: int
    ledger: int


class Compared(NamedTuple):
    """`figures`: at every place of the tree, indicator by indicator, so far. `cells`: how many were compared."""

    figures: Mapping[str, Mapping[str, int]]
    cells: int
    differences: list[Difference]

    @property
    def places(self) -> int:
        return len(self.figures)


def compare(
    desk: Desk, root: str, tree: Tree, expected: Mapping[Cell, int], days: int, daily: Sequence[str]
) -> Compared:
    """`daily`: the levels compared day by day; the others so far only."""
    names = [
        one["indicator"] for one in desk.read("/indicators") if not one["share"]
    ]  # shares are made of these
    figures: dict[str, dict[str, int]] = {}
    cells, wrong = 0, []
    for level in LEVELS[1:]:
        for spread in (1, days) if level in daily else (1,):
            for cell, value in _told(desk, root, level, names, len(tree.of_level(level)), spread):
                cells += 1
                if value != expected.get(cell, 0):
                    wrong.append(Difference(*cell, value, expected.get(cell, 0)))
                if cell[2] == 0:
                    figures.setdefault(cell[1], {})[cell[0]] = value
    return Compared(figures, cells, wrong)


def _told(
    desk: Desk, root: str, level: str, names: Sequence[str], places: int, days: int
) -> Iterator[tuple[Cell, int]]:
    """So many indicators at once as one answer holds. `days` 1: so far."""
    at_once = max(1, _MOST // ((places + 1) * days))
    for start in range(0, len(names), at_once):
        some = names[start : start + at_once]
        table = desk.read("/figures/table", place=root, level=level, indicators=",".join(some), **_span(days))
        for row in table["rows"]:
            day = day_number(row["day"]) if row["day"] else 0
            for indicator, value in zip(some, row["values"], strict=True):
                yield (indicator, row["place"], day), value


def _span(days: int) -> dict[str, Any]:
    if days == 1:
        return {}
    return {"since": day_text(FIRST_DAY), "until": day_text(FIRST_DAY + days - 1)}
