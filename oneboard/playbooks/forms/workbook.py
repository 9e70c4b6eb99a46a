"""The workbook of an XLSForm: its sheets as rows of text, read from Markdown tables or from Excel."""

import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import msgspec
from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import xlsx_to_dict

from oneboard.playbooks.forms.faults import Fault, Faulty

#: Bytes as sent, and bytes once a zip is unpacked: a workbook that unpacks to more is no form.
SOURCE_LIMIT: Final = 2_000_000
UNPACKED_LIMIT: Final = 64_000_000
ROW_LIMIT: Final = 20_000

#: What the readers of Excel files are known to break with on a file that is damaged or none.
UNREADABLE: Final = (
    PyXFormError, ParseError, ArithmeticError, AssertionError, AttributeError, EOFError, LookupError,
    NotImplementedError, OSError, RuntimeError, TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip

_COMMENT: Final = re.compile(r"\s*#")
_COMMENT_BEHIND: Final = re.compile(r"(.*)#[^|]+")
_CELLS: Final = re.compile(r"\s*\|(.*)\|\s*")
_RULE: Final = re.compile(r"[|\s:-]*-[|\s:-]*")
_PIPE: Final = re.compile(r"(?<!\\)\|")


class Sheet(msgspec.Struct):
    """`rows[0]` is row 2, as in a spreadsheet: the columns are row 1. `lines` are those of a Markdown file."""

    columns: tuple[str, ...] = ()
    rows: list[dict[str, str]] = []
    lines: tuple[int, ...] = ()


def read(source: bytes) -> dict[str, Sheet]:
    """Sheet by name in lower case. Raises Faulty for what is no workbook."""
    if len(source) > SOURCE_LIMIT:
        raise Faulty(Fault("form.too_large", {"limit": SOURCE_LIMIT}))
    if source.startswith(b"\xd0\xcf\x11\xe0"):
        raise Faulty(Fault("form.old_excel"))
    sheets = _excel(source) if source.startswith(b"PK\x03\x04") else _markdown(source)
    if "survey" not in sheets:
        raise Faulty(Fault("form.no_survey"))
    if sum(len(sheet.rows) for sheet in sheets.values()) > ROW_LIMIT:
        raise Faulty(Fault("form.too_large", {"limit": ROW_LIMIT}))
    return sheets


def _excel(source: bytes) -> dict[str, Sheet]:
    try:
        unpacked = sum(part.file_size for part in zipfile.ZipFile(BytesIO(source)).infolist())
        if unpacked > UNPACKED_LIMIT:
            raise Faulty(Fault("form.too_large", {"limit": UNPACKED_LIMIT}))
        book: dict[str, Any] = xlsx_to_dict(BytesIO(source))
    except UNREADABLE as error:
        raise Faulty(Fault("form.unreadable", {"problem": str(error) or type(error).__name__})) from error
    others = {name.lower(): Sheet() for name in book["sheet_names"]}
    return others | {
        name: Sheet(tuple(column for row in book[f"{name}_header"] for column in row), rows)
        for name, rows in book.items()
        if f"{name}_header" in book
    }


def _markdown(source: bytes) -> dict[str, Sheet]:
    """The tables of pyxform's Markdown; a rule below a head may hold spaces and colons, as editors write it."""
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Faulty(Fault("form.unreadable", {"problem": "UTF-8"})) from error
    if text.lstrip().startswith("<"):
        raise Faulty(Fault("form.is_xform"))
    tables: dict[str, list[tuple[int, list[str]]]] = {}
    name = ""
    for number, line in enumerate(text.split("\n"), 1):
        cells = _cells(line)
        if not cells:
            continue
        if cells[0].lower() in tables:
            raise Faulty(Fault("form.sheet_twice", {"sheets": cells[0]}, cells[0].lower(), 1, number))
        name = cells[0].lower() or name
        rows = tables.setdefault(name, [])
        if any(cells[1:]):
            rows.append((number, cells[1:]))
    return {name: _sheet(name, rows) for name, rows in tables.items() if name}


def _cells(line: str) -> list[str]:
    if _COMMENT.match(line):
        return []
    behind = _COMMENT_BEHIND.fullmatch(line)
    inside = _CELLS.match(behind[1] if behind else line)
    if inside is None or _RULE.fullmatch(inside[1]):
        return []
    return [cell.strip().replace(r"\|", "|") for cell in _PIPE.split(inside[1])]


def _sheet(name: str, table: Sequence[tuple[int, list[str]]]) -> Sheet:
    if not table:
        return Sheet()
    columns = table[0][1]
    for row, (line, cells) in enumerate(table[1:], 2):
        if any(cells[len(columns) :]):
            raise Faulty(Fault("form.cells", {"columns": len(columns)}, name, row, line))
    doubles = {column for column in columns if column and columns.count(column) > 1}
    if doubles:
        raise Faulty(
            Fault("form.column_twice", {"columns": ", ".join(sorted(doubles))}, name, 1, table[0][0])
        )
    rows = [
        {column: cell for column, cell in zip(columns, cells, strict=False) if column and cell}
        for _, cells in table[1:]
    ]
    return Sheet(tuple(filter(None, columns)), rows, tuple(line for line, _ in table))
