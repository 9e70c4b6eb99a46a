"""The lists of places (清单) that are played on: those of `data/territory`, cut to the ground of a scale."""

import csv
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

TERRITORY: Final = Path(str(files("oneboard"))).parent / "data/territory"

#: The edition in force at first, and the one that is adopted in the midst of the play, with the day it names.
EDITIONS: Final = (
    ("2019", "2019年10月31日统计用区划代码", "2019-10-31"),
    ("2020", "2020年6月30日统计用区划代码", "2020-06-30"),
)


class Grid(msgspec.Struct, frozen=True):
    """`homes`: how many households it has."""

    id: str
    name: str
    town: str
    homes: int


def cut(within: Sequence[str], folder: Path) -> None:
    """Writes what lies at, below or above these codes, of every list."""
    for source in sorted(TERRITORY.glob("*.csv")):
        with source.open(encoding="utf-8", newline="") as lines:
            head, *rows = csv.reader(lines)
        with (folder / source.name).open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(head)
            writer.writerows(row for row in rows if _is_within(row[0], within))


def grids(within: Sequence[str], most_homes: int) -> list[Grid]:
    found = [row for row in _rows("grids2019.csv") if _is_within(row["grid"], within)]
    return [
        Grid(row["grid"], row["name"], row["grid"][:9], min(int(row["households"]), most_homes or 10**6))
        for row in found
    ]


@cache
def homes_of_the_city() -> int:
    return sum(grid.homes for grid in grids((), 0))


def towns(within: Sequence[str]) -> dict[str, str]:
    """Code and name of those of 2019."""
    return {row["code"]: row["name"] for row in _rows("nbs2019_towns.csv") if _is_within(row["code"], within)}


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (TERRITORY / file).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _is_within(code: str, within: Sequence[str]) -> bool:
    return not within or any(code.startswith(one) or one.startswith(code) for one in within)
