"""Suppression of small figures below town level. See docs/figures.md."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from oneboard.indicators.suppression import LEAST, withheld
from tests.house import House
from tests.spec.test_figure_tables import asked
from tests.spec.test_figures import story

TOWN = "town"


@st.composite
def towns(draw: st.DrawFn) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Villages with grids, and a figure at each, the sum of those below; some at the village itself."""
    names, children, values = count(), {TOWN: []}, {}  # type: ignore[var-annotated]
    for grids in draw(
        st.lists(st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 40]), max_size=4), max_size=5)
    ):
        village = f"v{next(names)}"
        children[TOWN].append(village)
        children[village] = [f"g{next(names)}" for _ in grids]
        values |= dict(zip(children[village], grids, strict=True))
        values[village] = sum(grids) if grids else draw(st.integers(0, 12))
    values[TOWN] = sum(values[village] for village in children[TOWN])
    return children, values


def bounds(
    children: Mapping[str, Sequence[str]], values: Mapping[str, int], hidden: set[str]
) -> dict[str, tuple[int, int]]:
    """What a reader of all that is told can work out of each place: by the totals, and by the sums below, until no
    more follows. Among siblings of which some are told, a zero would have been told."""
    known = {place: (n, n) for place, n in values.items() if place not in hidden}
    for below in children.values():
        least = int(not hidden.issuperset(below))
        known |= {place: (least, 10**9) for place in below if place in hidden}
    while True:
        before = dict(known)
        for parent, below in children.items():
            if not below:
                continue
            low, high = (sum(known[place][end] for place in below) for end in (0, 1))
            known[parent] = (max(known[parent][0], low), min(known[parent][1], high))
            for place in below:
                others = [known[other] for other in below if other != place]
                least = known[parent][0] - sum(high for _, high in others)
                most = known[parent][1] - sum(low for low, _ in others)
                known[place] = (max(known[place][0], least), min(known[place][1], most))
        if known == before:
            return known


@given(towns())
def test_nobody_can_subtract_a_small_figure_from_what_is_told(town: Any) -> None:
    children, values = town
    hidden = withheld(TOWN, children, values)
    assert TOWN not in hidden
    assert {place for place, n in values.items() if place != TOWN and 0 < n < LEAST} <= hidden
    known = bounds(children, values, hidden)
    for parent, below in children.items():
        for place in hidden.intersection(below):
            # Where all that lies below a figure is withheld, that figure says what it says by itself.
            most = known[parent][1] if hidden.issuperset(below) else LEAST
            assert known[place][1] >= min(LEAST, most), (place, known[place])
            assert (
                known[place][0] < known[place][1]
                or known[parent][1] == known[place][1] <= 1
                or len(below) == 1
            )


@given(towns())
def test_nothing_is_withheld_without_need(town: Any) -> None:
    children, values = town
    hidden = withheld(TOWN, children, values)
    if not any(0 < n < LEAST for place, n in values.items() if place != TOWN):
        assert hidden == set()


def test_a_published_table_withholds_the_same_whatever_is_asked_for(house: House) -> None:
    """Leaflets: 3 in g1, 5 in g2; each the only grid of its village."""
    story(house)
    towns = asked(house, place="511702001", level="village", indicators="leaflets_handed_out", public="true")
    assert [row["values"] for row in towns["rows"]] == [[8], [None], [None]]
    grid = asked(house, place="g2", indicators="leaflets_handed_out,households_visited", public="true")
    assert grid["rows"][0]["values"] == [None, None]
    assert asked(house, place="g2", indicators="leaflets_handed_out")["rows"][0]["values"] == [5]
    county = asked(house, place="5117", level="county", indicators="leaflets_handed_out", public="true")
    assert [row["values"] for row in county["rows"]] == [[8], [8], [0]]
