"""The gazetteer over HTTP: which places a text names, among those that one sees."""

from typing import Annotated, Final

import msgspec

from oneboard.access.policy import areas
from oneboard.access.routes import Call, Route
from oneboard.intake.naming import current, within_any
from oneboard.work.gazetteer import Gazetteer, Mention

VERB: Final = "place.read"
_MOST: Final = 50  # places offered for one name


class Sentence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`text`: what somebody said or wrote. It travels in the body, because addresses are kept in logs."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class PlaceNamed(msgspec.Struct, frozen=True):
    """`within`: the names of the places it lies in, from the root down."""

    id: str
    level: str
    name: str
    code: str | None
    within: str


class Named(msgspec.Struct, frozen=True):
    """Characters `start` to `end`. Several `places`: a person chooses. `more`: how many are not shown."""

    text: str
    start: int
    end: int
    places: list[PlaceNamed]
    more: int


def find_places(call: Call[Sentence, None, None]) -> list[Named]:
    grounds = areas(call.actor, VERB)
    gazetteer = current()
    found = gazetteer.find(call.body.text, lambda place: within_any(place, grounds))
    return [_named(gazetteer, call.body.text, mention) for mention in found]


def _named(gazetteer: Gazetteer, text: str, mention: Mention) -> Named:
    shown = [
        PlaceNamed(place.id, place.level, place.name, place.code, gazetteer.spoken(place))
        for place in mention.places[:_MOST]
    ]
    more = len(mention.places) - len(shown)
    return Named(text[mention.start : mention.end], mention.start, mention.end, shown, more)


ROUTES: Final = (
    Route("POST", "/places/find", VERB, Sentence, list[Named], find_places, "The places that a text names."),
)
