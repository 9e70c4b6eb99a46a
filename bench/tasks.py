"""`bench tasks`: what a city owes after one campaign is opened, and how fast it is told to those who owe it."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from bench.figures import Figure, progress
from bench.plan import Plan
from bench.sites import ROOT, Site, on_sites

#: Households of the city, and for a run that only shows that it works.
HOUSEHOLDS: Final = 800_000
FEW: Final = 8_000


class Measured(msgspec.Struct, frozen=True):
    """As `bench.owing` prints it.

    `opened`: tasks that one campaign opened, in `opening_s` seconds. Milliseconds are what 95 of 100 answers took at
    most. `publishing_s`: CPU for all phones; `asking_s`: with a request of each for the new form. `due`: checks missed
    in one moment, told in `due_s` seconds. `moving_s`: until a new version has taken 100,000 open tasks along.
    """

    opened: int
    opening_s: float
    today_ms: float
    board_ms: float
    town_list_ms: float
    city_list_ms: float
    publishing_s: float
    asking_s: float
    due: int
    due_s: float
    moving_s: float


def run(plan: Plan, vendors: Sequence[str], households: int = HOUSEHOLDS) -> list[Figure]:
    return on_sites(vendors, lambda here: _on(here, plan, households))


def _on(here: Site, plan: Plan, households: int) -> Iterator[Figure]:
    progress(f"{here.vendor}: {plan.grids:,} grids, {households:,} households")
    given = (msgspec.json.encode(plan).decode(), str(households), str(here.postmaster or 0))
    command = [sys.executable, "-m", "bench.owing", *given]
    said = subprocess.run(command, cwd=ROOT, env=here.environment(), stdout=subprocess.PIPE, check=True)
    found = msgspec.json.decode(said.stdout, type=Measured)
    name = f"tasks.{here.vendor}"
    yield Figure(f"{name}.opening: {found.opened:,}", found.opening_s, "s", "≤ 60")
    yield Figure(f"{name}.today", found.today_ms, "ms", "≤ 30")
    yield Figure(f"{name}.board", found.board_ms, "ms", "≤ 100")
    yield Figure(f"{name}.town_list", found.town_list_ms, "ms", "≤ 100")
    yield Figure(f"{name}.city_list", found.city_list_ms, "ms")
    yield Figure(f"{name}.publishing: {plan.grids:,} phones", found.publishing_s, "s", "≤ 1")
    yield Figure(f"{name}.due: {found.due:,}", found.due_s, "s", "≤ 5")
    yield Figure(f"{name}.publishing.with_requests", found.asking_s, "s")
    moved = min(100_000, households // 2)
    yield Figure(f"{name}.moving: {moved:,}", found.moving_s, "s", "≤ 10")
