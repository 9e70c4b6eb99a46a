"""The invented grids of 2019 are what script/grids.py makes, and what they say they are."""

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data/territory"


def rows(file: str) -> list[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_grids_are_made_the_same_each_time() -> None:
    made = subprocess.run(
        [sys.executable, "script/grids.py"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        env={"PYTHONPATH": "."},
    )
    assert made.stdout == (DATA / "grids2019.csv").read_bytes()


def test_every_village_has_grids_and_a_large_one_more() -> None:
    grids = rows("grids2019.csv")
    of = Counter(grid["village"] for grid in grids)
    assert len(grids) == len({grid["grid"] for grid in grids}) == 4_300
    assert of.keys() == {village["code"] for village in rows("nbs2019_villages.csv")}
    homes: Counter[str] = Counter()
    for grid in grids:
        homes[grid["village"]] += int(grid["households"])
    assert homes.total() == 800_000
    largest, smallest = homes.most_common(1)[0][0], homes.most_common()[-1][0]
    assert (of[largest] > 5, of[smallest]) == (True, 1)


def test_only_the_county_without_an_outline_has_grids_without_a_point() -> None:
    assert {grid["grid"][:6] for grid in rows("grids2019.csv") if not grid["lon"]} == {"511771"}
    assert {grid["invented"] for grid in rows("grids2019.csv")} == {"yes"}
