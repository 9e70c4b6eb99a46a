"""Figures into a file or a pipe: what the node answered as JSON, or a table as .csv or .xlsx."""

import csv
from pathlib import Path
from typing import TextIO

import msgspec

from oneboard.cli.call import whole
from oneboard.cli.figures.laid import Laid
from oneboard.intake.imports.writing import safe, writing


def print_json(answer: bytes, out: Path | None) -> None:
    text = msgspec.json.format(answer, indent=2).decode()
    if out is None:
        print(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")


def print_csv(laid: Laid, to: TextIO) -> None:
    rows = csv.writer(to)
    rows.writerow(laid.headings)
    rows.writerows([safe(cell) for cell in row] for row in laid.rows)


def write(laid: Laid, out: Path) -> int:
    """How many rows. Raises Refused."""
    number = 0
    with whole(out), writing(out, laid.headings) as write_row:
        for row in laid.rows:
            write_row(row)
            number += 1
    return number
