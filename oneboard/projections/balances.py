"""Balances (期末数): what the tallies were at the end of every stretch of the journal, so that any moment is near one.

Written after the tallies, from them; when the tree changes, worked out anew from the marks for the places whose
leaves are others now.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from oneboard.foundation.rows import Change, Query, Statement, Transaction, keys
from oneboard.projections import counting
from oneboard.projections.counting import BALANCES, LINES, TallyRow

_KEEP: Final = Statement(
    "INSERT INTO projections_balance (indicator, place, day, stretch, n) SELECT ?1, ?2, ?3, ?4, n "
    "FROM projections_tally WHERE indicator = ?1 AND place = ?2 AND day = ?3 "
    "ON CONFLICT (indicator, place, day, stretch) DO UPDATE SET n = excluded.n",
    "INSERT INTO projections_balance (indicator, place, day, stretch, n) "
    "SELECT t.indicator, t.place, t.day, (v->>3)::integer, t.n FROM jsonb_array_elements(?::jsonb) v "
    "JOIN projections_tally t ON t.indicator = v->>0 AND t.place = v->>1 AND t.day = (v->>2)::integer "
    "ON CONFLICT (indicator, place, day, stretch) DO UPDATE SET n = excluded.n",
)

_DROP: Final = BALANCES.remove("place")

_TOTAL: Final = "sum(n) OVER (PARTITION BY indicator, node, day ORDER BY stretch)"

# SQLite joins by CROSS JOIN in the order in which it is written: left to itself it walks all places for every mark.
# Marks are added up where they were made before they go to the nodes above. Each counts on its day, so far, and once
# more where it came late or by correction.
_COUNTED: Final = """
INSERT INTO projections_balance (indicator, place, day, stretch, n)
SELECT indicator, node, day, stretch, {total}
FROM (
  SELECT counted.indicator, lies.node, counted.stretch, sum(counted.n) AS n,
    CASE at.what WHEN 0 THEN counted.day WHEN 1 THEN {so_far} ELSE counted.came END AS day
  FROM (
    SELECT m.indicator, m.place, m.day, m.came, {stretch} AS stretch, sum(m.n) AS n
    FROM {indicators} CROSS JOIN {places} CROSS JOIN projections_mark m
    WHERE m.indicator = i.indicator AND m.place = made.place
    GROUP BY 1, 2, 3, 4, 5
  ) counted JOIN {pairs} ON lies.place = counted.place
  JOIN (SELECT 0 AS what UNION ALL SELECT 1 UNION ALL SELECT 2) at ON at.what < 2 OR counted.came <> 0
  GROUP BY 1, 2, 3, 5
) each_stretch
ORDER BY 1, 2, 3, 4
"""

RECOUNT: Final = Statement(
    _COUNTED.format(
        total=_TOTAL,
        so_far=counting.SO_FAR,
        stretch="m.number / ?",
        indicators="(SELECT value indicator FROM json_each(?)) i",
        places="(SELECT value place FROM json_each(?)) made",
        pairs="(SELECT json_extract(value, '$[0]') place, json_extract(value, '$[1]') node FROM json_each(?)) lies",
    ),
    _COUNTED.format(
        total=f"({_TOTAL})::bigint",
        so_far=counting.SO_FAR,
        stretch="(m.number / ?::bigint)::integer",
        indicators="(SELECT jsonb_array_elements_text(?::jsonb) indicator) i",
        places="(SELECT jsonb_array_elements_text(?::jsonb) place) made",
        pairs="(SELECT v->>0 place, v->>1 node FROM jsonb_array_elements(?::jsonb) v) lies",
    ),
)


class _Kept(msgspec.Struct, frozen=True, gc=False):
    indicator: str
    place: str
    day: int
    stretch: int


def kept(tallies: Iterable[TallyRow], stretch: int, leaves: Collection[str]) -> Change:
    """What writes the balances of the tallies that moved in this stretch, behind the tallies themselves."""
    rows = [_Kept(t.indicator, t.place, t.day, stretch) for t in tallies if t.place not in leaves]
    return Change(_KEEP, rows)


def recount(
    transaction: Transaction,
    nodes: Collection[str],
    after: Mapping[str, Iterable[str]],
    indicators: Sequence[str],
) -> None:
    """`nodes`: places above the leaves below which others lie now. `after`: from every place to those it counts at."""
    if not nodes:
        return
    lies = [(place, node) for place, above in sorted(after.items()) for node in above if node in nodes]
    made = list(dict.fromkeys(place for place, _ in lies))
    per_stretch = LINES * counting.STRETCH
    transaction.tell(
        Query(_DROP, (keys(sorted(nodes)),)),
        Query(RECOUNT, (per_stretch, keys(indicators), keys(made), keys(lies))),
    )
