"""`bench territory`, the registers: households as a .csv through the same command as a clerk, on either store."""

import csv
import re
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

import msgspec

from bench import limits
from bench.figures import Figure, progress
from bench.plan import Plan
from bench.runs import Unsound
from bench.servers import Server, founded, free_port, oneboard, served
from bench.sites import Site, on_sites

#: Seconds for all households of a city of the issue, and how many they are; fewer have their share of the time.
GOAL_S: Final = 180
CITY_HOUSEHOLDS: Final = 800_000

HEADINGS: Final = ("地点", "户编号", "小区或楼栋", "居住人数", "门牌地址", "户主姓名", "联系电话")

_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_COUNTS: Final = re.compile(r"new ([\d,]+) · .*unchanged ([\d,]+) · .*faulty ([\d,]+)")


def run(plan: Plan, vendors: Sequence[str]) -> list[Figure]:
    """Raises Unsound rather than tell a figure that errors have made."""
    return on_sites(vendors, lambda here: _on(here, plan))


def write(path: Path, rows: int, grids: int) -> None:
    """In the order of the grids, as a city's list is."""
    chance = Random(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for n in range(rows):
            grid, number = f"grid{n * grids // rows:05d}", f"{n % 30}-{n % 6}-{n}"
            writer.writerow([grid, number, f"滨河花园{n % 9}栋", n % 7, f"滨河路 {n} 号 2 单元",
                             chance.choice(_SURNAMES) + "某某", f"138{n:08d}"])  # fmt: skip


def _on(here: Site, plan: Plan) -> Iterator[Figure]:
    progress(f"{here.vendor}: founding a city of {plan.grids:,} grids")
    founded(here, msgspec.structs.replace(plan, visits=False))
    file, rows = here.home / "households.csv", plan.households
    write(file, rows, plan.grids)
    goal = f"≤ {GOAL_S * rows / CITY_HOUSEHOLDS:g}"
    name = f"territory.{here.vendor}.import"
    with served(here, free_port()) as server:
        seconds, cpu = _costing(server, lambda: _brought(here, file, (rows, 0, 0)))
        seq = here.number("SELECT seq FROM journal_head")
        again = _brought(here, file, (0, rows, 0))
        if here.number("SELECT seq FROM journal_head") != seq:
            raise Unsound("bringing the same list again was recorded")
    best = list(limits.writing(here, limits.journal_rows(here, min(rows, 20_000))).values())[-1]
    yield Figure(f"{name}: {rows:,} of {CITY_HOUSEHOLDS:,}", seconds, "s", goal, rows / best.rate)
    yield Figure(f"{name}.cpu", cpu / rows * 1e6, "µs")
    yield Figure(f"{name}.again", again, "s", goal)
    if oneboard(here, "replay", "--check").returncode:
        raise Unsound("a replay gives other rows")


def _costing(server: Server, brought: Callable[[], float]) -> tuple[float, float]:
    """What `brought` says, and the CPU seconds of the server, of its database and of the command."""
    before = server.cpu_seconds() + _of_children()
    said = brought()
    return said, server.cpu_seconds() + _of_children() - before


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _brought(here: Site, file: Path, expected: tuple[int, int, int]) -> float:
    """Seconds of one import. Raises Unsound where its counts are not those of the file."""
    began = time.perf_counter()
    done = oneboard(here, "registers", "import", "households", str(file), "--as", "officer")
    seconds = time.perf_counter() - began
    told = _COUNTS.search(done.stdout)
    if told is None or tuple(int(n.replace(",", "")) for n in told.groups()) != expected:
        raise Unsound(f"{expected} expected: {done.stdout} {done.stderr}")
    progress(f"  {done.stdout.splitlines()[0]} · {seconds:.1f} s")
    return seconds
