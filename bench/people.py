"""`bench territory`, the people: a city's roster through the same command as a clerk, on either store."""

import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bench import limits, rosters
from bench.figures import Figure, progress
from bench.plan import Plan
from bench.runs import Unsound
from bench.servers import founded, free_port, oneboard, served
from bench.sites import Site, on_sites

#: Seconds for a roster of 100,000 rows, of the issue; and for bringing the same again, which changes nothing.
ROSTER_GOAL: Final = "≤ 120"

_COUNTS: Final = re.compile(r"new ([\d,]+) · .*unchanged ([\d,]+) · .*faulty ([\d,]+)")


def run(plan: Plan, vendors: Sequence[str]) -> list[Figure]:
    """Raises Unsound rather than tell a figure that errors have made."""
    return on_sites(vendors, lambda here: _on(here, plan))


def _on(here: Site, plan: Plan) -> Iterator[Figure]:
    progress(f"{here.vendor}: founding a city of {plan.grids:,} grids")
    founded(here, plan)
    file = here.home / "roster.csv"
    faulty = rosters.write(file, plan.roster, plan.grids)
    good = plan.roster - faulty
    with served(here, free_port()):
        before = here.number("SELECT seq FROM journal_head")
        seconds = _brought(here, file, (good, 0, faulty))
        entries = here.number("SELECT seq FROM journal_head") - before
        again = _brought(here, file, (0, good, faulty))
        if here.number("SELECT seq FROM journal_head") != before + entries:
            raise Unsound("bringing the same roster again was recorded")
    best = list(limits.writing(here, limits.journal_rows(here, min(entries, 20_000))).values())[-1]
    name, goal = f"territory.{here.vendor}.roster", ROSTER_GOAL
    yield Figure(f"{name}: {plan.roster:,}", seconds, "s", goal, entries / best.rate)
    yield Figure(f"{name}.again", again, "s", goal)
    if oneboard(here, "replay", "--check").returncode:
        raise Unsound("a replay gives other rows")


def _brought(here: Site, file: Path, expected: tuple[int, int, int]) -> float:
    """Seconds of one import. Raises Unsound where its counts are not those of the file."""
    began = time.perf_counter()
    done = oneboard(here, "people", "import", str(file), "--as", "founder", "--new-units")
    seconds = time.perf_counter() - began
    told = _COUNTS.search(done.stdout)
    if told is None or tuple(int(n.replace(",", "")) for n in told.groups()) != expected:
        raise Unsound(f"{expected} expected: {done.stdout} {done.stderr}")
    progress(f"  {done.stdout.splitlines()[0]} · {seconds:.1f} s")
    return seconds
