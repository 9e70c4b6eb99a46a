"""A small table for tests: its columns, and files of it."""

import datetime as dt
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from oneboard.intake.imports.columns import Column, Columns
from oneboard.intake.imports.tables import TableRow, opened

COLUMNS = Columns((
    Column("name", {"zh": "姓名", "en": "name"}, needed=True),
    Column("head/phone", {"zh": "电话", "en": "telephone"}),
    Column("day", {"zh": "日期", "en": "day"}),
))  # fmt: skip


#: As openpyxl gives a day: Excel knows no zones.
MIDNIGHT = dt.datetime(2020, 2, 3)  # noqa: DTZ001


def read(path: Path, columns: Columns = COLUMNS) -> list[TableRow]:
    with opened(path, columns) as table:
        return list(table.rows)


def cells(path: Path) -> list[dict[str, str]]:
    return [row.cells for row in read(path)]


def saved(path: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path
