"""`bench ground`: a real server, 64 phones, and what an entry costs from the door to the disk, on either store."""

import time
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from bench import limits
from bench.figures import Figure, progress
from bench.limits import Limit, Row
from bench.plan import Plan
from bench.runs import Run, Window
from bench.servers import Phones, founded, free_port, long_line, oneboard, phones, served
from bench.sites import Site, on_sites

#: Of issue and design: CPU µs an entry, entries a second.
CPU_GOALS: Final = {"sqlite": "≤ 80", "postgresql": "≤ 130"}
REPLAY_GOALS: Final = {"sqlite": "≥ 40,000", "postgresql": "≥ 25,000"}
RATE_GOAL, FAR_GOAL = "≥ 11,000", "≥ 8,000"
BURST_GOAL, GROWTH_GOAL, MEMORY_GOAL = "≤ 20", "≤ 1.2", "≤ 300"


def run(plan: Plan, vendors: Sequence[str]) -> list[Figure]:
    """Raises Unsound rather than tell a figure that errors have made."""
    return on_sites(vendors, lambda here: _on(here, plan))


def _on(here: Site, plan: Plan) -> Iterator[Figure]:
    began = time.monotonic()
    progress(f"{here.vendor}: founding a town of {plan.grids:,} grids")
    town = founded(here, plan)
    progress(f"  founded in {time.monotonic() - began:.0f} s")
    port = free_port()
    with phones(town, port) as handsets:
        stage = Stage(here, port, handsets, Run(here, plan))
        first, idle = _near(stage)
        rows = limits.journal_rows(here, plan.window)
        best = limits.writing(here, rows)
        yield from _cost(here, first, best)
        if here.vendor == "postgresql":
            yield _far(stage, rows)
        yield from _at_scale(stage, first, best, idle)
        stage.run.verify()
    yield from _replay(here, stage.run.entries, rows)
    progress(f"  {here.vendor} took {time.monotonic() - began:.0f} s")


class Stage(NamedTuple):
    site: Site
    port: int
    phones: Phones
    run: Run


def _near(stage: Stage) -> tuple[Window, float]:
    """The first window, and the megabytes of a server that has done nothing yet."""
    with served(stage.site, stage.port) as server:
        idle = server.resident_mb()
        return stage.run.window(server, stage.phones, *stage.run.plan.cost_at[:1]), idle


def _far(stage: Stage, rows: Sequence[Row]) -> Figure:
    """The same window with 2 ms to the database and back."""
    with long_line(stage.site) as url:
        limit = limits.writing_over(url, rows)
        with served(stage.site, stage.port, ONEBOARD_DATABASE_URL=url) as server:
            window = stage.run.window(server, stage.phones)
    return Figure("ground.postgresql.2ms.rate", window.rate, "entries/s", FAR_GOAL, limit.rate)


def _at_scale(stage: Stage, first: Window, best: dict[str, Limit], idle: float) -> Iterator[Figure]:
    """The morning burst, and what an entry costs when the journal is long."""
    plan, name = stage.run.plan, f"ground.{stage.site.vendor}"
    if not plan.burst and not plan.cost_at[1:]:
        return
    with served(stage.site, stage.port) as server:
        if plan.burst:
            sent = stage.run.burst(server, stage.phones).sent
            limit = sent.recorded / list(best.values())[-1].rate
            yield Figure(f"{name}.burst: {sent.recorded:,}", sent.seconds, "s", BURST_GOAL, limit)
        for at in plan.cost_at[1:]:
            later = stage.run.window(server, stage.phones, at)
            compared = f"× CPU at {plan.cost_at[0]:,}"
            yield Figure(f"{name}.growth: {at:,}", later.cpu / first.cpu, compared, GROWTH_GOAL)
            yield Figure(f"{name}.memory: {at:,}", server.resident_mb(), "MB", MEMORY_GOAL, idle)


def _cost(here: Site, window: Window, best: dict[str, Limit]) -> Iterator[Figure]:
    limit = list(best.values())[-1]
    name = f"ground.{here.vendor}"
    yield Figure(f"{name}.cpu", window.cpu, "µs/entry", CPU_GOALS[here.vendor], limit.cpu)
    yield Figure(f"{name}.rate", window.rate, "entries/s", RATE_GOAL, limit.rate)
    yield Figure(f"{name}.answer.p95", window.sent.p95_ms, "ms")
    for way, found in best.items():
        yield Figure(f"{name}.limit.rate: {way}", found.rate, "entries/s")
        yield Figure(f"{name}.limit.cpu: {way}", found.cpu, "µs/entry")


def _replay(here: Site, entries: int, rows: Sequence[Row]) -> Iterator[Figure]:
    """The whole check: rebuilding beside, and comparing every row."""
    began = time.perf_counter()
    checked = oneboard(here, "replay", "--check")
    if checked.returncode == 2:
        progress("  there is no `oneboard replay` yet")
        return
    seconds = time.perf_counter() - began
    progress(f"  replay: {(checked.stdout + checked.stderr).strip()[-400:]}")
    rate = entries / seconds if checked.returncode == 0 else 0.0
    limit = limits.reading(here, rows)
    yield Figure(f"ground.{here.vendor}.replay", rate, "entries/s", REPLAY_GOALS[here.vendor], limit.rate)
