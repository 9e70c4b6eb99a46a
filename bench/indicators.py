"""`bench figures`: the figures of a city now and at any moment, beside a scan of the same marks; and entries as CSV."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from bench.figures import Figure, progress
from bench.plan import Plan
from bench.sites import ROOT, Site, on_sites

#: Entries of the journal, for a run that only shows that it works, and what `--full` goes on to.
ENTRIES: Final = 100_000
FEW: Final = 5_000
MANY: Final = 1_000_000


class Took(msgspec.Struct, frozen=True):
    """`p95`: ms that 95 of 100 answers took at most. `cpu`: ms of CPU of one, of PostgreSQL as well."""

    p95: float
    cpu: float


class Measured(msgspec.Struct, frozen=True):
    """As `bench.counted` prints it, a line for each size of the journal.

    `now`, `past`: 25 figures of the city, its counties and its towns, and the same as of a moment drawn at random.
    `changes`: what they changed by between two such moments. `scan`: DuckDB adds the same up from all marks of a past
    moment. `export`: µs of CPU an entry as CSV, and `csv` what the csv writer alone takes for the row.
    """

    entries: int
    now: Took
    past: Took
    changes: Took
    scan: Took
    export: float
    csv: float


def run(plan: Plan, vendors: Sequence[str], sizes: Sequence[int] = (ENTRIES,)) -> list[Figure]:
    return on_sites(vendors, lambda here: _on(here, plan, sizes))


def _on(here: Site, plan: Plan, sizes: Sequence[int]) -> Iterator[Figure]:
    progress(f"{here.vendor}: {plan.counties} counties, {plan.towns} towns, {plan.grids:,} grids")
    given = (
        msgspec.json.encode(plan).decode(),
        msgspec.json.encode(sizes).decode(),
        str(here.postmaster or 0),
    )
    command = [sys.executable, "-m", "bench.counted", *given]
    said = subprocess.run(command, cwd=ROOT, env=here.environment(), stdout=subprocess.PIPE, check=True)
    runs = [msgspec.json.decode(line, type=Measured) for line in said.stdout.splitlines()]
    for found in runs:
        name = f"figures.{here.vendor}.{found.entries:,}"
        yield Figure(f"{name}.now", found.now.p95, "ms", "≤ 50")
        yield Figure(f"{name}.now.cpu", found.now.cpu, "ms")
        yield Figure(f"{name}.past", found.past.p95, "ms", "≤ 500", limit=found.scan.p95)
        yield Figure(f"{name}.past.cpu", found.past.cpu, "ms", limit=found.scan.cpu)
        yield Figure(f"{name}.changes", found.changes.p95, "ms")
        yield Figure(f"{name}.export.cpu", found.export, "µs", "≤ 10", limit=found.csv)
    for part in ("now", "past") if len(runs) > 1 else ():
        growth = getattr(runs[-1], part).cpu / getattr(runs[0], part).cpu
        yield Figure(f"figures.{here.vendor}.growth.{part}", growth, "×", "≤ 1.3")
