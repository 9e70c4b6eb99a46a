"""Figures over HTTP: the value, as of any moment, and the entries behind it."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Final

import msgspec

from oneboard.access.actor import Actor
from oneboard.access.routes import Call, Route
from oneboard.foundation.clock import day_number, instant_ms
from oneboard.foundation.clock import moment as instant
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.indicators import behind, moments
from oneboard.indicators.catalogue import Indicator, catalogue, with_derived
from oneboard.indicators.figures import Area, Figure, figures
from oneboard.indicators.moments import Moment
from oneboard.indicators.places import names_of
from oneboard.indicators.snapshot import snapshot
from oneboard.playbooks.naming import Title
from oneboard.playbooks.titles import step_title
from oneboard.projections import nodes
from oneboard.projections.grounds import paths_of
from oneboard.projections.places import permit_at
from oneboard.recorder import recorder

VERB: Final = "figure.read"

Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}\Z")]

#: Entries behind a figure in one answer.
_AT_ONCE: Final = 100_000


class FigureQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`day`: YYYY-MM-DD, absent: so far. `as_of`: a moment with its offset, or `seq`: an entry; absent: now.
    `edition`: as the place was in it; absent: as it is now, and for a place that is gone, what lies on its ground now.
    """

    place: str
    day: Day | None = None
    as_of: dt.datetime | None = None
    seq: int | None = None
    edition: str | None = None


class EntryQuery(FigureQuery, frozen=True, forbid_unknown_fields=True):
    """`after`: the last entry of the answer before."""

    after: Id | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=_AT_ONCE)] = _AT_ONCE


class OneIndicator(msgspec.Struct, frozen=True):
    indicator: str


class FigureSeen(msgspec.Struct, frozen=True):
    """`day` null: so far. `seq`: the last entry that it takes into account. `edition`: the tree that is added up."""

    indicator: str
    title: Title | None
    unit: Title | None
    place: str
    day: int | None
    seq: int
    value: int
    edition: str


class BehindSeen(msgspec.Struct, frozen=True):
    """An entry, and what it counts for: where and when, by which step, and whether any of it came late or corrected."""

    entry: str
    n: int
    happened_at: dt.datetime
    recorded_at: dt.datetime
    late: bool
    corrected: bool
    place: str
    place_name: str
    playbook: str
    step: str
    step_title: str


def list_figures(call: Call[None, None, FigureQuery]) -> list[FigureSeen]:
    asked = call.query
    with snapshot():
        found = figures(_area(call.actor, asked), day_asked(asked.day), moment_asked(asked.as_of, asked.seq))
        known = catalogue()
    return [
        _figure_seen(figure, known.get(figure.indicator, Indicator(figure.indicator))) for figure in found
    ]


def _figure_seen(figure: Figure, called: Indicator) -> FigureSeen:
    return FigureSeen(title=called.title, unit=called.unit, **msgspec.structs.asdict(figure))


def list_entries(call: Call[None, OneIndicator, EntryQuery]) -> list[BehindSeen]:
    asked = call.query
    area, day, moment = _area(call.actor, asked), day_asked(asked.day), moment_asked(asked.as_of, asked.seq)
    found = behind.entries(area, _terms(call.path.indicator), day, moment, asked.limit, asked.after)
    names, playbooks = names_of({one.place for one in found}), recorder.running().reference().playbooks
    return [
        BehindSeen(one.entry, one.n, instant(one.at), instant(one.recorded_at), one.late, one.corrected, one.place,
                   names[one.place], one.playbook, one.step,
                   step_title(playbooks.get(one.playbook), one.step, call.locale))
        for one in found
    ]  # fmt: skip


def _terms(name: str) -> Mapping[str, int]:
    """Behind what is worked out of counts stand their entries; behind a share those of its part."""
    return with_derived().get(name, Indicator(name)).terms


def _area(actor: Actor, asked: FigureQuery) -> Area:
    """Raises Refusal not_found, not_permitted."""
    in_force = nodes.edition_in_force()
    if asked.edition is not None and asked.edition != in_force:
        node = nodes.find(asked.place, asked.edition, actor, VERB)
        return Area(asked.place, asked.edition, (node.path,), then=True)
    permit_at(asked.place, actor, VERB)
    ground = paths_of(asked.place)
    return Area(asked.place, in_force, ground.paths if ground.covers else ())


def day_asked(text: str | None, name: str = "day") -> int | None:
    """Raises Refusal body.invalid."""
    try:
        return None if text is None else day_number(text)
    except ValueError as error:
        raise Refusal("body.invalid", path=f"?{name}", problem=str(error)) from error


def moment_asked(as_of: dt.datetime | None, seq: int | None, name: str = "as_of") -> Moment | None:
    """Raises Refusal body.invalid, figure.future."""
    if seq is not None:
        return moments.of(seq)
    try:
        return None if as_of is None else moments.at(instant_ms(as_of))
    except ValueError as error:
        raise Refusal("body.invalid", path=f"?{name}", problem=str(error)) from error


ROUTES: Final = (
    Route("GET", "/figures", VERB, None, list[FigureSeen], list_figures, "The figures of a place.", query=FigureQuery,
          refuses=("figure.future",)),
    Route("GET", "/figures/{indicator}/entries", VERB, None, list[BehindSeen], list_entries,
          "The entries behind a figure.", params=OneIndicator, query=EntryQuery, refuses=("figure.future",)),
)  # fmt: skip
