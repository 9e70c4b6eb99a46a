"""Tables (表格): .csv and .xlsx read row by row under the header row, every cell as text."""

import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase
from oneboard.intake.imports import delimited, sheets, workbooks
from oneboard.intake.imports.columns import REASONS, Columns, Heads
from oneboard.intake.imports.sheets import Line, Sheet

#: A title, an instruction: the header row is among the first.
_BEFORE_HEADER: Final = 10


class TableRow(NamedTuple):
    """`number`: as Excel counts, from 1. `cells`: path → text. `flaw`: why they cannot be taken for what the columns
    say, as a phrase of the section `fault`."""

    number: int
    cells: dict[str, str]
    flaw: Phrase | None = None


class Table(NamedTuple):
    """`size`: about how many rows, for a progress bar. `sheet`: what it was read from, with how many of its rows nobody
    sees in Excel and how many of its formulas have no result. `others`: the names of sheets with such a table, too."""

    heads: Heads
    rows: Iterator[TableRow]
    size: int
    sheet: Sheet
    others: tuple[str, ...] = ()


@contextmanager
def opened(path: Path, columns: Columns) -> Iterator[Table]:
    """The first table of a file. Raises Refusal table.unreadable and its like, table.columns, table.no_header; while
    rows are read, too.
    """
    with _sheets(path) as (found, size):
        table = next(filter(None, (_table(sheet, columns, size) for sheet in found)), None)
        if table is None:
            raise Refusal("table.no_header", rows=_BEFORE_HEADER, known=columns.known)
        yield table._replace(others=tuple(other.name for other in found if _is_table(other, columns)))


@contextmanager
def tables(path: Path, columns: Columns) -> Iterator[Iterator[Table]]:
    """Each sheet with a header row, one after the other. Raises Refusal as `opened` does."""
    with _sheets(path) as (found, size):
        yield (table for sheet in found if (table := _table(sheet, columns, size)) is not None)


@contextmanager
def _sheets(path: Path) -> Iterator[tuple[Iterator[Sheet], int]]:
    if not path.is_file():
        raise Refusal("table.unreadable", problem=str(path))
    if path.stat().st_size > sheets.MOST_BYTES:
        raise Refusal("table.too_large", limit=f"{sheets.MOST_BYTES >> 20} MB")
    with ExitStack() as stack:
        if zipfile.is_zipfile(path) or path.suffix.lower() == ".xlsx":
            yield workbooks.sheets(path, stack)
        else:
            sheet, size = delimited.sheet(path, stack)
            yield iter([sheet]), size


def _is_table(sheet: Sheet, columns: Columns) -> bool:
    try:
        return _table(sheet, columns, 0) is not None
    except Refusal:
        return True


def _table(sheet: Sheet, columns: Columns, size: int) -> Table | None:
    """None for a sheet without a header row."""
    for number, line in enumerate(islice(sheet.lines, _BEFORE_HEADER), start=1):
        heads = columns.heads(line.cells)
        if heads is not None:
            return Table(heads, _rows(sheet.lines, heads, number), size, sheet)
    return None


def _rows(lines: Iterator[Line], heads: Heads, header: int) -> Iterator[TableRow]:
    """Rows without anything in them are passed over."""
    number, wide = header + 1, Phrase("row.too_wide")
    for line in lines:
        if number - header > sheets.MOST_ROWS:
            raise Refusal("table.too_large", limit=f"{sheets.MOST_ROWS:,}")
        if line.flaw:
            yield TableRow(number, {}, line.flaw)
        elif any(line.cells):
            cells = zip(heads.paths, line.cells, strict=False)
            named = {path: cell for path, cell in cells if path and path != REASONS}
            beyond = any(line.cells[heads.width :])
            if any(named.values()) or beyond:
                yield TableRow(number, named, wide if beyond else None)
        number += line.reach
