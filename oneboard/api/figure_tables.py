"""Tables of figures over HTTP: many indicators at a place and those of a level below it; and what changed of them."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import msgspec

from oneboard.access.actor import Actor
from oneboard.access.routes import Call, Route
from oneboard.api.figure_questions import (
    ChangeQuery,
    TableQuery,
    days_asked,
    indicators_asked,
    places_asked,
)
from oneboard.api.figures import VERB, moment_asked
from oneboard.foundation.clock import day_text
from oneboard.foundation.clock import moment as instant
from oneboard.foundation.errors import Refusal
from oneboard.indicators import derived, moments
from oneboard.indicators.catalogue import Indicator, with_derived
from oneboard.indicators.changes import Change, changes
from oneboard.indicators.snapshot import snapshot
from oneboard.indicators.tables import MOST_CELLS, Asked
from oneboard.journal.exercise import is_exercise
from oneboard.playbooks.naming import Title
from oneboard.projections.counting import SO_FAR
from oneboard.projections.nodes import edition_in_force


class IndicatorSeen(msgspec.Struct, frozen=True):
    """`share`: its values are thousandths of a whole."""

    indicator: str
    title: Title | None
    unit: Title | None
    share: bool = False


class Row(msgspec.Struct, frozen=True):
    """`day` null: so far. `values` in the order of the table's indicators; null is withheld from the public, or, of a
    share, not known.
    """

    place: str
    name: str
    level: str
    parent: str | None
    day: str | None
    values: list[int | None]


class ChangeRow(msgspec.Struct, frozen=True):
    place: str
    name: str
    level: str
    parent: str | None
    values: list[Change]


class FigureTable(msgspec.Struct, frozen=True):
    """`seq`: the last entry that it takes into account, recorded at `recorded_at`. `exercise`: all of it was played."""

    place: str
    edition: str
    seq: int
    recorded_at: dt.datetime
    indicators: list[IndicatorSeen]
    rows: list[Row]
    exercise: bool


class ChangeTable(msgspec.Struct, frozen=True):
    place: str
    edition: str
    from_seq: int
    seq: int
    recorded_at: dt.datetime
    indicators: list[IndicatorSeen]
    rows: list[ChangeRow]


def table(call: Call[None, None, TableQuery]) -> FigureTable:
    with snapshot():
        return _table(call.actor, call.query)


def _table(actor: Actor, asked: TableQuery) -> FigureTable:
    days, rows, chosen = days_asked(asked), places_asked(actor, asked), indicators_asked(asked.indicators)
    names = tuple(one.name for one in chosen)
    if (cells := len(days) * len(rows) * len(names)) > MOST_CELLS:
        raise Refusal("figure.too_many", cells=cells, limit=MOST_CELLS)
    then = moment_asked(asked.as_of, asked.seq)
    moment = then or moments.now()
    wanted = Asked(tuple(row.place for row in rows), days=days, seq=then.seq if then else None)
    values = derived.figures(chosen, wanted, asked.public)
    told = [
        Row(row.place, row.name, row.level, row.parent, day_text(day) if day != SO_FAR else None,
            [values[name, row.place, day] for name in names])
        for row in rows for day in days
    ]  # fmt: skip
    return FigureTable(
        asked.place,
        edition_in_force(),
        moment.seq,
        instant(moment.recorded_at),
        _seen(chosen),
        told,
        is_exercise(),
    )


def change_table(call: Call[None, None, ChangeQuery]) -> ChangeTable:
    with snapshot():
        return _change_table(call.actor, call.query)


def _change_table(actor: Actor, asked: ChangeQuery) -> ChangeTable:
    begin = moment_asked(asked.from_as_of, asked.from_seq, "from_as_of")
    if begin is None:
        raise Refusal("body.invalid", path="?from_seq", problem="this or from_as_of says since when")
    end = moment_asked(asked.as_of, asked.seq) or moments.now()
    rows = places_asked(actor, asked)
    chosen = [one for one in indicators_asked(asked.indicators) if not one.is_share]
    found = changes([row.place for row in rows], derived.counts_of(chosen), begin.seq, end.seq)
    told = [
        ChangeRow(
            row.place,
            row.name,
            row.level,
            row.parent,
            [derived.added(one, found, row.place) for one in chosen],
        )
        for row in rows
    ]
    at = instant(end.recorded_at)
    return ChangeTable(asked.place, edition_in_force(), begin.seq, end.seq, at, _seen(chosen), told)


def list_indicators(call: Call[None, None, None]) -> list[IndicatorSeen]:
    return _seen(list(with_derived().values()))


def _seen(chosen: Sequence[Indicator]) -> list[IndicatorSeen]:
    return [IndicatorSeen(one.name, one.title, one.unit, one.is_share) for one in chosen]


_REFUSES: Final = ("figure.future", "figure.too_many", "figure.unknown", "place.gone")

ROUTES: Final = (
    Route("GET", "/indicators", VERB, None, list[IndicatorSeen], list_indicators,
          "Everything that published playbooks count."),
    Route("GET", "/figures/table", VERB, None, FigureTable, table,
          "Figures of a place and its places of a level, by day or so far.", query=TableQuery, refuses=_REFUSES),
    Route("GET", "/figures/changes", VERB, None, ChangeTable, change_table,
          "What figures, but for shares, gained between two moments: new, late, corrected.", query=ChangeQuery,
          refuses=_REFUSES),
)  # fmt: skip
