"""A recount (复核): figures from the marks alone, in the tree of any edition, without tallies or balances.

It reads every mark of its indicators: for a check, not for a screen.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from django.db import connection

from oneboard.indicators.changes import Change
from oneboard.projections.conditions import Condition, among
from oneboard.projections.counting import CORRECTED, LATE, LINES
from oneboard.projections.models import Node

_MARKS: Final = (
    "SELECT indicator, place, came, CASE WHEN number >= %s THEN 1 ELSE 0 END since, sum(n) "
    "FROM projections_mark WHERE {} GROUP BY 1, 2, 3, 4"
)


def recount(
    edition: str, places: Collection[str], indicators: Sequence[str], from_seq: int, to_seq: int
) -> dict[tuple[str, str], Change]:
    """By indicator and place, where anything was ever counted: as `changes`, of everything so far."""
    above = _above(edition, places)
    before: dict[tuple[str, str], int] = defaultdict(int)
    gained: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    wanted = among("indicator", indicators) & Condition("number < %s", ((to_seq + 1) * LINES,))
    with connection.cursor() as cursor:
        cursor.execute(_MARKS.format(wanted.sql), ((from_seq + 1) * LINES, *wanted.parameters))
        for indicator, leaf, came, since, n in cursor.fetchall():
            for place in above.get(leaf, ()):
                if since:
                    gained[indicator, place][came] += int(n)
                else:
                    before[indicator, place] += int(n)
    return {cell: _change(before[cell], gained[cell]) for cell in {*before, *gained}}


def _above(edition: str, places: Collection[str]) -> dict[str, set[str]]:
    """Of each place, those of `places` that it counts for in the edition's tree."""
    paths = Node.objects.filter(edition=edition).values_list("place", "path")
    return {place: set(path.split(".")).intersection(places) for place, path in paths}


def _change(before: int, gained: dict[int, int]) -> Change:
    return Change(before, gained[0], gained[LATE], gained[CORRECTED], before + sum(gained.values()))
