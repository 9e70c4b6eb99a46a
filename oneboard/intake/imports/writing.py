"""Writing tables: rows as .csv or .xlsx that Excel opens as they are, and templates that explain themselves.

A cell that begins like a formula is written as text: whoever filled it in must not run anything where it is opened.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from oneboard.foundation.words import FORMULA
from oneboard.intake.imports.columns import Column

Write: TypeAlias = Callable[[Sequence[str | float]], object]

_NARROW, _WIDE = 12, 60
_CHOICES: Final = 2000  # rows of a template that offer the choices


@contextmanager
def writing(path: Path, headings: Sequence[str]) -> Iterator[Write]:
    """A function that takes a row; the file's ending says which kind. Numbers stay numbers. The file is for its
    owner only."""
    path.touch(mode=0o600)
    if path.suffix.lower() == ".xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        _lay_out(sheet, headings)
        sheet.append([_heading(sheet, text) for text in headings])
        yield lambda cells: sheet.append([_cell(sheet, cell) for cell in cells])
        book.save(path)
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(headings)
            yield lambda cells: rows.writerow([safe(cell) for cell in cells])


def safe(cell: str | float) -> str | float:
    """For .csv, which knows no types: an apostrophe, which `tables` takes off again."""
    if isinstance(cell, int | float):
        return cell
    return f"'{cell}" if cell.startswith((*FORMULA, "\t", "\r")) else cell


def write_template(path: Path, columns: Sequence[Column]) -> None:
    """An .xlsx with an empty table, and a second sheet that explains each column in both languages."""
    book = Workbook()
    table: Any = book.active
    _lay_out(table, [column.heading for column in columns])
    table.title = "填写 fill in"
    for number, column in enumerate(columns, start=1):
        cell = table.cell(1, number, column.heading + (" *" if column.needed else ""))
        cell.font = Font(bold=True)
    _explain(book.create_sheet("说明 notes"), columns)
    _offer(book, table, columns)
    path.touch(mode=0o600)
    book.save(path)


def _explain(sheet: Any, columns: Sequence[Column]) -> None:
    _lay_out(sheet, ("列 column", "必填 needed", "说明 what it is", "", "例 example"))
    sheet.append(["列 column", "必填 needed", "说明", "what it is", "例 example"])
    for column in columns:
        sheet.append([column.heading, "✓" if column.needed else "", *column.about.values(), ""])
        example = sheet.cell(sheet.max_row, 5)
        example.value, example.data_type, example.number_format = column.example, "s", "@"
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["C"].width = sheet.column_dimensions["D"].width = _WIDE


def _offer(book: Any, table: Any, columns: Sequence[Column]) -> None:
    """Choices stand in a sheet of their own: in the cell's own rule Excel takes no more than 255 characters."""
    chosen = [(at, column) for at, column in enumerate(columns, start=1) if column.choices]
    if not chosen:
        return
    lists = book.create_sheet("选项 choices")
    lists.sheet_state = "hidden"
    for at, (number, column) in enumerate(chosen, start=1):
        letter, here = get_column_letter(at), get_column_letter(number)
        for row, choice in enumerate(column.choices, start=1):
            lists.cell(row, at, choice)
        rule = DataValidation("list", f"'{lists.title}'!${letter}$1:${letter}${len(column.choices)}")
        rule.add(f"{here}2:{here}{_CHOICES}")
        table.add_data_validation(rule)


def _lay_out(sheet: Any, headings: Sequence[str]) -> None:
    """Before the first row: a sheet that is only written to takes it no more afterwards."""
    sheet.freeze_panes = "A2"
    for number, text in enumerate(headings, start=1):
        # A Chinese character is two wide.
        width = sum(2 if sign > "\u2e80" else 1 for sign in text) + 4
        sheet.column_dimensions[get_column_letter(number)].width = min(max(width, _NARROW), _WIDE)


def _heading(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: str | float) -> Any:
    """Text whatever it looks like: a formula, a number with zeros in front, a long number."""
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, int | float):
        cell.number_format = "#,##0" if isinstance(value, int) else "0.0"
    else:
        cell.data_type, cell.number_format = "s", "@"
    return cell
