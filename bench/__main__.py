"""`script/bench ground`: runs a bench and prints its figures; the exit status says whether the run itself was sound."""

import argparse
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from bench import ground, indicators, inventories, people, reforms, tasks, territory
from bench.figures import Figure, print_lines, print_table
from bench.plan import DEFAULT, FULL, QUICK, Plan
from bench.sites import VENDORS

#: What `bench territory` consists of. The last number is how many subjects are searched.
PARTS: Final[Mapping[str, Callable[[Plan, Sequence[str], int], list[Figure]]]] = {
    "search": lambda _, vendors, subjects: territory.run(vendors, subjects),
    "people": lambda plan, vendors, _: people.run(plan, vendors),
    "import": lambda plan, vendors, _: inventories.run(plan, vendors),
    "reform": lambda plan, vendors, _: reforms.run(plan, vendors),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    benches = parser.add_subparsers(required=True, metavar="BENCH")
    on_ground = benches.add_parser("ground", help="entries from phones to the journal and its read models")
    on_territory = benches.add_parser("territory", help="a city's registers, its lists, and its reform")
    on_tasks = benches.add_parser("tasks", help="a campaign over a whole city, and what is owed by it")
    on_figures = benches.add_parser(
        "figures", help="a city's figures now and at any moment, and entries as CSV"
    )
    for bench in (on_ground, on_territory, on_tasks, on_figures):
        bench.add_argument("--json", action="store_true", help="a line of JSON for each figure")
        bench.add_argument("--quick", action="store_true", help="under a minute, on a small town")
        bench.add_argument("--store", choices=VENDORS, help="only this store (default: both)")
    on_ground.add_argument("--full", action="store_true", help="fill up to 10⁷ entries; takes an hour")
    on_ground.set_defaults(run=_ground)
    on_territory.add_argument("--only", choices=PARTS, help="only this part (default: all of them)")
    on_territory.add_argument("--households", type=int, help="bring so many in by file (a city has 800000)")
    on_territory.set_defaults(run=_territory)
    on_tasks.set_defaults(run=_tasks)
    on_figures.add_argument("--full", action="store_true", help="go on to 10⁶ entries, and tell how it grew")
    on_figures.set_defaults(run=_figures)
    asked = parser.parse_args()
    # So that `with` blocks end what was started, as after Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    figures = asked.run(asked, [asked.store] if asked.store else list(VENDORS))
    (print_lines if asked.json else print_table)(figures)
    return 0


def _ground(asked: argparse.Namespace, vendors: Sequence[str]) -> list[Figure]:
    return ground.run(QUICK if asked.quick else FULL if asked.full else DEFAULT, vendors)


def _territory(asked: argparse.Namespace, vendors: Sequence[str]) -> list[Figure]:
    plan = QUICK if asked.quick else DEFAULT
    if asked.households:
        plan = msgspec.structs.replace(plan, households=asked.households)
    subjects = territory.FEW if asked.quick else territory.SUBJECTS
    parts = [asked.only] if asked.only else PARTS
    return [figure for part in parts for figure in PARTS[part](plan, vendors, subjects)]


def _tasks(asked: argparse.Namespace, vendors: Sequence[str]) -> list[Figure]:
    households = tasks.FEW if asked.quick else tasks.HOUSEHOLDS
    return tasks.run(QUICK if asked.quick else DEFAULT, vendors, households)


def _figures(asked: argparse.Namespace, vendors: Sequence[str]) -> list[Figure]:
    if asked.quick:
        return indicators.run(QUICK, vendors, [indicators.FEW])
    sizes = [indicators.ENTRIES, indicators.MANY] if asked.full else [indicators.ENTRIES]
    return indicators.run(DEFAULT, vendors, sizes)


if __name__ == "__main__":
    sys.exit(main())
