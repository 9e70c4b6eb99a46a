"""Coverage (覆盖) over HTTP: which places are staffed, report and are worked on; those that are not come first."""

from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.api.figure_questions import indicators_asked
from oneboard.api.figures import VERB, Day, day_asked
from oneboard.foundation.clock import day_text
from oneboard.indicators.catalogue import Indicator, with_derived
from oneboard.indicators.coverage import Asking, Covered, asked_by_campaigns, coverage
from oneboard.indicators.snapshot import snapshot
from oneboard.journal.exercise import is_exercise
from oneboard.playbooks.naming import Title
from oneboard.projections import places
from oneboard.projections.counting import SO_FAR
from oneboard.recorder import recorder
from oneboard.vocabulary.places import Level


class CoverageQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`level`: the places of that level below; absent: those right below. `day`: of what comes every day; absent:
    today. `indicators`: so far, with commas between; absent: what the campaigns that run ask for.
    """

    place: str
    level: Level | None = None
    day: Day | None = None
    indicators: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=20_000)] = 200


class ColumnSeen(msgspec.Struct, frozen=True):
    """`day` null: so far. `blank`: at how many places it is nothing."""

    indicator: str
    title: Title | None
    unit: Title | None
    day: str | None
    blank: int


class Coverage(msgspec.Struct, frozen=True):
    """`places`: how many there are of the level; `unstaffed`: where nobody in the field holds a post; `blank`: where
    anything is lacking. `rows`: the first of them, blank ones first. `exercise`: all of it was played.
    """

    place: str
    name: str
    places: int
    blank: int
    unstaffed: int
    columns: list[ColumnSeen]
    rows: list[Covered]
    exercise: bool


def show(call: Call[None, None, CoverageQuery]) -> Coverage:
    """Raises Refusal not_found, not_permitted, place.gone, figure.unknown, body.invalid."""
    with snapshot():
        return _show(call)


def _show(call: Call[None, None, CoverageQuery]) -> Coverage:
    asked, reference = call.query, recorder.running().reference()
    here = places.find(asked.place, call.actor, VERB)
    day = day_asked(asked.day) or reference.day(call.now_ms)
    if asked.indicators is None:
        wanted = asked_by_campaigns(here.path, day, reference)
    else:
        wanted = [Asking(one.name, SO_FAR) for one in indicators_asked(asked.indicators)]
    rows = coverage(here.path, asked.level, wanted, call.now_ms)
    known = with_derived()
    columns = [
        ColumnSeen(one.indicator, called.title, called.unit, None if one.day == SO_FAR else day_text(one.day),
                   sum(row.values[n] == 0 for row in rows))
        for n, one in enumerate(wanted)
        for called in (known.get(one.indicator, Indicator(one.indicator)),)
    ]  # fmt: skip
    return Coverage(
        here.id, here.name, len(rows), sum(row.blanks > 0 for row in rows), sum(not row.posts for row in rows), columns,
        rows[: asked.limit], is_exercise(),
    )  # fmt: skip


ROUTES: Final = (
    Route("GET", "/coverage", VERB, None, Coverage, show,
          "Which places are staffed, report and are worked on, blank ones first.", query=CoverageQuery,
          refuses=("figure.unknown", "place.gone")),
)  # fmt: skip
