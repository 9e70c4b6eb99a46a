"""Places at the desk: one at a time, by hand. Whole territories come as editions."""

from functools import partial
from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.foundation.ids import Id
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.projections import places
from oneboard.vocabulary.places import (
    Code,
    Level,
    Name,
    NewGrid,
    PlaceMerged,
    PlaceMoved,
    PlaceRegistered,
    PlaceRenamed,
    PlaceSplit,
)
from oneboard.work.places import (
    decide_merging,
    decide_move,
    decide_naming,
    decide_registration,
    decide_split,
)

VERB: Final = "place.manage"

Several = msgspec.Meta(min_length=2, max_length=100)


class NewPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    place: Code
    level: Level
    name: Name
    parent: Code
    code: Code | None = None


class Rename(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    name: Name


class Split(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`into`: the new grids, which lie beside the old one."""

    id: Id
    into: Annotated[tuple[NewGrid, ...], Several]


class Merge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`of`: the old grids. `place`: the new one, below `parent`."""

    id: Id
    of: Annotated[tuple[Code, ...], Several]
    place: Code
    name: Name
    parent: Code
    code: Code | None = None


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`parents`: from places that lie wrong in the edition in force to those they belong below."""

    id: Id
    parents: Annotated[dict[Code, Code], msgspec.Meta(min_length=1, max_length=5000)]


class OnePlace(msgspec.Struct, frozen=True):
    place: Code


class PlaceSeen(msgspec.Struct, frozen=True):
    id: str
    level: str
    name: str
    parent: str | None
    code: str | None
    closed: bool


def register(call: Call[NewPlace, None, None]) -> Recorded:
    """Raises Refusal not_found for a parent out of sight, place.gone, place.exists, place.level."""
    new = call.body
    places.find(new.parent, call.actor, VERB)
    fact = PlaceRegistered(level=new.level, name=new.name, parent=new.parent, code=new.code)
    said = Statement(fact=fact, place=new.place)
    return record(call, new.id, [said], partial(decide_registration, new.place, new.level, new.parent))


def rename(call: Call[Rename, OnePlace, None]) -> Recorded:
    place = places.find(call.path.place, call.actor, VERB)
    said = Statement(fact=PlaceRenamed(name=call.body.name), place=place.id)
    return record(call, call.body.id, [said], partial(decide_naming, place.id))


def split(call: Call[Split, OnePlace, None]) -> Recorded:
    """Raises Refusal not_found, place.no_grid, place.closed, place.exists."""
    place = places.find(call.path.place, call.actor, VERB)
    said = Statement(fact=PlaceSplit(into=call.body.into), place=place.id)
    into = [grid.id for grid in call.body.into]
    return record(call, call.body.id, [said], partial(decide_split, place.id, into))


def merge(call: Call[Merge, None, None]) -> Recorded:
    """Raises Refusal not_found, place.no_grid, place.closed, place.exists, place.level."""
    new = call.body
    for id_ in (*new.of, new.parent):
        places.find(id_, call.actor, VERB)
    fact = PlaceMerged(of=new.of, name=new.name, parent=new.parent, code=new.code)
    said = Statement(fact=fact, place=new.place)
    return record(call, new.id, [said], partial(decide_merging, new.place, new.of, new.parent))


def move(call: Call[Move, None, None]) -> Recorded:
    """Raises Refusal not_found, place.gone, place.level."""
    parents = call.body.parents
    for id_ in sorted({*parents, *parents.values()}):
        places.find(id_, call.actor, VERB)
    said = Statement(fact=PlaceMoved(parents=parents), place=min(parents))
    return record(call, call.body.id, [said], partial(decide_move, parents))


def list_places(call: Call[None, None, None]) -> list[PlaceSeen]:
    seen = places.visible(call.actor, "place.read").order_by("path")
    return [PlaceSeen(p.id, p.level, p.name, p.parent, p.code, bool(p.closed)) for p in seen]


_DIVIDING: Final = ("place.closed", "place.exists", "place.gone", "place.no_grid")

ROUTES: Final = (
    Route("POST", "/places", VERB, NewPlace, Recorded, register, "Register a place under another.",
          refuses=("place.exists", "place.gone", "place.level")),
    Route("POST", "/places/{place}/rename", VERB, Rename, Recorded, rename, "Give a place another name.",
          params=OnePlace, refuses=("place.gone",)),
    Route("POST", "/places/{place}/split", VERB, Split, Recorded, split, "Split a grid into new ones.",
          params=OnePlace, refuses=_DIVIDING),
    Route("POST", "/places/merge", VERB, Merge, Recorded, merge, "Merge grids into a new one.",
          refuses=(*_DIVIDING, "place.level")),
    Route("POST", "/places/move", VERB, Move, Recorded, move, "Lay misplaced places where they belong.",
          refuses=("place.gone", "place.level")),
    Route("GET", "/places", "place.read", None, list[PlaceSeen], list_places, "The places of one's ground."),
)  # fmt: skip
