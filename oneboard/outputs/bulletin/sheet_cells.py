"""What the sheets of a workbook are written with: text, numbers and sums."""

from collections.abc import Sequence
from typing import Any, Final

from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

COUNT: Final = "#,##0"
GAIN: Final = "+#,##0;\N{MINUS SIGN}#,##0;\N{EN DASH}"

_BOLD: Final = Font(bold=True)


def write_text(sheet: Any, row: int, column: int, text: str, *, bold: bool = False) -> None:
    """Text whatever it looks like: a name that begins like a formula runs nothing."""
    cell = sheet.cell(row, column)
    cell.value, cell.data_type, cell.number_format = text, "s", "@"
    if bold:
        cell.font = _BOLD


def write_number(sheet: Any, row: int, column: int, n: int, shape: str = COUNT) -> None:
    sheet.cell(row, column, n).number_format = shape


def write_sum(sheet: Any, row: int, column: int, ranges: str) -> None:
    cell = sheet.cell(row, column, f"=SUM({ranges})")
    cell.number_format, cell.font = COUNT, _BOLD


def widen(sheet: Any, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
