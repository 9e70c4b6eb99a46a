"""The tallies counted again, by code that shares nothing with the product's, from what the phones know they said."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from zoneinfo import ZoneInfo

from torture.books import Line
from torture.desk import TOWN
from torture.entries import Said

_ABOVE = (TOWN, "511702", "5117")
_ZONE = ZoneInfo("Asia/Shanghai")

Tallies = dict[tuple[str, str, int], int]


def recount(recorded: Iterable[Said], lines: Mapping[str, Line]) -> Tallies:
    """`lines` by id: only the times are taken from them, since the node's clock decides which day it was."""
    steps = [said for said in recorded if said.body and said.body["kind"].startswith("step.")]
    holding = {said.id: said for said in steps if not _corrects(said)}
    in_order = sorted((s for s in steps if _corrects(s)), key=lambda s: (lines[s.id].at, s.id))
    holding.update((_corrects(said), said) for said in in_order)
    leaves: Counter[tuple[str, str, int]] = Counter()
    reached: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for root, said in holding.items():
        assert said.body
        at, place = lines[root].at, said.body["place"]
        leaves["visits_attempted", place, _day(at)] += 1
        leaves["leaflets_handed_out", place, _day(at)] += said.body["answers"].get("leaflets", 0)
        if said.body["fact"]["step"] == "visit":
            reached[said.body["subject"]].append((at, root, place))
    for visits in reached.values():
        at, _, place = min(visits)
        leaves["households_visited", place, _day(at)] += 1
    return _rolled_up(leaves)


def _corrects(said: Said) -> str:
    return str(said.body.get("corrects", "")) if said.body else ""


def _rolled_up(leaves: Mapping[tuple[str, str, int], int]) -> Tallies:
    """At each place from the grid up, by day and (day 0) so far."""
    nodes: Counter[tuple[str, str, int]] = Counter()
    for (indicator, leaf, day), n in leaves.items():
        for place in (leaf, *_ABOVE):
            nodes[indicator, place, day] += n
            nodes[indicator, place, 0] += n
    return {key: n for key, n in nodes.items() if n}


@lru_cache(maxsize=500_000)
def _day(at_ms: int) -> int:
    """Days since 1970 in the city's zone."""
    return dt.datetime.fromtimestamp(at_ms / 1000, _ZONE).toordinal() - dt.date(1970, 1, 1).toordinal()
