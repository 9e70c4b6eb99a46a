"""The tree (区划树) of an edition as it was adopted, and where what happened at a place that is gone is counted."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec


class _Place(msgspec.Struct, frozen=True):
    id: str
    level: str
    name: str
    parent: str | None = None


class _Edition(msgspec.Struct, frozen=True):
    places: list[_Place]


class Tree:
    def __init__(self, places: Sequence[_Place]) -> None:
        self._places = {place.id: place for place in places}
        self._leaves: dict[str, list[str]] = {}
        for place in places:
            if place.level == "grid":
                for above in self.up(place.id):
                    self._leaves.setdefault(above, []).append(place.id)

    def __contains__(self, place: str) -> bool:
        return place in self._places

    def up(self, place: str) -> list[str]:
        """From the place itself to the root."""
        found = [self._places[place]]
        while (parent := found[-1].parent) is not None:
            found.append(self._places[parent])
        return [one.id for one in found]

    def towns(self) -> dict[str, str]:
        """The town above each grid."""
        return {grid: town for town in self.of_level("town") for grid in self.leaves(town)}

    def of_level(self, level: str) -> list[str]:
        return [place.id for place in self._places.values() if place.level == level]

    def name(self, place: str) -> str:
        return self._places[place].name

    def level(self, place: str) -> str:
        return self._places[place].level

    def leaves(self, place: str) -> Sequence[str]:
        return self._leaves.get(place, ())

    def common(self, places: Sequence[str]) -> list[str]:
        """The places above all of these, the lowest first."""
        first, *others = (self.up(place) for place in places)
        return [place for place in first if all(place in other for other in others)]


def tree_of(file: Path) -> Tree:
    """Of an edition's JSON, as it was adopted."""
    return Tree(msgspec.json.decode(file.read_bytes(), type=_Edition).places)


def counted_above(place: str, trees: Sequence[Tree]) -> list[str]:
    """Where it adds up in the last tree: at a place that is gone, wherever all of its grids lie now."""
    now = trees[-1]
    if place in now:
        return now.up(place)
    then = next(tree for tree in reversed(trees) if place in tree)
    return now.common(then.leaves(place))


def rolled_up(
    cells: Mapping[tuple[str, str, int], int], trees: Sequence[Tree]
) -> dict[tuple[str, str, int], int]:
    """From leaves to the root: indicator, place and day; day 0 is so far."""
    above: dict[str, list[str]] = {}
    found: dict[tuple[str, str, int], int] = {}
    for (indicator, place, day), n in cells.items():
        if place not in above:
            above[place] = counted_above(place, trees)
        for node in above[place]:
            for when in (day, 0):
                key = indicator, node, when
                found[key] = found.get(key, 0) + n
    return found
