"""A tree of places in memory: who lies below whom, and in which county."""

from collections.abc import Iterator, Sequence

from oneboard.vocabulary.editions import EditionPlace
from oneboard.vocabulary.places import LEAVES


class Tree:
    """`places`: one tree, parents before children; the first is its root."""

    def __init__(self, places: Sequence[EditionPlace]) -> None:
        self.root = places[0].id
        self.places = {place.id: place for place in places}
        self.children: dict[str, list[str]] = {}
        for place in places[1:]:
            self.children.setdefault(place.parent or "", []).append(place.id)

    def __contains__(self, id_: str) -> bool:
        return id_ in self.places

    def __getitem__(self, id_: str) -> EditionPlace:
        return self.places[id_]

    def branches(self) -> Iterator[EditionPlace]:
        """All but the leaves, from the root down."""
        return (place for place in self.places.values() if place.level not in LEAVES)

    def leaves(self) -> Iterator[EditionPlace]:
        return (place for place in self.places.values() if place.level in LEAVES)

    def branches_below(self, id_: str) -> Iterator[str]:
        """The next ones only."""
        return (child for child in self.children.get(id_, ()) if self[child].level not in LEAVES)

    def leaves_below(self, id_: str) -> int:
        """How many, at any depth."""
        if self[id_].level in LEAVES:
            return 1
        return sum(self.leaves_below(child) for child in self.children.get(id_, ()))

    def up(self, id_: str) -> Iterator[str]:
        """Itself and whatever it lies in, to the root."""
        at: str | None = id_
        while at is not None:
            yield at
            at = self[at].parent

    def county(self, id_: str) -> str:
        """The county it lies in, above itself; the root where there is none."""
        return next((at for at in self.up(id_) if at != id_ and self[at].level == "county"), self.root)

    def spoken(self, id_: str) -> str:
        """Its names from the root down."""
        return " / ".join(self[at].name for at in reversed(list(self.up(id_))))
