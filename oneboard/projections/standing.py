"""Where everything stands (区划现状): every edition's nodes, and where a place lies in a tree that does not know it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import msgspec

from oneboard.foundation.rows import Query, Transaction
from oneboard.projections.territory import (
    EDITIONS,
    GROUNDS,
    NODES,
    PLACES,
    GroundRow,
    NodeRow,
    PlaceRow,
)
from oneboard.projections.trees import Path, Tree


class Standing(msgspec.Struct):
    """`nodes`: by edition, the oldest first, and by place; the last edition is in force. `grounds`: by place."""

    places: dict[str, PlaceRow]
    nodes: dict[str, dict[str, NodeRow]]
    grounds: dict[str, list[GroundRow]]

    @property
    def current(self) -> str:
        return next(reversed(self.nodes))

    @property
    def former(self) -> list[str]:
        return list(self.nodes)[:-1]


class Former(NamedTuple):
    """A place as a tree knew it that is asked for in another tree: its level, its parent and its leaves there."""

    level: str
    parent: str | None
    leaves: frozenset[str]


class Lying(NamedTuple):
    """`path`: of the place below which it is counted. `ground`: the fewest places that cover its leaves exactly."""

    path: Path
    ground: list[Path]


def standing(transaction: Transaction) -> Standing:
    editions, nodes, places, grounds = transaction.ask(
        Query(EDITIONS.everything),
        Query(NODES.everything),
        Query(PLACES.everything),
        Query(GROUNDS.everything),
    )
    by_edition: dict[str, dict[str, NodeRow]] = {
        row.edition: {} for row in sorted(EDITIONS.rows(editions), key=attrgetter("seq"))
    }
    for node in NODES.rows(nodes):
        by_edition[node.edition][node.place] = node
    lying = sorted(GROUNDS.rows(grounds), key=attrgetter("place", "path"))
    return Standing(
        {row.id: row for row in PLACES.rows(places)},
        by_edition,
        {place: list(rows) for place, rows in groupby(lying, key=attrgetter("place"))},
    )


def formers(standing: Standing, wanted: Iterable[str]) -> dict[str, Former]:
    """The places wanted as the last edition knew them that knew them at all."""
    left, found = set(wanted), dict[str, Former]()
    for nodes in reversed(standing.nodes.values()):
        here = [place for place in left if place in nodes and nodes[place].known]
        if here:
            below = Tree.of(nodes.values()).leaves_below()
            found |= {p: Former(nodes[p].level, nodes[p].parent, frozenset(below.get(p, ()))) for p in here}
            left.difference_update(here)
    return found


def lying(tree: Tree, wanted: Mapping[str, Former], placed: Mapping[str, Path] = {}) -> dict[str, Lying]:
    """Where in the tree these places lie that it does not know. `placed`: others of that sort, from before.

    A place whose leaves it does not know lies where its parent lies, and covers nothing.
    """
    paths = {**placed, **tree.paths}
    found: dict[str, Lying] = {}

    def find(place: str) -> Lying:
        if place not in found:
            former = wanted[place]
            cover = tree.cover(former.leaves, former.level)
            path = tree.lowest_above(cover) if cover else above(former.parent)
            found[place] = Lying(path, [tree.paths[part] for part in cover])
        return found[place]

    def above(parent: str | None) -> Path:
        if parent is None:
            return next(path for path in tree.paths.values() if len(path) == 1)
        return paths[parent] if parent in paths else find(parent).path

    return {place: find(place) for place in wanted}


def grounds_of(place: str, lies: Lying) -> list[GroundRow]:
    """Of a place that is gone."""
    dotted: Sequence[str] = sorted(".".join(path) for path in lies.ground or [lies.path])
    return [GroundRow(place, path, len(dotted), int(bool(lies.ground))) for path in dotted]
