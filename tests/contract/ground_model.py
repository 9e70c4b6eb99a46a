"""The territory told once more, slowly and by other means: sets of leaves in place of paths, every place looked at."""

from typing import NamedTuple

from oneboard.vocabulary.places import (
    DEPTH,
    LEAVES,
    PlaceMerged,
    PlaceMoved,
    PlaceRegistered,
    PlaceSplit,
)
from tests.contract.reforms import Made
from tests.contract.stage import GROUND


class Node(NamedTuple):
    level: str
    parent: str | None


class Tree(dict[str, Node]):
    """One edition: every place it knows, with its level and its parent."""

    def chain(self, place: str) -> list[str]:
        parent = self[place].parent
        return [place, *(self.chain(parent) if parent else [])]

    def leaves(self, place: str) -> frozenset[str]:
        return frozenset(
            leaf for leaf, node in self.items() if node.level in LEAVES and place in self.chain(leaf)
        )

    def cover(self, leaves: frozenset[str], level: str) -> set[str]:
        whole = {
            place for place, node in self.items()
            if DEPTH[node.level] >= DEPTH[level] and self.leaves(place) and self.leaves(place) <= leaves
        }  # fmt: skip
        return {place for place in whole if not whole.intersection(self.chain(place)[1:])}

    def lowest(self, places: set[str]) -> str:
        common = [p for p in self if self[p].level not in LEAVES and all(p in self.chain(q) for q in places)]
        return max(common, key=lambda p: len(self.chain(p)))


class Model:
    """`trees`: the editions, the oldest first. The last is in force.

    `placed`: where a place that appeared later was found to lie in an edition before; that stands.
    """

    def __init__(self) -> None:
        self.trees = {"founding": Tree({place: Node(level, parent) for place, level, parent in GROUND})}
        self.placed: dict[tuple[str, str], str] = {}

    @property
    def now(self) -> Tree:
        return self.trees[next(reversed(self.trees))]

    def follow(self, made: Made) -> None:
        match made.fact:
            case PlaceRegistered(level=level, parent=parent):
                homes = {edition: self.counted(parent or "", edition) for edition in self.trees}
                for edition, tree in self.trees.items():
                    tree[made.place] = Node(level, homes[edition])
            case PlaceSplit(into=into):
                for tree in self.trees.values():
                    tree.update({grid.id: Node("grid", tree[made.place].parent) for grid in into})
            case PlaceMerged(of=of, parent=parent):
                for tree in self.trees.values():
                    tree[made.place] = Node("grid", tree.lowest(set(of)))
                self.now[made.place] = Node("grid", parent)
            case PlaceMoved(parents=parents):
                for place, parent in parents.items():
                    self.now[place] = Node(self.now[place].level, parent)
            case _ if made.edition is not None:
                self._adopt(made)

    def _adopt(self, made: Made) -> None:
        assert made.edition is not None
        new = Tree({place.id: Node(place.level, place.parent) for place in made.edition.places})
        before = dict(self.trees)
        self.trees[made.edition.edition] = new
        born = [p for p, node in new.items() if node.level in LEAVES and p not in before["founding"]]
        for edition, tree in before.items():
            for place in new.keys() - tree.keys() - set(born):
                self.placed[place, edition] = self.counted(place, edition)
        homes = {(e, leaf): self.counted(new[leaf].parent or "", e) for e in before for leaf in born}
        for (edition, leaf), home in homes.items():
            before[edition][leaf] = Node("grid", home)

    def counted(self, place: str, edition: str) -> str:
        """The place below which it is counted in the edition."""
        tree = self.trees[edition]
        if place in tree:
            return place
        if (place, edition) in self.placed:
            return self.placed[place, edition]
        knew = [other for other in self.trees.values() if place in other][-1]
        if cover := tree.cover(knew.leaves(place) & frozenset(tree), knew[place].level):
            return tree.lowest(cover)
        return self.counted(knew[place].parent or "", edition)
