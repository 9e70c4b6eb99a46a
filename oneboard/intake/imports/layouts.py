"""What a sheet of a workbook shows that its cells alone do not say: which are merged, how many rows are hidden, and how
many formulas come without their result.

openpyxl passes both over where it reads row by row, and reading all at once takes a hundred times the memory.
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from openpyxl.utils import column_index_from_string

_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_HIDDEN: Final = re.compile(rb'<(?:\w+:)?row\b[^>]*?\bhidden="(?:1|true)"')
#: A formula without a value, as programs write it that do not calculate; Excel itself says `str` where one gives none.
_UNVALUED: Final = re.compile(
    rb'<(?:\w+:)?c\b(?![^>]*\bt="str")[^>]*><(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)

_AT_ONCE: Final = 1 << 20
_TAG: Final = 1 << 12  # longer than any tag that is looked for: one may stand across two pieces


class Layout(NamedTuple):
    """`spans`: first row → column (from 0) and last row of each cell that reaches below it. Rows as Excel counts."""

    spans: dict[int, list[tuple[int, int]]]
    hidden: int
    unvalued: int


def layout(archive: zipfile.ZipFile, part: str) -> Layout:
    """`part`: the sheet's path in the archive."""
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    hidden = unvalued = 0
    for piece, fresh in _pieces(archive, part):
        hidden += sum(found.end() > fresh for found in _HIDDEN.finditer(piece))
        unvalued += sum(found.end() > fresh for found in _UNVALUED.finditer(piece))
        for found in _MERGED.finditer(piece):
            letters, first, last = found.groups()
            span = (column_index_from_string(letters.decode()) - 1, int(last))
            if int(last) > int(first) and span not in spans[int(first)]:
                spans[int(first)].append(span)
    return Layout(dict(spans), hidden, unvalued)


def filled(rows: Iterable[Sequence[Any]], spans: dict[int, list[tuple[int, int]]]) -> Iterator[Sequence[Any]]:
    """Every row with what its merged cells show: they hold their value in the first row only."""
    reaching: dict[int, tuple[int, Any]] = {}
    for number, row in enumerate(rows, start=1):
        for column, last in spans.get(number, ()):
            reaching[column] = (last, row[column] if column < len(row) else None)
        if not reaching:
            yield row
            continue
        cells = [*row, *[None] * (max(reaching) + 1 - len(row))]
        for column, (last, value) in list(reaching.items()):
            cells[column] = value
            if last <= number:
                del reaching[column]
        yield cells


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[bytes, int]]:
    """Pieces that overlap, and where in each the part begins that no piece before has had."""
    with archive.open(part) as file:
        kept = b""
        while piece := file.read(_AT_ONCE):
            yield kept + piece, len(kept)
            kept = (kept + piece)[-_TAG:]
