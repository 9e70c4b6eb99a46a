"""Relaying (重排): a tree changes, and with it the nodes, grounds and tallies of every place that lies elsewhere now.

Whatever changed it, an edition or a hand, ends here, so that there is one way in which places move.
"""

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Final

import msgspec
from msgspec.structs import replace

from oneboard.foundation.rows import Change, Query, Transaction, keys
from oneboard.projections import stays, tallies
from oneboard.projections.standing import Former, Standing, formers, grounds_of, lying
from oneboard.projections.territory import (
    CHRONICLES,
    GROUNDS,
    NODES,
    PLACES,
    ChronicleRow,
    GroundRow,
    NodeRow,
    PlaceRow,
)
from oneboard.projections.trees import Path, Tree

_DROP_PLACES: Final = PLACES.remove("id")
_DROP_GROUNDS: Final = GROUNDS.remove("place")

_encode = msgspec.json.Encoder().encode


class After(msgspec.Struct, frozen=True):
    """The tree from now on. `by`: the edition that says so, empty for a hand. `others`: where places went on."""

    seq: int
    edition: str
    places: Mapping[str, PlaceRow]
    by: str = ""
    others: Mapping[str, list[str]] = {}


def relay(transaction: Transaction, before: Standing, after: After) -> None:
    """`before` includes the nodes that places new in `after` have in the editions before it."""
    tree = tree_of(after.places)
    gone = {place for nodes in before.nodes.values() for place in nodes} - after.places.keys()
    found = lying(tree, formers(before, gone))
    nodes = {id_: _node(after.edition, row) for id_, row in after.places.items()}
    for place, lies in found.items():
        nodes[place] = counted_at(after.edition, place, lies.path)
    grounds = {id_: [GroundRow(id_, row.path, 1, 1)] for id_, row in after.places.items()}
    grounds |= {place: grounds_of(place, lies) for place, lies in found.items()}
    if after.edition == before.current:
        stays.keep(transaction, after.edition, before.nodes[before.current], nodes)
    _write_nodes(transaction, before, nodes, after.edition)
    _write_grounds(transaction, before, grounds)
    _write_places(transaction, before, after)
    _write_chronicle(transaction, before, after, grounds)
    counting = before.nodes[before.current]
    tallies.move(transaction, _paths(counting.values()), _paths(nodes.values()), tree.leaves)


def born(before: Standing, edition: str, places: Iterable[PlaceRow], tree: Tree) -> list[NodeRow]:
    """The nodes in an edition before of what an edition brings anew, parents before children.

    A leaf gets one below where its parent's leaves lie; any other place is only counted there.
    """
    nodes = before.nodes[edition]
    new = [row for row in places if row.id not in nodes]
    below = tree.leaves_below()
    wanted = {row.id: Former(row.level, row.parent, frozenset(below.get(row.id, ()))) for row in new}
    placed = {place: tuple(node.path.split(".")) for place, node in nodes.items()}
    found = lying(Tree.of(nodes.values()), {p: w for p, w in wanted.items() if p not in tree.leaves}, placed)
    placed |= {place: lies.path for place, lies in found.items()}
    return [
        known_at(edition, row, placed[row.parent or ""])
        if row.id in tree.leaves
        else counted_at(edition, row.id, placed[row.id])
        for row in new
    ]


def tree_of(places: Mapping[str, PlaceRow]) -> Tree:
    return Tree(
        {id_: tuple(row.path.split(".")) for id_, row in places.items()},
        {id_: row.level for id_, row in places.items()},
    )


def known_at(edition: str, row: PlaceRow, above: Path) -> NodeRow:
    path = ".".join((*above, row.id))
    return NodeRow(edition, row.id, row.level, row.name, above[-1] if above else None, row.code, path, 1)


def counted_at(edition: str, place: str, path: Path) -> NodeRow:
    return NodeRow(edition, place, "", "", None, None, ".".join(path), 0)


def _node(edition: str, row: PlaceRow) -> NodeRow:
    return NodeRow(edition, row.id, row.level, row.name, row.parent, row.code, row.path, 1)


def _paths(nodes: Iterable[NodeRow]) -> dict[str, list[str]]:
    return {node.place: node.path.split(".") for node in nodes}


def _write_nodes(
    transaction: Transaction, before: Standing, nodes: Mapping[str, NodeRow], edition: str
) -> None:
    standing = before.nodes.get(edition, {})
    changed = [row for place, row in nodes.items() if standing.get(place) != row]
    transaction.tell(Change(NODES.upsert, sorted(changed, key=attrgetter("place"))))


def _write_grounds(
    transaction: Transaction, before: Standing, grounds: Mapping[str, list[GroundRow]]
) -> None:
    changed = [place for place, rows in grounds.items() if before.grounds.get(place) != rows]
    transaction.tell(
        Query(_DROP_GROUNDS, (keys(changed),)),
        Change(GROUNDS.insert, [row for place in sorted(changed) for row in grounds[place]]),
    )


def _write_places(transaction: Transaction, before: Standing, after: After) -> None:
    """`changed_seq` moves only where something else did."""
    gone = sorted(before.places.keys() - after.places.keys())
    rows = [
        replace(row, changed_seq=after.seq)
        for id_, row in sorted(after.places.items())
        if id_ not in before.places
        or replace(row, changed_seq=0) != replace(before.places[id_], changed_seq=0)
    ]
    transaction.tell(Query(_DROP_PLACES, (keys(gone),)), Change(PLACES.upsert, rows))


def _write_chronicle(
    transaction: Transaction, before: Standing, after: After, grounds: Mapping[str, list[GroundRow]]
) -> None:
    lines = []
    for id_ in sorted(before.places.keys() | after.places.keys()):
        then, now = before.places.get(id_), after.places.get(id_)
        if what := _what(then, now):
            row = now or then
            assert row is not None
            others = after.others.get(id_, [])
            if now is None:
                others = [ground.path.rpartition(".")[2] for ground in grounds[id_] if ground.covers]
            said = _encode(others).decode()
            lines.append(ChronicleRow(id_, after.seq, what, after.by, row.name, row.parent, said))
    transaction.tell(Change(CHRONICLES.insert, lines))


def _what(then: PlaceRow | None, now: PlaceRow | None) -> str:
    """Empty where nothing became of it that anyone would tell."""
    if then is None:
        return "appeared"
    if now is None:
        return "gone"
    if now.closed > then.closed:
        return "closed"
    same = (then.level, then.name, then.parent, then.code) == (now.level, now.name, now.parent, now.code)
    return "" if same else "changed"
