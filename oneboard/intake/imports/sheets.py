"""Rows of a .csv or .xlsx file under the column names that we know, whatever they are called there."""

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias
from zipfile import BadZipFile

import openpyxl

from oneboard.intake.imports.faults import Fault

#: Our name of a column to what it may be called, in lower case; the first that is there and filled in counts.
Columns: TypeAlias = Mapping[str, Sequence[str]]

_WORDS: Final = Path(__file__).with_name("columns.toml")

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_ROWS: Final = 1_000_000


@cache
def columns(kind: str) -> Columns:
    """A section of `columns.toml`."""
    found: Columns = tomllib.loads(_WORDS.read_text(encoding="utf-8"))[kind]
    return found


class Row(NamedTuple):
    number: int
    cells: dict[str, str]


class Sheet(NamedTuple):
    """`rows` without empty ones. `names`: our columns that the header has."""

    file: str
    names: frozenset[str]
    rows: list[Row]
    faults: list[Fault]


def read(path: Path, kind: str, needed: Iterable[str]) -> Sheet:
    """`kind`: a section of `columns.toml`. What cannot be read is a fault of the whole file and never raises."""
    try:
        sheets = list(_sheets(path))
    except (UnicodeDecodeError, csv.Error, BadZipFile, OSError, KeyError, ValueError) as error:
        return Sheet(path.name, frozenset(), [], [Fault(path.name, 0, "unreadable", {"problem": str(error)})])
    read = [_under(path.name, lines, columns(kind)) for lines in sheets]
    fitting = [sheet for sheet in read if sheet.names.issuperset(needed)]
    if not fitting:
        return Sheet(path.name, frozenset(), [], [_lacking(path.name, read, columns(kind), needed)])
    rows = [row for sheet in fitting for row in sheet.rows]
    return Sheet(path.name, fitting[0].names, rows, [])


def _lacking(file: str, read: list[Sheet], known: Columns, needed: Iterable[str]) -> Fault:
    there = read[0].names if read else frozenset()
    lacking = [name for name in needed if name not in there]
    names = "; ".join(f"{name}: {', '.join(known[name])}" for name in lacking)
    return Fault(file, 1, "column_missing", {"columns": ", ".join(lacking), "known": names})


def _sheets(path: Path) -> Iterator[list[list[str]]]:
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"> {MAX_BYTES // 1024 // 1024} MB")
    if path.suffix.lower() == ".xlsx":
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for sheet in book.worksheets:
            yield [[_cell(value) for value in line] for line in sheet.iter_rows(values_only=True)]
        book.close()
    else:
        lines = csv.reader(io.StringIO(decoded(path.read_bytes()), newline=""))
        yield [[cell.strip() for cell in line] for line in lines]


def decoded(raw: bytes) -> str:
    """UTF-8 with or without its mark, else GB18030. Raises UnicodeDecodeError for neither."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def _cell(value: Any) -> str:
    """A code that was kept as a number comes without `.0`."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _under(file: str, lines: list[list[str]], known: Columns) -> Sheet:
    header = [cell.lower().strip("\ufeff ") for cell in lines[0]] if lines else []
    places = {
        ours: found
        for ours, theirs in known.items()
        if (found := [header.index(name) for name in theirs if name in header])
    }
    rows = [
        Row(number, {ours: _first(line, found) for ours, found in places.items()})
        for number, line in enumerate(lines[1 : MAX_ROWS + 1], start=2)
        if any(line)
    ]
    return Sheet(file, frozenset(places), rows, [])


def _first(line: list[str], places: list[int]) -> str:
    return next((line[place] for place in places if place < len(line) and line[place]), "")
