"""Tallies (合计): what marks add to them, and when the tree changes, what moves to the places that now lie above.

The move is made from the tallies' own columns alone: its time grows with places and days, not with the journal.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from oneboard.foundation.rows import Query, Statement, Transaction, both, keys
from oneboard.projections import balances
from oneboard.projections.counting import SO_FAR, MarkRow, TallyRow
from oneboard.projections.reference import Reference

#: Every indicator that was ever counted; a step from each to the next, where DISTINCT would read the whole table.
INDICATORS: Final = both(
    "WITH RECURSIVE next(indicator) AS (SELECT min(indicator) FROM projections_tally UNION ALL "
    "SELECT (SELECT min(t.indicator) FROM projections_tally t WHERE t.indicator > next.indicator) "
    "FROM next WHERE next.indicator IS NOT NULL) "
    "SELECT indicator FROM next WHERE indicator IS NOT NULL"
)

# CROSS JOIN is for SQLite, which then joins in the order in which it is written.
_MOVED: Final = """
INSERT INTO projections_tally (indicator, place, day, n, own)
SELECT t.indicator, move.node, t.day, {sum}, 0
FROM {moves}
CROSS JOIN {indicators}
CROSS JOIN projections_tally t
WHERE t.indicator = i.indicator AND t.place = move.place AND t.own <> 0
GROUP BY t.indicator, move.node, t.day
ORDER BY 1, 2, 3
ON CONFLICT (indicator, place, day) DO UPDATE SET n = projections_tally.n + excluded.n
"""

MOVE: Final = Statement(
    _MOVED.format(
        sum="sum(move.sign * t.own)",
        moves="(SELECT json_extract(value, '$[0]') place, json_extract(value, '$[1]') node, "
        "json_extract(value, '$[2]') sign FROM json_each(?)) move",
        indicators="(SELECT value indicator FROM json_each(?)) i",
    ),
    _MOVED.format(
        sum="sum(move.sign * t.own)::bigint",
        moves="(SELECT v->>0 place, v->>1 node, (v->>2)::bigint sign FROM jsonb_array_elements(?::jsonb) v) move",
        indicators="(SELECT jsonb_array_elements_text(?::jsonb) indicator) i",
    ),
)


def move(
    transaction: Transaction,
    before: Mapping[str, Iterable[str]],
    after: Mapping[str, Iterable[str]],
    leaves: Collection[str],
) -> None:
    """`before` and `after`: from every place to those at or below which it is counted, itself among them or not."""
    moves = [
        (place, node, sign)
        for place, now in after.items()
        for then in (before.get(place, now),)
        if then != now
        for sign, nodes in ((-1, set(then) - set(now)), (1, set(now) - set(then)))
        for node in sorted(nodes)
    ]
    if moves:
        [indicators] = transaction.ask(Query(INDICATORS))
        names = [name for (name,) in indicators]
        transaction.tell(Query(MOVE, (keys(moves), keys(names))))
        balances.recount(transaction, {node for _, node, _ in moves}.difference(leaves), after, names)


def added_by(marks: Sequence[MarkRow], reference: Reference) -> Iterator[TallyRow]:
    """What the marks add at every place from the leaf up to the root: on their day, so far, and as they came."""
    leaves: dict[tuple[str, str, int, int], int] = defaultdict(int)
    for mark in marks:
        leaves[mark.indicator, mark.place, mark.day, mark.came] += mark.n
    nodes: dict[tuple[str, str, int], int] = defaultdict(int)
    own: dict[tuple[str, str, int], int] = defaultdict(int)
    for (indicator, place, day, came), n in leaves.items():
        for at in (day, SO_FAR, came) if came else (day, SO_FAR):
            own[indicator, place, at] += n
            for node in reference.paths[place]:
                nodes[indicator, node, at] += n
    for indicator, place, day in sorted(nodes.keys() | own.keys()):
        key = (indicator, place, day)
        yield TallyRow(*key, nodes.get(key, 0), own.get(key, 0))
