"""Editions (区划版本): one entry puts a whole tree in force. What matched names and codes has done its work before."""

from collections.abc import Callable
from typing import Final

import msgspec

from oneboard.foundation.rows import Change, Transaction
from oneboard.projections.relaying import After, born, relay, tree_of
from oneboard.projections.standing import Standing, standing
from oneboard.projections.territory import EDITIONS, NODES, EditionRow, PlaceRow
from oneboard.projections.trees import grown
from oneboard.vocabulary.editions import Edition, EditionAdopted
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as

#: The first edition: what was registered by hand before any was adopted.
FOUNDING: Final = "founding"

_decode = msgspec.json.Decoder(Edition).decode


def fold(transaction: Transaction, recorded: Recorded, blob: Callable[[str], bytes]) -> None:
    """`blob` gives the bytes at an address."""
    fact = read_as(EditionAdopted, recorded.entry.kind, recorded.entry.fact)
    edition = _decode(blob(fact.blob))
    before = standing(transaction)
    after = places_of(edition, before)
    tree = tree_of(after)
    births = [node for then in before.nodes for node in born(before, then, after.values(), tree)]
    for node in births:
        before.nodes[node.edition][node.place] = node
    row = EditionRow(edition.edition, edition.title, edition.source, edition.valid_from, recorded.seq)
    transaction.tell(Change(EDITIONS.insert, [row]), Change(NODES.insert, births))
    relay(transaction, before, After(recorded.seq, edition.edition, after, by=edition.edition))


def places_of(edition: Edition, before: Standing) -> dict[str, PlaceRow]:
    """Its tree as rows; what hands did to a grid stays done."""
    paths = grown((place.id, place.parent) for place in edition.places)
    found = {}
    for place in edition.places:
        then = before.places.get(place.id)
        found[place.id] = PlaceRow(
            place.id, place.level, place.name, place.parent, place.code, ".".join(paths[place.id]),
            place.placed_by, then.closed if then else 0, then.heir if then else None, 0,
        )  # fmt: skip
    return found
