"""Figures laid out: rows for a file, and blocks of columns that a terminal has room for."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from oneboard.cli.terminal import shown

#: A heading takes no more than this on one line, and what leads a row neither.
_HEADING: Final = 12
_LEAD: Final = 28
_GAP: Final = 2
#: An id is never folded, so that it can be copied.
_ID: Final = 36


class Laid(NamedTuple):
    """For a file: numbers stay numbers."""

    headings: Sequence[str]
    rows: Iterable[Sequence[str | float]]


class Column(NamedTuple):
    """Of numbers: what is counted, and in what."""

    title: str
    unit: str
    cells: Sequence[str]

    @property
    def width(self) -> int:
        longest = max((cell_len(word) for word in self.title.split()), default=0)
        heading = min(max(longest, min(cell_len(self.title), _HEADING)), 2 * _HEADING)
        return max(heading, cell_len(self.unit), *map(cell_len, self.cells), 1)


def print_blocks(console: Console, leads: Sequence[Column], columns: Sequence[Column]) -> None:
    """`leads` stand at the left of every block; a block has as many columns as there is room for."""
    widths = [min(max(_widest(lead), 4), _LEAD) for lead in leads]
    room = console.width - sum(widths) - _GAP * (len(leads) + 1)
    for block in _blocks(columns, room):
        table = Table(box=SIMPLE_HEAD, header_style="bold", show_edge=False, padding=(0, _GAP, 0, 0))
        for lead, width in zip(leads, widths, strict=True):
            table.add_column(shown(lead.title), width=width, overflow="fold")
        for column in block:
            heading = Text(shown(column.title)).append(f"\n{shown(column.unit)}", "dim")
            table.add_column(heading, justify="right", width=column.width, overflow="fold")
        for cells in zip(*(one.cells for one in (*leads, *block)), strict=True):
            table.add_row(*(_cell(cell, at < len(leads)) for at, cell in enumerate(cells)))
        console.print(table)


def print_lines(
    console: Console, headings: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int]
) -> None:
    """`numbers`: the columns that stand at the right."""
    table = Table(box=SIMPLE_HEAD, header_style="bold", show_edge=False, padding=(0, _GAP, 0, 0))
    listed = list(rows)
    first = max((cell_len(line) for row in listed for line in row[0].splitlines()), default=0)
    for at, heading in enumerate(headings):
        least = None if at else min(first, _ID)
        side: Literal["left", "right"] = "right" if at in numbers else "left"
        table.add_column(shown(heading), justify=side, overflow="fold", min_width=least)
    for row in listed:
        table.add_row(*(_lines(cell) for cell in row))
    console.print(table)


def _lines(cell: str) -> Text:
    """What stands below the first line is for copying."""
    first, _, more = cell.partition("\n")
    return Text(shown(first)).append(f"\n{shown(more)}", "dim") if more else Text(shown(first))


def _cell(cell: str, leads: bool) -> Text:
    return Text(shown(cell), "" if leads or cell.strip("0 ") else "dim")


def _widest(column: Column) -> int:
    return max(map(cell_len, (column.title, *column.cells)))


def _blocks(columns: Sequence[Column], room: int) -> Iterator[list[Column]]:
    """One column at least, however narrow the terminal."""
    block: list[Column] = []
    for column in columns:
        if block and sum(one.width + _GAP for one in (*block, column)) > room:
            yield block
            block = []
        block.append(column)
    if block:
        yield block
