"""`bench territory`: lists and searches over the registers of a whole city, on either store."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from bench.figures import Figure, progress
from bench.sites import ROOT, site

#: 95 of 100 answers come within so many ms.
GOAL: Final = "≤ 50"

#: Households of the city, and for a run that only shows that it works.
SUBJECTS: Final = 800_000
FEW: Final = 4_000


class Timed(msgspec.Struct, frozen=True):
    """One question: how long 95 of 100 answers took at most, in ms, and how many rows an answer had on average."""

    question: str
    p95_ms: float
    rows: float


def run(vendors: Sequence[str], subjects: int = SUBJECTS) -> list[Figure]:
    return [figure for vendor in vendors for figure in _on(vendor, subjects)]


def _on(vendor: str, subjects: int) -> Iterator[Figure]:
    progress(f"{vendor}: {subjects:,} households")
    with site(vendor) as here:
        command = [sys.executable, "-m", "bench.searching", str(subjects)]
        said = subprocess.run(command, cwd=ROOT, env=here.environment(), stdout=subprocess.PIPE, check=True)
    for timed in msgspec.json.decode(said.stdout, type=list[Timed]):
        progress(f"  {timed.question}: {timed.p95_ms:.1f} ms for {timed.rows:.0f} rows")
        yield Figure(f"territory.{vendor}.{timed.question}", timed.p95_ms, "ms", GOAL)
