"""Workbooks (.xlsx): their sheets row by row, every cell as text, with the numbers that a person sees in Excel."""

import datetime as dt
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from oneboard.foundation.errors import Refusal
from oneboard.intake.imports.layouts import filled, layout
from oneboard.intake.imports.sheets import MOST_BYTES, MOST_CELLS, Line, Sheet, unquoted, within

#: Excel keeps so many digits of a number; those behind them are noughts, whatever was typed.
_DIGITS: Final = 15
_EXACT: Final = 10**_DIGITS

#: Parts of an archive that is another kind of file.
_FOREIGN: Final = {
    "mimetype": ".ods", "xl/workbook.bin": ".xlsb", "Index/Document.iwa": ".numbers", "word/document.xml": ".docx",
}  # fmt: skip


def sheets(path: Path, stack: ExitStack) -> tuple[Iterator[Sheet], int]:
    """Those that one sees first, then the hidden ones; and about how many rows the longest has.

    Raises Refusal table.unreadable, table.format, table.too_large; while rows are read, too.
    """
    # Of a cell that is out of bounds it gives what Excel shows, and need not say so on the terminal.
    stack.enter_context(warnings.catch_warnings())
    warnings.filterwarnings("ignore", module="openpyxl")
    with _readable():
        archive = stack.enter_context(zipfile.ZipFile(path))
        _require_workbook(archive)
        # By its bytes: what a file is called says little of what it is.
        file = stack.enter_context(path.open("rb"))
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    stack.callback(book.close)
    seen = sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible")
    return (_sheet(sheet, archive) for sheet in seen), max((s.max_row or 0 for s in seen), default=0)


def _require_workbook(archive: zipfile.ZipFile) -> None:
    if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
        raise Refusal("table.too_large", limit=f"{MOST_BYTES >> 20} MB")
    for part, kind in _FOREIGN.items():
        if part in archive.namelist():
            raise Refusal("table.format", kind=kind)


def _sheet(sheet: Any, archive: zipfile.ZipFile) -> Sheet:
    # What a file says of its own extent is often wrong.
    sheet.reset_dimensions()
    with _readable():
        laid_out = layout(archive, sheet._worksheet_path)
    rows = filled(sheet.iter_rows(values_only=True), laid_out.spans)
    return Sheet(sheet.title, _lines(rows), laid_out.hidden, laid_out.unvalued)


def _lines(rows: Iterator[Sequence[Any]]) -> Iterator[Line]:
    with _readable():
        for values in rows:
            yield Line(within(values, [_text(value) for value in values[:MOST_CELLS]]))


@contextmanager
def _readable() -> Iterator[None]:
    """What openpyxl and its parsers say of a file that is broken, in any of its parts, is a refusal."""
    try:
        yield
    except (
        zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, EOFError, KeyError, ValueError, TypeError,
        RuntimeError,
    ) as error:  # fmt: skip
        raise Refusal("table.unreadable", problem=str(error) or type(error).__name__) from error


def _text(value: Any) -> str:
    """A cell as a person reads it: a whole number without a fraction, a day without a time."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _number(value)
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else value.isoformat()
    return unquoted(str(value).strip())


def _number(value: float) -> str:
    """As Excel shows it; one that has lost its last digits in such a way that nobody takes it for whole."""
    exact: object = value
    if abs(value) >= _EXACT and (isinstance(exact, float) or not value % 10):
        return f"{value:.5E}"
    return f"{value:.{_DIGITS}g}" if isinstance(exact, float) else str(value)
