"""Reported beside computed (报数与算数): what a unit said of a day, and what the journal counts on its own ground.

A unit's own ground is its place without the places below at which another unit reports, so that what all of them say
adds up to what the journal counts at the top, and nothing is told twice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from oneboard.indicators.tables import Asked, read
from oneboard.projections.counting import CORRECTED, LINES
from oneboard.projections.models import Mark
from oneboard.projections.reference import Paths
from oneboard.projections.reports import Reported, Reporting, UnitSeen

#: A place and a day.
Spot = tuple[str, int]


class Beside(msgspec.Struct, frozen=True):
    """`reported` by all units at the place. Of the difference `late` is what came since they reported, and `corrected`
    what was moved since; the rest nothing explains, and a person looks at it.
    """

    reported: int
    computed: int
    late: int = 0
    corrected: int = 0

    @property
    def unexplained(self) -> int:
        return self.computed - self.reported - self.late - self.corrected


def explained(reported: int, counted: int, late: int, corrected: int) -> Beside:
    """`late`, `corrected`: what the journal gained since. A unit may know what the journal hears of later: only what
    makes a difference is explained.
    """
    by_late = _part(counted - reported, late)
    return Beside(reported, counted, by_late, _part(counted - reported - by_late, corrected))


def _part(whole: int, of: int) -> int:
    """How much of it that is, which has its sign or none."""
    return min(whole, max(of, 0)) if whole > 0 else max(whole, min(of, 0))


class Ground:
    """Which place of the units each place belongs to: the nearest at or above it."""

    def __init__(self, units: Iterable[UnitSeen]) -> None:
        self.paths = {unit.path[-1]: unit.path for unit in units}

    def owner(self, path: Sequence[str]) -> str | None:
        return next((place for place in reversed(path) if place in self.paths), None)

    def below(self) -> dict[str, list[str]]:
        """From each place to those that are the nearest below it."""
        found: dict[str, list[str]] = defaultdict(list)
        for place, path in self.paths.items():
            if above := self.owner(path[:-1]):
                found[above].append(place)
        return found


def computed(
    reporting: Reporting, ground: Ground, places: Collection[str], days: Sequence[int]
) -> dict[tuple[str, Spot], int]:
    """By question that is prefilled, place and day, what the journal counts on the place's own ground."""
    asked, below = reporting.playbook.prefill, ground.below()
    if not asked or not places or not days:
        return {}
    read_at = {place for one in places for place in (one, *below.get(one, ()))}
    values = read(Asked(tuple(read_at), tuple(set(asked.values())), tuple(days)))
    return {
        (question, (place, day)): values[indicator, place, day]
        - sum(values[indicator, lower, day] for lower in below.get(place, ()))
        for question, indicator in asked.items()
        for place in places
        for day in days
    }


def beside(
    reporting: Reporting, found: Sequence[Reported], ground: Ground, paths: Paths
) -> dict[Spot, dict[str, Beside]]:
    """By place and day, and by question."""
    days = sorted({report.day for report in found})
    counts, since = computed(reporting, ground, ground.paths, days), _since(reporting, found, ground, paths)
    by_spot: dict[Spot, list[Reported]] = defaultdict(list)
    for report in found:
        by_spot[spot_of(report)].append(report)
    return {
        spot: {
            question: explained(
                sum(report.figure(question) for report in reports),
                counts[question, spot],
                *_came(since.get((indicator, spot), ()), reports),
            )
            for question, indicator in reporting.playbook.prefill.items()
        }
        for spot, reports in by_spot.items()
    }


def spot_of(report: Reported) -> Spot:
    return report.unit.path[-1], report.day


def _since(
    reporting: Reporting, found: Sequence[Reported], ground: Ground, paths: Paths
) -> Mapping[tuple[str, Spot], list[tuple[int, int, int]]]:
    """By indicator and spot: what was counted since the first of these reports, as seq, how it came, and how many."""
    seqs = [report.said.seq for report in found if report.said]
    since: dict[tuple[str, Spot], list[tuple[int, int, int]]] = defaultdict(list)
    if not seqs or not reporting.playbook.prefill:
        return since
    marks = Mark.objects.filter(
        number__gte=(min(seqs) + 1) * LINES,
        day__in={report.day for report in found},
        indicator__in=set(reporting.playbook.prefill.values()),
    ).values_list("number", "indicator", "place", "day", "n", "came")
    for number, indicator, place, day, n, came in marks:
        if owner := ground.owner(paths[place]):
            since[indicator, (owner, day)].append((number // LINES, came, n))
    return since


def _came(marks: Iterable[tuple[int, int, int]], reports: Sequence[Reported]) -> tuple[int, int]:
    """What came since the last of these reports, and what a correction moved since; none where nothing was said."""
    behind = max((report.said.seq for report in reports if report.said), default=None)
    later = [] if behind is None else [(came, n) for seq, came, n in marks if seq > behind]
    corrected = sum(n for came, n in later if came == CORRECTED)
    return sum(n for _, n in later) - corrected, corrected
