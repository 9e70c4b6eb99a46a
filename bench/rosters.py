"""A roster of invented people for a bench: units of towns, their squads, a place for each, and a few faulty rows."""

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

HEADINGS: Final = ("工号", "姓名", "电话", "单位", "队伍", "角色", "地点", "开始日期", "结束日期")

#: One row in this many has a fault.
FAULTY_EVERY: Final = 100

_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN: Final = "安宁康乐平和顺祥松柏竹梅兰菊荷莲"
_SQUADS: Final = 10
_PER_UNIT: Final = 320


def write(path: Path, rows: int, grids: int) -> int:
    """Returns how many rows are faulty."""
    faulty = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number, row in enumerate(_rows(rows, grids), start=1):
            if number % FAULTY_EVERY == 0:
                row[5], faulty = "国王", faulty + 1
            writer.writerow(row)
    return faulty


def _rows(rows: int, grids: int) -> Iterator[list[str]]:
    chance = Random(rows)
    for number in range(rows):
        unit, squad = number // _PER_UNIT, number % _SQUADS
        name = chance.choice(_SURNAMES) + chance.choice(_GIVEN) + chance.choice(_GIVEN)
        role = "队长" if number % _PER_UNIT < _SQUADS else "网格员"
        yield [
            f"{number:06d}", name, f"138{number:08d}", f"第{unit}综治中心", f"{squad}队", role,
            f"grid{number % grids:05d}", "2020-01-24", "",
        ]  # fmt: skip
