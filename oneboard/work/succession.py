"""From one edition (区划版本) to the next: the tree in force and a new official list give a proposal, and why it is so.

Rules, in this order: a file of successions; the same code and name; a namesake in the county that is the only one on
both sides; the same code under another name, if most of what lay in it stays. A village that none of them finds goes,
with its grids, below the town to which most of its old town's villages went, and waits there for a person; without a
majority it waits below its county. A leaf follows its village, whole; nothing is divided by share.
"""

from collections.abc import Iterator, Mapping
from itertools import chain, count
from typing import Final

import msgspec

from oneboard.vocabulary.editions import Edition, EditionPlace, PlacedBy
from oneboard.vocabulary.places import LEAVES
from oneboard.work.heirs import Heirs
from oneboard.work.hints import Hint, hints
from oneboard.work.proposals import REASONS, Ask, Line, Proposal, Reason
from oneboard.work.trees import Tree
from oneboard.work.wills import Wills, read_wills

_BY: Final[Mapping[str, PlacedBy]] = {
    "same": "code",
    "renamed": "code",
    "name": "name",
    "file": "file",
    "root": "",
}


def propose(ask: Ask) -> Proposal:
    old, new = Tree(ask.tree), Tree(ask.official)
    wills = read_wills(ask.successions, old, new)
    return _Succession(ask, old, new, wills).proposal()


class _Succession:
    def __init__(self, ask: Ask, old: Tree, new: Tree, wills: Wills) -> None:
        self.ask, self.old, self.new, self.wills = ask, old, new, wills
        self.heirs = Heirs(old, new, wills)
        self.ids = dict(self._ids())
        self.kept = {place.id: self._kept(place) for place in old.branches() if self._waits(place)}

    def _ids(self) -> Iterator[tuple[str, str]]:
        """The id of each place of the list: that of whom it goes on from, else its code, if that was nobody's."""
        known = self.ask.known | self.old.places.keys()
        for code in self.new.places:
            again = (f"{code}-{self.ask.edition}{n}" for n in chain([""], (f"-{n}" for n in count(2))))
            fresh = (id_ for id_ in chain([code], again) if id_ not in known)
            yield code, self.heirs.origin.get(code) or next(fresh)

    def _waits(self, place: EditionPlace) -> bool:
        """A lowest branch that is nobody in the list, and that no file takes apart, stays as it is, somewhere."""
        if place.id in self.heirs.of or any(True for _ in self.old.branches_below(place.id)):
            return False
        heir = self.wills.falls.get(place.id)
        return heir is None or self.new[heir].level != place.level

    def _kept(self, place: EditionPlace) -> EditionPlace:
        above, by = self._home(place.id)
        return EditionPlace(
            id=place.id, level=place.level, name=place.name, parent=self.ids[above], placed_by=by
        )

    def _home(self, id_: str) -> tuple[str, PlacedBy]:
        """The code below which something comes to lie whose own heir is not known."""
        if (heir := self.wills.falls.get(id_)) is not None:
            return heir, "file"
        place = self.old[id_]
        above = place.parent or self.old.root
        if above in self.wills.falls:
            return self.wills.falls[above], "file"
        if above in self.heirs.of and place.placed_by in ("file", "person", "unplaced"):
            # What was decided before stands, and so does what is still to be decided.
            return self.heirs.of[above], place.placed_by
        if (most := self.heirs.majority(above)) is not None:
            return most, "majority"
        on = (at for at in self.old.up(above) if at in self.heirs.of and self.old[at].level != "town")
        return self.heirs.of[next(on, self.old.root)], "unplaced"

    def proposal(self) -> Proposal:
        ask = self.ask
        places = (*self._listed(), *self.kept.values(), *self._leaves())
        edition = Edition(ask.edition, ask.title, ask.source, ask.valid_from, places)
        lines = sorted(self._lines(), key=lambda line: (REASONS.index(line.reason), line.place))
        return Proposal(edition, tuple(lines), tuple(self.wills.unfit))

    def _listed(self) -> Iterator[EditionPlace]:
        for code, place in self.new.places.items():
            origin = self.heirs.origin.get(code)
            parent = None if place.parent is None else self.ids[place.parent]
            by = _BY[self.heirs.how[origin]] if origin is not None else ""
            yield msgspec.structs.replace(place, id=self.ids[code], parent=parent, placed_by=by)

    def _leaves(self) -> Iterator[EditionPlace]:
        brought = {leaf.id: leaf for leaf in self.ask.leaves}
        for leaf in self.old.leaves():
            parent, by = self._below(leaf, brought.pop(leaf.id, None))
            yield msgspec.structs.replace(leaf, parent=parent, placed_by=by)
        for leaf in brought.values():
            yield msgspec.structs.replace(leaf, parent=self.ids[leaf.parent or ""], placed_by="file")

    def _below(self, leaf: EditionPlace, brought: EditionPlace | None) -> tuple[str, PlacedBy]:
        above = leaf.parent or self.old.root
        if leaf.id in self.wills.falls:
            return self.ids[self.wills.falls[leaf.id]], "file"
        if brought is not None:
            return self.ids[brought.parent or ""], "file"
        if above in self.heirs.of:
            return above, _BY[self.heirs.how[above]]
        if above in self.kept:
            return above, self.kept[above].placed_by
        code, by = self._home(leaf.id)
        return self.ids[code], by

    def _lines(self) -> Iterator[Line]:
        found = hints(self.old, self.new, self.heirs)
        for place in self.old.places.values():
            if place.id != self.old.root and (place.level not in LEAVES or place.id in self.wills.told):
                yield self._line(place, found.get(place.id, ()))
        for code, place in self.new.places.items():
            if code not in self.heirs.origin:
                reason: Reason = "new" if self.ids[code] == code else "reused"
                where = self.new.spoken(place.parent or code)
                yield Line(reason, self.ids[code], place.level, place.name, where, 0, code, place.name)

    def _line(self, place: EditionPlace, found: tuple[Hint, ...]) -> Line:
        heir = self.heirs.of.get(place.id) or self._fallen_to(place.id)
        told = self.wills.told.get(place.id, ())
        return Line(
            self._reason(place, len(told) > 1), place.id, place.level, place.name,
            self.old.spoken(place.parent or place.id), self.old.leaves_below(place.id),
            heir or "", self.new[heir].name if heir else "", self._voted(place, heir), found, told,
        )  # fmt: skip

    def _fallen_to(self, id_: str) -> str | None:
        if id_ in self.kept:
            return self._home(id_)[0]
        return self.wills.falls.get(id_) or self.heirs.majority(id_)

    def _reason(self, place: EditionPlace, split: bool) -> Reason:
        if split:
            return "split"
        if place.id in self.heirs.of:
            how = self.heirs.how[place.id]
            return "same" if how == "root" else how
        if place.id in self.kept:
            by = self.kept[place.id].placed_by
            return by if by in ("majority", "unplaced") else "file"
        return "file" if place.id in self.wills.falls else "gone"

    def _voted(self, place: EditionPlace, heir: str | None) -> tuple[int, int]:
        asked = place.parent if place.id in self.kept else place.id
        votes = self.heirs.votes(asked or place.id)
        return votes[heir or ""], votes.total()
