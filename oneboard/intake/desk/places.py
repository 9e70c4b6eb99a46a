"""Places at the desk: one at a time, by hand. Whole territories come as editions."""

from functools import partial
from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.foundation.ids import Id
from oneboard.foundation.words import UNSEEN
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.projections import places
from oneboard.vocabulary.places import PlaceRegistered
from oneboard.work.places import decide_registration

Code = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,32}\Z")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=rf"^[^{UNSEEN}]+\Z")]


class NewPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    place: Code
    level: Annotated[str, msgspec.Meta(pattern=r"^(province|city|county|town|village|grid|site)\Z")]
    name: Name
    parent: Code
    code: Code | None = None


class PlaceSeen(msgspec.Struct, frozen=True):
    id: str
    level: str
    name: str
    parent: str | None
    code: str | None


def register(call: Call[NewPlace, None, None]) -> Recorded:
    """Raises Refusal not_found for a parent out of sight, place.exists."""
    new = call.body
    places.find(new.parent, call.actor, "place.manage")
    fact = PlaceRegistered(level=new.level, name=new.name, parent=new.parent, code=new.code)
    said = Statement(fact=fact, place=new.place)
    return record(call, new.id, [said], partial(decide_registration, new.place))


def list_places(call: Call[None, None, None]) -> list[PlaceSeen]:
    seen = places.visible(call.actor, "place.read").order_by("path")[:5000]
    return [PlaceSeen(p.id, p.level, p.name, p.parent, p.code) for p in seen]


ROUTES: Final = (
    Route("POST", "/places", "place.manage", NewPlace, Recorded, register, "Register a place under another.",
          refuses=("place.exists",)),
    Route("GET", "/places", "place.read", None, list[PlaceSeen], list_places, "The places of one's ground."),
)  # fmt: skip
