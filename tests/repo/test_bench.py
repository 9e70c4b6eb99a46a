"""The bench measures what it says: a tiny town, a real server, and figures of the right shape."""

import os
from pathlib import Path

import msgspec
import pytest

from bench import ground, indicators, inventories, tasks, territory
from bench.figures import Figure
from bench.phones import Sent
from bench.plan import Plan
from bench.processes import cpu_seconds, tree
from bench.runs import Run, Unsound
from bench.sites import Site

# Enough for the clock of `/proc`, which ticks every 10 ms.
TINY = Plan(counties=1, towns=1, villages=1, grids=8, phones=8, batch=25, warm_up=1, rounds=4)
KEYS = ["bench", "value", "unit", "goal", "holds", "limit", "share"]


def test_a_tiny_run_tells_its_figures() -> None:
    figures = ground.run(TINY, ["sqlite"])
    lines = [msgspec.json.decode(figure.line()) for figure in figures]
    assert all(list(line) == KEYS for line in lines)
    told = {line["bench"]: line for line in lines}
    for name in ("ground.sqlite.cpu", "ground.sqlite.rate"):
        assert told[name]["value"] > 0
        assert told[name]["limit"] > 0
        assert told[name]["holds"] in (True, False)


def test_a_few_households_are_listed_and_searched() -> None:
    told = {figure.bench: figure.value for figure in territory.run(["sqlite"], 300)}
    assert set(told) >= {"territory.sqlite.town_list", "territory.sqlite.city_search"}
    assert all(ms > 0 for ms in told.values())


def test_a_few_households_owe_a_visit() -> None:
    told = {figure.bench: figure.value for figure in tasks.run(TINY, ["sqlite"], 200)}
    assert set(told) >= {
        "tasks.sqlite.opening: 200", "tasks.sqlite.today", "tasks.sqlite.board", "tasks.sqlite.moving: 100",
        "tasks.sqlite.publishing: 8 phones",
    }  # fmt: skip


def test_the_figures_of_a_tiny_town_are_timed_beside_a_scan() -> None:
    figures = indicators.run(TINY, ["sqlite"], [200, 400])
    told = {figure.bench.removeprefix("figures.sqlite."): figure for figure in figures}
    assert told.keys() >= {
        "400.now",
        "400.past",
        "400.changes",
        "400.export.cpu",
        "growth.now",
        "growth.past",
    }
    assert all(figure.value > 0 for figure in figures)
    assert told["400.past"].limit and told["400.export.cpu"].limit


def test_a_few_households_are_brought_in_and_brought_again() -> None:
    few = msgspec.structs.replace(TINY, households=40)
    told = {figure.bench: figure.value for figure in inventories.run(few, ["sqlite"])}
    assert set(told) == {"territory.sqlite.import: 40 of 800,000", "territory.sqlite.import.cpu",
                         "territory.sqlite.import.again"}  # fmt: skip


@pytest.mark.parametrize(
    ("value", "goal", "holds"),
    [
        (80, "≤ 80", True),
        (80.5, "≤ 80", False),
        (11_000, "≥ 11,000", True),
        (1, "≥ 11,000", False),
        (1, "", None),
    ],
)
def test_a_goal_is_a_bound(value: float, goal: str, holds: bool | None) -> None:
    assert Figure("x", value, "s", goal).holds is holds


def test_a_share_is_of_the_limit() -> None:
    assert Figure("x", 50.0, "entries/s", limit=200.0).share == 0.25
    assert Figure("x", 50.0, "entries/s").share is None


def test_a_run_that_lost_an_acknowledged_entry_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Site, "ask", lambda *_: [(10, 10)])
    monkeypatch.setattr(Site, "number", lambda *_: 4)
    run = Run(Site(tmp_path), TINY)
    run.recorded["visit"] = 7
    with pytest.raises(Unsound, match="the journal"):
        run.verify()


def test_what_ended_meanwhile_costs_nothing() -> None:
    assert os.getpid() in tree(os.getppid())
    assert cpu_seconds(os.getpid()) > 0
    assert Sent().odd == []
