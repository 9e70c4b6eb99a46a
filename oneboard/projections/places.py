"""Places (地点): the tree in force, as hands register, rename and move; and who sees what of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db.models import QuerySet
from msgspec.structs import replace

from oneboard.access.actor import Actor
from oneboard.access.policy import areas, permit
from oneboard.foundation.errors import Refusal
from oneboard.foundation.rows import Change, Query, Transaction, both
from oneboard.projections.editions import FOUNDING
from oneboard.projections.grounds import paths_of, seen, within
from oneboard.projections.models import Chronicle, Place
from oneboard.projections.relaying import After, known_at, relay
from oneboard.projections.standing import standing
from oneboard.projections.territory import (
    CHRONICLES,
    EDITIONS,
    GROUNDS,
    NODES,
    PLACES,
    ChronicleRow,
    EditionRow,
    GroundRow,
    PlaceRow,
)
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.places import PlaceMoved, PlaceRegistered, PlaceRenamed

_PATH_OF: Final = both("SELECT path FROM projections_place WHERE id = ?")
_EDITIONS: Final = Query(both("SELECT count(*) FROM projections_edition"))

# In every edition a place registered by hand stands where its parent does, or is counted.
_BEAR: Final = both(
    "INSERT INTO projections_node (edition, place, level, name, parent, code, path, known) "
    "SELECT node.edition, ?, ?, ?, up.place, ?, node.path || ?, 1 "
    "FROM projections_node node JOIN projections_node up "
    "ON up.edition = node.edition AND up.path = node.path AND up.known = 1 WHERE node.place = ?"
)


def fold_registration(transaction: Transaction, recorded: Recorded) -> None:
    entry, seq = recorded.entry, recorded.seq
    fact = read_as(PlaceRegistered, entry.kind, entry.fact)
    id_ = entry.place or entry.id
    row = PlaceRow(id_, fact.level, fact.name, fact.parent, fact.code, id_, "", 0, None, seq)
    if fact.parent is None:
        transaction.tell(
            Change(EDITIONS.upsert, [EditionRow(FOUNDING, "", "", "", seq)]),
            Change(NODES.upsert, [known_at(FOUNDING, row, ())]),
        )
    else:
        [[(above,)]] = transaction.ask(Query(_PATH_OF, (fact.parent,)))
        row = replace(row, path=f"{above}.{id_}")
        born = (id_, row.level, row.name, row.code, f".{id_}", fact.parent)
        transaction.tell(Query(_BEAR, born))
    transaction.tell(
        Change(PLACES.upsert, [row]),
        Change(GROUNDS.upsert, [GroundRow(id_, row.path, 1, 1)]),
        Change(CHRONICLES.insert, [ChronicleRow(id_, seq, "appeared", "", row.name, row.parent, "[]")]),
    )
    settle(transaction, seq)


def settle(transaction: Transaction, seq: int) -> None:
    """Lays anew what is gone, where anything can be: a place born by hand may lie on its ground."""
    [[(editions,)]] = transaction.ask(_EDITIONS)
    if editions > 1:
        before = standing(transaction)
        relay(transaction, before, After(seq, before.current, before.places))


def fold_naming(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    fact = read_as(PlaceRenamed, entry.kind, entry.fact)
    before, id_ = standing(transaction), entry.place or ""
    named = replace(before.places[id_], name=fact.name)
    relay(transaction, before, After(recorded.seq, before.current, {**before.places, id_: named}))


def fold_move(transaction: Transaction, recorded: Recorded) -> None:
    fact = read_as(PlaceMoved, recorded.entry.kind, recorded.entry.fact)
    before = standing(transaction)
    relay(transaction, before, After(recorded.seq, before.current, moved(before.places, fact.parents)))


def moved(places: Mapping[str, PlaceRow], parents: Mapping[str, str]) -> dict[str, PlaceRow]:
    """All places, those named under their new parents by a person's word, and every path accordingly."""
    lying = {
        id_: replace(row, parent=parents[id_], placed_by="person") if id_ in parents else row
        for id_, row in places.items()
    }
    paths: dict[str, str] = {}

    def path(id_: str) -> str:
        if id_ not in paths:
            parent = lying[id_].parent
            paths[id_] = id_ if parent is None else f"{path(parent)}.{id_}"
        return paths[id_]

    return {id_: replace(row, path=path(id_)) for id_, row in lying.items()}


def visible(actor: Actor, verb: str) -> QuerySet[Place]:
    return Place.objects.filter(within(areas(actor, verb)))


def find(id_: str, actor: Actor, verb: str) -> Place:
    """A place in force. Raises Refusal not_found for one that is missing or out of the actor's sight: the two look
    alike; place.gone with what covers its ground now."""
    permit_at(id_, actor, verb)
    place = Place.objects.filter(id=id_).first()
    if place is None:
        raise Refusal("place.gone", place=id_, now=", ".join(_last_ids(paths_of(id_).paths)))
    return place


def find_open(id_: str, actor: Actor, verb: str) -> Place:
    """As `find`, and refuses place.closed for a grid that was split or merged."""
    place = find(id_, actor, verb)
    if place.closed:
        raise Refusal("place.closed", place=id_)
    return place


def permit_at(id_: str, actor: Actor, verb: str) -> None:
    """Raises Refusal not_found where the actor does not see all of the place's ground, not_permitted where the verb is
    not held on all of it. For a place that is gone, too."""
    ground = paths_of(id_)
    if not ground.paths or not all(seen(actor, path) for path in ground.paths):
        raise Refusal("not_found")
    for path in ground.paths:
        permit(actor, verb, path)


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """What each place is called, or was called last."""
    wanted = set(ids)
    names = dict(Place.objects.filter(id__in=wanted).values_list("id", "name"))
    if gone := wanted - names.keys():
        rows = Chronicle.objects.filter(place__in=gone).order_by("seq")
        names |= dict(rows.values_list("place", "name"))
    return names


def _last_ids(paths: Sequence[str]) -> list[str]:
    return [path.rpartition(".")[2] for path in paths]
