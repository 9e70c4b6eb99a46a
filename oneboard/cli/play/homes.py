"""The list of households (住户清册) of a play, brought in through the door for lists."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from oneboard.cli.play.calendar import at
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.door import Desk, Refused
from oneboard.cli.play.lists import Grid
from oneboard.cli.play.people import ROWS


def bring(officer: Desk, grids: Sequence[Grid], seed: int, progress: Callable[[int], None]) -> None:
    """A command for each 2,000. Raises Refused where a row is faulty."""
    chance, rows = Chance(seed, "homes"), _rows(grids, Chance(seed, "list"))
    while chunk := [row for _, row in zip(range(ROWS), rows, strict=False)]:
        told = officer.say("/registers/households/rows", {"id": chance.id_at(at(0, 9)), "rows": chunk})
        if faulty := [row for row in told["rows"] if row["result"] != "new"]:
            raise Refused(f"the list of households: {faulty[0]}")
        progress(len(chunk))


def _rows(grids: Sequence[Grid], chance: Chance) -> Iterator[Mapping[str, Any]]:
    number = 0
    for grid in grids:
        for n in range(grid.homes):
            number += 1
            cells = {
                "number": f"{n // 12 + 1}-{n % 12 + 1:02d}", "building": f"{n // 12 + 1} 栋",
                "people": str(chance.randint(1, 6)), "head": chance.name(), "phone": f"139{number:08d}",
                "address": f"{n // 12 + 1} 栋 {n % 12 + 1} 号",
            }  # fmt: skip
            yield {"row": number, "place": grid.id, "cells": cells}
