"""Figures (数字): read from the tallies, brought back to a moment by the marks recorded since.

A place is asked for as it lies now, or as it was in an edition: then the tallies of the places that it covered in that
tree are added up, each with what was counted at itself.
"""

import msgspec
from django.db import connection
from django.db.models import QuerySet, Sum

from oneboard.journal.models import Line
from oneboard.projections.marks import LINES
from oneboard.projections.models import Mark, Tally
from oneboard.projections.nodes import below
from oneboard.projections.tallies import INDICATORS, SO_FAR


class Figure(msgspec.Struct, frozen=True):
    """`day` None: so far. `seq`: the last entry that it takes into account. `edition`: the tree that is added up."""

    indicator: str
    place: str
    day: int | None
    seq: int
    value: int
    edition: str


class Area(msgspec.Struct, frozen=True):
    """What a figure is asked for: `paths` in the tree of `edition`; several for a place that is gone.

    `then`: the edition is not the one in force, whose tallies are rolled up already.
    """

    place: str
    edition: str
    paths: tuple[str, ...]
    then: bool = False


def figures(area: Area, day: int | None, as_of_ms: int | None) -> list[Figure]:
    """Every indicator counted at or below the place, by name. Exact at any moment, however late things came in."""
    seq = _last_seq(as_of_ms)
    now = _tallies(area, SO_FAR if day is None else day)
    since = {} if as_of_ms is None else _added(_marks(area, None, day).filter(number__gte=(seq + 1) * LINES))
    return [
        Figure(indicator, area.place, day, seq, now.get(indicator, 0) - since.get(indicator, 0), area.edition)
        for indicator in sorted(now.keys() | since.keys())
    ]


def entries(area: Area, indicator: str, day: int | None, as_of_ms: int | None) -> list[tuple[str, int]]:
    """The entries behind a figure, each with what it counts for; their sum is the figure."""
    marks = _marks(area, indicator, day).filter(number__lt=(_last_seq(as_of_ms) + 1) * LINES)
    counted = marks.values_list("entry").annotate(total=Sum("n")).exclude(total=0)
    return sorted(counted)


def _tallies(area: Area, day: int) -> dict[str, int]:
    tallies = Tally.objects.filter(day=day, indicator__in=_indicators())
    if area.then:
        places = below(area.edition, area.paths).values("place")
        found = tallies.filter(place__in=places).values_list("indicator").annotate(total=Sum("own"))
    else:
        ids = [path.rpartition(".")[2] for path in area.paths]
        found = tallies.filter(place__in=ids).values_list("indicator").annotate(total=Sum("n"))
    return dict(found)


def _indicators() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(INDICATORS.postgresql)
        return [indicator for (indicator,) in cursor.fetchall()]


def _marks(area: Area, indicator: str | None, day: int | None) -> QuerySet[Mark]:
    marks = Mark.objects.filter(place__in=below(area.edition, area.paths).values("place"))
    if indicator is not None:
        marks = marks.filter(indicator=indicator)
    return marks if day is None else marks.filter(day=day)


def _added(marks: QuerySet[Mark]) -> dict[str, int]:
    return dict(marks.values_list("indicator").annotate(total=Sum("n")))


def _last_seq(as_of_ms: int | None) -> int:
    """The last entry recorded by that moment. `recorded_at` never decreases with seq, so halving finds it."""
    low, high = 0, Line.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    if as_of_ms is None:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        at = Line.objects.values_list("recorded_at", flat=True).get(seq=middle)
        low, high = (middle, high) if at <= as_of_ms else (low, middle - 1)
    return low
