"""Which place of a new list is which of the old: by number, name, children or a file, and never by a guess."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

from oneboard.vocabulary.editions import EditionPlace
from oneboard.work.names import plain
from oneboard.work.trees import Tree
from oneboard.work.wills import Wills

#: `same`: code and name. `renamed`: the code, and most of what lay in it. `name`: a namesake in its county.
How: TypeAlias = Literal["root", "same", "renamed", "name", "file"]


class Heirs:
    """`of`: an old place to the code it goes on as; `origin`: the other way round; each at most once."""

    def __init__(self, old: Tree, new: Tree, wills: Wills) -> None:
        self.old, self.new, self.wills = old, new, wills
        self.of: dict[str, str] = {}
        self.origin: dict[str, str] = {}
        self.how: dict[str, How] = {}
        self._join(old.root, new.root, "root")
        self._by_code("same", lambda one, other: plain(one.name) == plain(other.name))
        self._by_file()
        self._by_name("county")
        self._by_code("renamed", self._most_stay, "county")
        self._by_name("town", "village")
        self._by_code("renamed", self._most_stay, "town")

    def _join(self, old: str, new: str, how: How) -> None:
        if old not in self.of and new not in self.origin:
            self.of[old], self.origin[new], self.how[old] = new, old, how

    def _open(self, *levels: str) -> Iterator[EditionPlace]:
        """Old places that nobody has spoken for."""
        for place in list(self.old.branches()):
            if (
                place.id not in self.wills.told
                and place.id not in self.of
                and (not levels or place.level in levels)
            ):
                yield place

    def _by_code(self, how: How, alike: Callable[[EditionPlace, EditionPlace], bool], *levels: str) -> None:
        for place in self._open(*levels):
            # What was registered by hand under its official number may have no code of its own.
            there = self.new.places.get(place.code or place.id)
            if there is not None and there.level == place.level and alike(place, there):
                self._join(place.id, there.id, how)

    def _by_file(self) -> None:
        """The only one that falls whole to a place of its level which is nobody else goes on as it."""
        counted = Counter(self.wills.falls.values())
        for origin, heir in self.wills.falls.items():
            alone = counted[heir] == 1 and len(self.wills.told[origin]) == 1
            if alone and self.old[origin].level == self.new[heir].level:
                self._join(origin, heir, "file")

    def _by_name(self, *levels: str) -> None:
        theirs, ours = self.namesakes(self.new), self.namesakes(self.old)
        for place in self._open(*levels):
            county = self.of.get(self.old.county(place.id))
            key = (place.level, plain(place.name))
            there = theirs.get((county, *key), [])
            if county is not None and len(there) == len(ours[self.old.county(place.id), *key]) == 1:
                self._join(place.id, there[0], "name")

    @staticmethod
    def namesakes(tree: Tree) -> dict[tuple[str | None, str, str], list[str]]:
        """By county, level and name."""
        found: dict[tuple[str | None, str, str], list[str]] = {}
        for place in tree.branches():
            found.setdefault((tree.county(place.id), place.level, plain(place.name)), []).append(place.id)
        return found

    def _most_stay(self, place: EditionPlace, there: EditionPlace) -> bool:
        votes = self.votes(place.id)
        return 2 * votes[there.id] > votes.total()

    def votes(self, old: str) -> Counter[str]:
        """Where those went that lay directly in it and whose way is known: new place to their number."""
        heirs = (self.of[child] for child in self.old.branches_below(old) if child in self.of)
        return Counter(self.new[heir].parent or "" for heir in heirs)

    def majority(self, old: str) -> str | None:
        """The new place that got more than half of them; where none is known, whatever it goes on as itself."""
        votes = self.votes(old)
        if not votes:
            return self.of.get(old)
        [(most, n)] = votes.most_common(1)
        return most if 2 * n > votes.total() else None
