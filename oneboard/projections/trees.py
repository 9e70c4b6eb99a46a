"""Trees (区划树): what can be asked of one edition's tree over its leaves. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Self

from oneboard.projections.territory import NodeRow
from oneboard.vocabulary.places import DEPTH, LEAVES

Path = tuple[str, ...]


class Tree:
    """`paths`: from each of its places to the ids from the root down. `leaves`: its grids and sites."""

    def __init__(self, paths: dict[str, Path], levels: dict[str, str]) -> None:
        self.paths, self._levels = paths, levels
        self.leaves = frozenset(place for place, level in levels.items() if level in LEAVES)
        self._below = Counter(above for leaf in self.leaves for above in paths[leaf])

    @classmethod
    def of(cls, nodes: Iterable[NodeRow]) -> Self:
        """Of the nodes that their edition knows."""
        known = [node for node in nodes if node.known]
        return cls(
            {node.place: tuple(node.path.split(".")) for node in known},
            {node.place: node.level for node in known},
        )

    def leaves_below(self) -> dict[str, set[str]]:
        """The leaves at or below every place, those without any left out."""
        below: dict[str, set[str]] = {}
        for leaf in self.leaves:
            for above in self.paths[leaf]:
                below.setdefault(above, set()).add(leaf)
        return below

    def cover(self, leaves: Iterable[str], level: str) -> list[str]:
        """The fewest places below which lie exactly these leaves, none of a higher level: a county may consist of
        one town's grids, and yet it is more than that town."""
        wanted = [leaf for leaf in leaves if leaf in self.leaves]
        among = Counter(above for leaf in wanted for above in self.paths[leaf])
        whole = {
            next(
                above
                for above in self.paths[leaf]
                if among[above] == self._below[above] and DEPTH[self._levels[above]] >= DEPTH[level]
            )
            for leaf in wanted
        }
        return sorted(whole, key=self.paths.__getitem__)

    def lowest_above(self, places: Sequence[str]) -> Path:
        """The path of the lowest place, never a leaf, at or below which all of these lie; empty for none."""
        paths = [self.paths[place] for place in places]
        same = takewhile(lambda at: len(set(at)) == 1, zip(*paths, strict=False))
        shared = tuple(at[0] for at in same)
        return shared[:-1] if shared and shared[-1] in self.leaves else shared


def grown(parents: Iterable[tuple[str, str | None]]) -> dict[str, Path]:
    """Paths from (place, parent), parents before children."""
    paths: dict[str, Path] = {}
    for place, parent in parents:
        paths[place] = (place,) if parent is None else (*paths[parent], place)
    return paths
