"""Figures (数字): read from the tallies, brought back to a moment by the marks recorded since."""

import msgspec
from django.db.models import QuerySet, Sum

from oneboard.journal.models import Line
from oneboard.projections.marks import LINES, SO_FAR
from oneboard.projections.models import Mark, Place, Tally
from oneboard.projections.places import within


class Figure(msgspec.Struct, frozen=True):
    """`day` None: so far. `seq`: the last entry that it takes into account."""

    indicator: str
    place: str
    day: int | None
    seq: int
    value: int


def figures(place: Place, day: int | None, as_of_ms: int | None) -> list[Figure]:
    """Every indicator counted at or below the place, by name. Exact at any moment, however late things came in."""
    seq = _last_seq(as_of_ms)
    now = Tally.objects.filter(place=place.id, day=SO_FAR if day is None else day).values_list(
        "indicator", "n"
    )
    since = {} if as_of_ms is None else _added(_marks(place, None, day).filter(number__gte=(seq + 1) * LINES))
    return [
        Figure(indicator, place.id, day, seq, n - since.get(indicator, 0)) for indicator, n in sorted(now)
    ]


def entries(place: Place, indicator: str, day: int | None, as_of_ms: int | None) -> list[tuple[str, int]]:
    """The entries behind a figure, each with what it counts for; their sum is the figure."""
    marks = _marks(place, indicator, day).filter(number__lt=(_last_seq(as_of_ms) + 1) * LINES)
    counted = marks.values_list("entry").annotate(total=Sum("n")).exclude(total=0)
    return sorted(counted)


def _marks(place: Place, indicator: str | None, day: int | None) -> QuerySet[Mark]:
    marks = Mark.objects.filter(place__in=Place.objects.filter(within([place.path])).values("id"))
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
