"""Figures over HTTP: the value, as of any moment, and the entries behind it."""

import datetime as dt
from typing import Annotated, Final

import msgspec

from oneboard.access.actor import Actor
from oneboard.access.routes import Call, Route
from oneboard.foundation.clock import day_number, instant_ms
from oneboard.foundation.errors import Refusal
from oneboard.indicators.figures import Area, Figure, entries, figures
from oneboard.projections import nodes
from oneboard.projections.grounds import paths_of
from oneboard.projections.places import permit_at

VERB: Final = "figure.read"


class FigureQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`day`: YYYY-MM-DD, absent: so far. `as_of`: a moment with its offset, absent: now. `edition`: as the place was
    in it; absent: as it is now, and for a place that is gone, what lies on its ground now."""

    place: str
    day: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}\Z")] | None = None
    as_of: dt.datetime | None = None
    edition: str | None = None


class OneIndicator(msgspec.Struct, frozen=True):
    indicator: str


class Behind(msgspec.Struct, frozen=True):
    """An entry, and what it counts for."""

    entry: str
    n: int


def list_figures(call: Call[None, None, FigureQuery]) -> list[Figure]:
    asked = call.query
    return figures(_area(call.actor, asked), _day(asked.day), _moment(asked.as_of))


def list_entries(call: Call[None, OneIndicator, FigureQuery]) -> list[Behind]:
    asked = call.query
    found = entries(_area(call.actor, asked), call.path.indicator, _day(asked.day), _moment(asked.as_of))
    return [Behind(entry, n) for entry, n in found]


def _area(actor: Actor, asked: FigureQuery) -> Area:
    """Raises Refusal not_found, not_permitted."""
    in_force = nodes.edition_in_force()
    if asked.edition is not None and asked.edition != in_force:
        node = nodes.find(asked.place, asked.edition, actor, VERB)
        return Area(asked.place, asked.edition, (node.path,), then=True)
    permit_at(asked.place, actor, VERB)
    ground = paths_of(asked.place)
    return Area(asked.place, in_force, ground.paths if ground.covers else ())


def _day(text: str | None) -> int | None:
    try:
        return None if text is None else day_number(text)
    except ValueError as error:
        raise Refusal("body.invalid", path="?day", problem=str(error)) from error


def _moment(time: dt.datetime | None) -> int | None:
    try:
        return None if time is None else instant_ms(time)
    except ValueError as error:
        raise Refusal("body.invalid", path="?as_of", problem=str(error)) from error


ROUTES: Final = (
    Route("GET", "/figures", VERB, None, list[Figure], list_figures, "The figures of a place.", query=FigureQuery),
    Route("GET", "/figures/{indicator}/entries", VERB, None, list[Behind], list_entries,
          "The entries behind a figure.", params=OneIndicator, query=FigureQuery),
)  # fmt: skip
