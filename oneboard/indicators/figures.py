"""Figures (数字): what is counted at a place.

A place is asked for as it lies now, or as it was in an edition: then the tallies of the places that it covered in that
tree are added up, each with what was counted at itself.
"""

from collections import Counter

import msgspec
from django.db.models import Sum

from oneboard.indicators.moments import Moment, now
from oneboard.indicators.tables import Asked, counted, read
from oneboard.projections.counting import LINES, SO_FAR
from oneboard.projections.models import Mark, Tally
from oneboard.projections.nodes import below


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


def figures(area: Area, day: int | None, moment: Moment | None = None) -> list[Figure]:
    """Every indicator counted at or below the place, by name. Exact at any moment, however late things came in."""
    at = SO_FAR if day is None else day
    found = _in_edition(area, at, moment) if area.then else _in_force(area, at, moment)
    seq = (moment or now()).seq
    return [
        Figure(indicator, area.place, day, seq, value, area.edition)
        for indicator, value in sorted(found.items())
    ]


def _in_force(area: Area, day: int, moment: Moment | None) -> dict[str, int]:
    places = tuple(path.rpartition(".")[2] for path in area.paths)
    found: Counter[str] = Counter()
    for (indicator, _, _), n in read(Asked(places, (), (day,), moment.seq if moment else None)).items():
        found[indicator] += n
    return dict(found)


def _in_edition(area: Area, day: int, moment: Moment | None) -> dict[str, int]:
    """Of another tree there are no balances: the marks since the moment are taken off again."""
    places = below(area.edition, area.paths).values("place")
    found = Counter(dict.fromkeys(counted(), 0))
    own = Tally.objects.filter(day=day, indicator__in=list(found), place__in=places)
    found.update(dict(own.values_list("indicator").annotate(total=Sum("own"))))
    if moment is not None:
        marks = Mark.objects.filter(place__in=places, number__gte=(moment.seq + 1) * LINES)
        since = marks if day == SO_FAR else marks.filter(day=day)
        found.subtract(dict(since.values_list("indicator").annotate(total=Sum("n"))))
    return dict(found)
