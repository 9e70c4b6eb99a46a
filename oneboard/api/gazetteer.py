"""The gazetteer over HTTP: which places a text names, among those that one sees."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final

import msgspec
from django.conf import settings

from oneboard.access.actor import within
from oneboard.access.policy import areas
from oneboard.access.routes import Call, Route
from oneboard.journal.models import Head
from oneboard.projections.models import Place
from oneboard.work.gazetteer import Gazetteer, Known, Mention

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
    found = gazetteer.find(call.body.text, lambda place: _within(place, grounds))
    return [_named(gazetteer, call.body.text, mention) for mention in found]


def current() -> Gazetteer:
    """As of the last entry that changed a place."""
    head = Head.objects.values_list("reference_seq", flat=True).get()
    return _as_of(settings.ONEBOARD.home, head)


@lru_cache(maxsize=1)
def _as_of(home: Path, reference_seq: int) -> Gazetteer:
    return Gazetteer(
        Known(id_, level, name, code, tuple(path.split(".")))
        for id_, level, name, code, path in Place.objects.values_list("id", "level", "name", "code", "path")
    )


def _within(place: Known, grounds: tuple[str, ...]) -> bool:
    path = ".".join(place.path)
    return any(within(path, ground) for ground in grounds)


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
