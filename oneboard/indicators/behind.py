"""What is behind a figure (明细): the entries that count for it, each with what it counts for."""

from collections.abc import Mapping, Sequence

import msgspec
from django.db.models import BigIntegerField, Case, Count, F, Max, Q, QuerySet, Sum, When

from oneboard.indicators.figures import Area
from oneboard.indicators.moments import Moment
from oneboard.journal.book import read_line
from oneboard.journal.models import Line
from oneboard.projections.counting import CORRECTED, LATE, LINES
from oneboard.projections.models import Mark
from oneboard.projections.nodes import below
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read
from oneboard.vocabulary.tasks import StepTaken


class Behind(msgspec.Struct, frozen=True):
    """`n`: what the entry counts for, as it stands corrected. `at`, `recorded_at`: when it happened and was recorded,
    ms. `place`: where it counts. `late`, `corrected`: how any of it came.
    """

    entry: str
    n: int
    at: int
    recorded_at: int
    place: str
    late: bool
    corrected: bool
    playbook: str
    step: str


def entries(
    area: Area,
    terms: Mapping[str, int],
    day: int | None,
    moment: Moment | None,
    limit: int,
    after: str | None = None,
) -> list[Behind]:
    """In the order of their ids, those behind `after`, at most `limit`. What all of them count for comes to the figure.

    `terms`: the counts that it is the sum of, each with 1 or −1.
    """
    marks = _marks(area, list(terms), day, moment)
    if after is not None:
        marks = marks.filter(entry__gt=after)
    counting = marks.values_list("entry").annotate(
        total=Sum(_signed(terms)),
        last=Max("number", filter=Q(n__gt=0)),
        late=Count("number", filter=Q(came=LATE)),
        corrected=Count("number", filter=Q(came=CORRECTED)),
    )
    found = list(counting.exclude(total=0).order_by("entry")[:limit])
    places = dict(Mark.objects.filter(number__in=[row[2] for row in found]).values_list("number", "place"))
    said = _said([str(row[0]) for row in found])
    return [
        _behind(said[str(entry)], n, places[last], late > 0, corrected > 0)
        for entry, n, last, late, corrected in found
    ]


def _signed(terms: Mapping[str, int]) -> Case:
    less = [name for name, sign in terms.items() if sign < 0]
    return Case(When(indicator__in=less, then=-F("n")), default=F("n"), output_field=BigIntegerField())


def _marks(area: Area, counts: Sequence[str], day: int | None, moment: Moment | None) -> QuerySet[Mark]:
    marks = Mark.objects.filter(
        place__in=below(area.edition, area.paths).values("place"), indicator__in=counts
    )
    if moment is not None:
        marks = marks.filter(number__lt=(moment.seq + 1) * LINES)
    if day is not None:
        marks = marks.filter(day=day)
    return marks


def _said(ids: list[str]) -> dict[str, Recorded]:
    rows = Line.objects.filter(id__in=ids).values_list("seq", "recorded_at", "body")
    return {recorded.entry.id: recorded for recorded in (read_line(*row) for row in rows)}


def _behind(recorded: Recorded, n: int, place: str, late: bool, corrected: bool) -> Behind:
    entry = recorded.entry
    fact = read(entry.kind, entry.fact)
    step = fact.step if isinstance(fact, StepTaken) else ""
    return Behind(
        entry.id, n, recorded.at, recorded.recorded_at, place, late, corrected, entry.playbook or "", step
    )
