"""Tables (表格): .csv and .xlsx read row by row, every cell as text, with the numbers that a person sees in Excel."""

import codecs
import csv
import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from oneboard.foundation.errors import Refusal
from oneboard.intake.imports.columns import REASONS, Columns, Heads
from oneboard.intake.imports.layouts import filled, layout

#: Bytes of a file, and of what an .xlsx unpacks to; rows; cells in one; characters in a cell.
MOST_BYTES: Final = 512 * 1024 * 1024
MOST_ROWS: Final = 2_000_000
MOST_CELLS: Final = 500
MOST_CHARACTERS: Final = 10_000

#: A title, an instruction: the header row is among the first.
_BEFORE_HEADER: Final = 10

_DELIMITERS: Final = ",;\t"

#: What Excel would take for a formula; we write an apostrophe before it, and take it off again.
FORMULA: Final = ("=", "+", "-", "@")


class TableRow(NamedTuple):
    """`number`: as Excel counts, from 1. `cells`: path → text. `extra`: whether cells stand beyond the last column."""

    number: int
    cells: dict[str, str]
    extra: bool


class Table(NamedTuple):
    """`size`: about how many rows, for a progress bar. `hidden`: how many of them nobody sees in Excel."""

    heads: Heads
    rows: Iterator[TableRow]
    size: int
    hidden: int = 0


class _Sheet(NamedTuple):
    rows: Iterator[list[str]]
    hidden: int = 0


@contextmanager
def opened(path: Path, columns: Columns) -> Iterator[Table]:
    """The first table of a file. Raises Refusal table.unreadable, table.too_large, table.columns; while rows are read,
    too.
    """
    with tables(path, columns) as found:
        table = next(found, None)
        if table is None:
            raise Refusal("table.columns", columns=columns.known, known=columns.known)
        yield table


@contextmanager
def tables(path: Path, columns: Columns) -> Iterator[Iterator[Table]]:
    """Each sheet with a header row, one after the other. Raises Refusal as `opened` does."""
    if not path.is_file():
        raise Refusal("table.unreadable", problem=str(path))
    if path.stat().st_size > MOST_BYTES:
        raise Refusal("table.too_large", limit=f"{MOST_BYTES >> 20} MB")
    with ExitStack() as stack:
        if zipfile.is_zipfile(path) or path.suffix.lower() == ".xlsx":
            sheets, size = _sheets(path, stack)
        else:
            sheets, size = _csv(path, stack)
        yield (table for sheet in sheets if (table := _table(sheet, columns, size)) is not None)


def _table(sheet: _Sheet, columns: Columns, size: int) -> Table | None:
    """None for a sheet without a header row."""
    for number, cells in enumerate(islice(sheet.rows, _BEFORE_HEADER), start=1):
        heads = columns.heads(cells)
        if heads is not None:
            return Table(heads, _rows(sheet.rows, heads, number), size, sheet.hidden)
    return None


def _rows(sheet: Iterator[list[str]], heads: Heads, header: int) -> Iterator[TableRow]:
    """Rows without anything in them are passed over."""
    for number, cells in enumerate(sheet, start=header + 1):
        if number - header > MOST_ROWS:
            raise Refusal("table.too_large", limit=f"{MOST_ROWS:,}")
        if not any(cells):
            continue
        named = {
            path: cell for path, cell in zip(heads.paths, cells, strict=False) if path and path != REASONS
        }
        if any(named.values()):
            yield TableRow(number, named, any(cells[len(heads.paths) :]))


def _csv(path: Path, stack: ExitStack) -> tuple[Iterator[_Sheet], int]:
    encoding, lines = _encoding(path)
    file = stack.enter_context(path.open(encoding=encoding, newline=""))
    first = [file.readline() for _ in range(_BEFORE_HEADER)]
    file.seek(0)
    delimiter = max(_DELIMITERS, key=lambda sign: max(line.count(sign) for line in first))
    return iter([_Sheet(_csv_rows(csv.reader(file, delimiter=delimiter, strict=True)))]), lines


def _csv_rows(reader: Any) -> Iterator[list[str]]:
    try:
        for cells in reader:
            yield _within(cells, [_unquoted(cell.strip()) for cell in cells[:MOST_CELLS]])
    except csv.Error as error:
        raise Refusal("table.unreadable", problem=f"{reader.line_num}: {error}") from error


def _encoding(path: Path) -> tuple[str, int]:
    """UTF-8 with or without its mark, else GB 18030, or what Excel calls Unicode text; and how many lines there are.

    Raises Refusal table.unreadable.
    """
    with path.open("rb") as file:
        marked = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="\n") as file:
                return encoding, sum(1 for _ in file)
        except UnicodeError as error:
            problem = str(error)
    raise Refusal("table.unreadable", problem=problem)


def _sheets(path: Path, stack: ExitStack) -> tuple[Iterator[_Sheet], int]:
    try:
        archive = stack.enter_context(zipfile.ZipFile(path))
        if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
            raise Refusal("table.too_large", limit=f"{MOST_BYTES >> 20} MB")
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise Refusal("table.unreadable", problem=str(error)) from error
    stack.callback(book.close)
    return (_sheet(sheet, archive) for sheet in book.worksheets), max(
        (s.max_row or 0 for s in book.worksheets), default=0
    )


def _sheet(sheet: Any, archive: zipfile.ZipFile) -> _Sheet:
    # What a file says of its own extent is often wrong.
    sheet.reset_dimensions()
    laid_out = layout(archive, sheet._worksheet_path)
    return _Sheet(_sheet_rows(filled(sheet.iter_rows(values_only=True), laid_out.spans)), laid_out.hidden)


def _sheet_rows(rows: Iterator[Sequence[Any]]) -> Iterator[list[str]]:
    for values in rows:
        yield _within(values, [_text(value) for value in values[:MOST_CELLS]])


def _within(given: Sequence[Any], cells: list[str]) -> list[str]:
    """A cell that is too long is cut behind the limit, so that whoever checks it finds it too long."""
    if len(given) > MOST_CELLS and any(given[MOST_CELLS:]):
        raise Refusal("table.too_large", limit=f"{MOST_CELLS} columns")
    # A body with a NUL is refused whole; as another control character it makes only its own row faulty.
    return [cell[: MOST_CHARACTERS + 1].replace("\x00", "\x01") for cell in cells]


def _text(value: Any) -> str:
    """A cell as a person reads it: a whole number without a fraction, a day without a time."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else value.isoformat()
    return _unquoted(str(value).strip())


def _unquoted(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
