"""Delimited text: .csv with commas, semicolons or tabs, in the encodings in which it is saved here."""

import codecs
import csv
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any, Final

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase
from oneboard.intake.imports.sheets import MOST_CELLS, Line, Sheet, unquoted, within

_DELIMITERS: Final = ",;\t"
_FIRST: Final = 10
_ENCODINGS: Final = ("utf-8-sig", "gb18030")

#: How a file begins that is no text, or text of another kind, and what such files are called.
_FOREIGN: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"), (b"%PDF", ".pdf"), (b"\x1f\x8b", ".gz"), (b"Rar!", ".rar"),
    (b"7z\xbc\xaf", ".7z"), (b"<html", "HTML"), (b"<!doctype", "HTML"), (b"<table", "HTML"), (b"<?xml", "XML"),
    (b"<meta", "HTML"), (b"{\\rtf", ".rtf"),
)  # fmt: skip


def sheet(path: Path, stack: ExitStack) -> tuple[Sheet, int]:
    """The one sheet of the file, and about how many rows it has. Raises Refusal table.format, table.encoding."""
    _require_text(path)
    encoding, size = _encoding(path)
    file = stack.enter_context(path.open(encoding=encoding, newline=""))
    first = list(islice(iter(file.readline, ""), _FIRST))
    file.seek(0)
    delimiter = max(_DELIMITERS, key=lambda sign: max((line.count(sign) for line in first), default=0))
    return Sheet(path.name, _lines(csv.reader(file, delimiter=delimiter, strict=True))), size


def _lines(reader: Any) -> Iterator[Line]:
    """Where quotation marks do not fit, the reader goes on with the line behind; what it swallowed is told."""
    while True:
        before = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            lines = f"{before + 1}–{reader.line_num}" if reader.line_num > before + 1 else f"{before + 1}"
            yield Line([], Phrase("row.quotes", {"lines": lines}), max(1, reader.line_num - before))
        else:
            yield Line(within(cells, [unquoted(cell.strip()) for cell in cells[:MOST_CELLS]]))


def _require_text(path: Path) -> None:
    with path.open("rb") as file:
        begins = file.read(64).removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for mark, kind in _FOREIGN:
        if begins.startswith(mark.lower()):
            raise Refusal("table.format", kind=kind)


def _encoding(path: Path) -> tuple[str, int]:
    """UTF-8 with or without its mark, else GB 18030, or what Excel calls Unicode text; and how many lines there are.

    Raises Refusal table.encoding with the line that fits none of them.
    """
    with path.open("rb") as file:
        marked = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if marked else _ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="\n") as file:
                return encoding, sum(1 for _ in file)
        except UnicodeError as error:
            problem = str(error)
    if marked:
        raise Refusal("table.unreadable", problem=problem)
    raise Refusal("table.encoding", line=max(_broken(path, encoding) for encoding in _ENCODINGS))


def _broken(path: Path, encoding: str) -> int:
    """The first line that is not in the encoding. A line's end is no part of a character in either."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode(encoding)
            except UnicodeError:
                return number
    return 0
