# ruff: noqa: S608  (what is put together are words of ours; every value is bound)
"""Tables (数字表): many indicators at many places, for days or so far, now or as of any entry, in a few statements.

Now is read from the tallies. A past moment is read from the balances at the nearer end of its stretch and the marks
between, so that it costs the same however long the journal is. Of a leaf there are no balances: its own marks are
added up.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any, Final, TypeAlias

import msgspec
from django.db import connection

from oneboard.foundation.rows import keys
from oneboard.indicators.moments import now
from oneboard.projections import counting
from oneboard.projections.conditions import Condition, among
from oneboard.projections.counting import CORRECTED, LATE, LINES, SO_FAR, stretch_of
from oneboard.projections.models import Place
from oneboard.projections.nodes import edition_in_force
from oneboard.projections.tallies import INDICATORS
from oneboard.vocabulary.places import LEAVES

#: Indicator, place, day.
Cell: TypeAlias = tuple[str, str, int]
Values: TypeAlias = dict[Cell, int]

#: What one answer may hold.
MOST_CELLS: Final = 500_000

_NOT_DAYS: Final = frozenset({SO_FAR, LATE, CORRECTED})

_GIVEN: Final = {
    "sqlite": "json_each(%s) {0}",
    "postgresql": "jsonb_array_elements_text(%s::jsonb) {0}(value)",
}
_DAY: Final = {"sqlite": "d.value", "postgresql": "d.value::integer"}

_MARKS_BETWEEN: Final = (
    "SELECT m.indicator, node.path, m.day, m.came, m.n FROM "
    "(SELECT indicator, place, day, came, sum(n) n FROM projections_mark "
    "WHERE number >= %s AND number < %s GROUP BY 1, 2, 3, 4) m "
    "JOIN projections_node node ON node.edition = %s AND node.place = m.place"
)


class Asked(msgspec.Struct, frozen=True):
    """`places`: of the tree in force. `indicators`: none for all there are. `days`: numbers, or SO_FAR, LATE,
    CORRECTED. `seq`: as of this entry; None: now.
    """

    places: tuple[str, ...]
    indicators: tuple[str, ...] = ()
    days: tuple[int, ...] = (SO_FAR,)
    seq: int | None = None


def read(asked: Asked) -> Values:
    """Every cell that is asked for; 0 where nothing was counted."""
    if not asked.indicators:
        asked = msgspec.structs.replace(asked, indicators=tuple(counted()))
    values = dict.fromkeys(product(asked.indicators, asked.places, asked.days), 0)
    # Up to now is what the tallies have at hand.
    if asked.seq is None or asked.seq == now().seq:
        values |= _now(asked)
    else:
        leaves = set(Place.objects.filter(level__in=LEAVES, id__in=asked.places).values_list("id", flat=True))
        above = tuple(place for place in asked.places if place not in leaves)
        _then(msgspec.structs.replace(asked, places=above), asked.seq, values)
        _at_leaves(asked, sorted(leaves), asked.seq, values)
    return values


def counted() -> list[str]:
    """Every indicator that was ever counted."""
    return [indicator for (indicator,) in _ask(Condition(INDICATORS.postgresql))]


def _now(asked: Asked) -> Iterator[tuple[Cell, int]]:
    wanted = among("indicator", asked.indicators) & among("place", asked.places) & _on(asked.days)
    rows = _ask(
        Condition(
            f"SELECT indicator, place, day, n FROM projections_tally WHERE {wanted.sql}", wanted.parameters
        )
    )
    return ((tuple(cell), n) for *cell, n in rows)


def _then(asked: Asked, seq: int, values: Values) -> None:
    if not asked.places:
        return
    stretch = stretch_of(seq)
    begins, ends = counting.first_of(stretch), counting.first_of(stretch + 1)
    # What is past never changes. What is to come of the stretch that is not over would.
    if stretch < stretch_of(now().seq) and seq - begins > ends - seq:
        whole, between, sign = stretch, (seq + 1, ends), -1
    else:
        whole, between, sign = stretch - 1, (begins, seq + 1), 1
    for cell, n in _balances(asked, whole):
        values[cell] = n
    places, days = set(asked.places), set(asked.days)
    between_marks = (*(number * LINES for number in between), edition_in_force())
    for indicator, path, day, came, n in _ask(Condition(_MARKS_BETWEEN, between_marks)):
        for place in places.intersection(path.split(".")):
            for counts in days.intersection(_counts(day, came)):
                if (indicator, place, counts) in values:
                    values[indicator, place, counts] += sign * int(n)


def _balances(asked: Asked, stretch: int) -> Iterator[tuple[Cell, int]]:
    """At the end of this stretch."""
    day, given = _DAY[connection.vendor], _GIVEN[connection.vendor]
    sql = (
        f"SELECT * FROM (SELECT i.value, p.value, {day}, (SELECT n FROM projections_balance b "
        f"WHERE b.indicator = i.value AND b.place = p.value AND b.day = {day} AND b.stretch <= %s "
        f"ORDER BY b.stretch DESC LIMIT 1) n FROM {given.format('i')} "
        f"CROSS JOIN {given.format('p')} CROSS JOIN {given.format('d')}) found WHERE n IS NOT NULL"
    )
    lists = (asked.indicators, asked.places, asked.days)
    return ((tuple(cell), n) for *cell, n in _ask(Condition(sql, (stretch, *map(keys, lists)))))


def _at_leaves(asked: Asked, leaves: Sequence[str], seq: int, values: Values) -> None:
    if not leaves:
        return
    wanted = (
        among("indicator", asked.indicators)
        & among("place", leaves)
        & Condition("number < %s", ((seq + 1) * LINES,))
    )
    if _NOT_DAYS.isdisjoint(asked.days):
        wanted = wanted & _on(asked.days)
    sql = f"SELECT indicator, place, day, came, sum(n) FROM projections_mark WHERE {wanted.sql} GROUP BY 1, 2, 3, 4"
    for indicator, place, day, came, n in _ask(Condition(sql, wanted.parameters)):
        for counts in set(asked.days).intersection(_counts(day, came)):
            values[indicator, place, counts] += int(n)


def _counts(day: int, came: int) -> tuple[int, ...]:
    """What a mark counts for, as a tally's day."""
    return (day, SO_FAR, came) if came else (day, SO_FAR)


def _on(days: Iterable[int]) -> Condition:
    given = list(days)
    return Condition(f"day IN ({', '.join(['%s'] * len(given))})", tuple(given))


def _ask(question: Condition) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question.sql, question.parameters)
        return list(cursor.fetchall())
