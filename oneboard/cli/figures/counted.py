"""What was counted: at one place each indicator on a line, with places below or days a table of them."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import msgspec
from rich.console import Console

from oneboard.api.figure_tables import ChangeRow, ChangeTable, FigureTable, IndicatorSeen, Row
from oneboard.api.figures import FigureSeen
from oneboard.cli.figures.asking import DAYS, WHERE, WITHHELD, Asking
from oneboard.cli.figures.laid import Column, Laid, print_blocks, print_lines
from oneboard.indicators.changes import Change

#: So far, from the beginning on, everything is a change, and told with how it came.
Table: TypeAlias = FigureTable | ChangeTable
#: None is withheld.
Value: TypeAlias = int | Change | None


def answer(asking: Asking) -> bytes:
    if asking.asked.edition:
        return asking.bytes("/figures", "place", "edition", "day", "as_of")
    return asking.bytes("/figures/table", *WHERE, *DAYS)


def laid(asking: Asking) -> Laid:
    if asking.asked.edition:
        found = msgspec.json.decode(answer(asking), type=list[FigureSeen])
        headings = [asking.say(name) for name in ("indicator", "title", "unit", "value")]
        lines = [
            (one.indicator, asking.called(one.title, ""), asking.called(one.unit, ""), one.value)
            for one in found
        ]
        return Laid(headings, lines)
    table = msgspec.json.decode(answer(asking), type=FigureTable)
    leads = [asking.say(name) for name in ("code", "place", "level", "day")]
    counted = [asking.headed(one.title, one.unit, one.indicator) for one in table.indicators]
    return Laid([*leads, *counted], [_cells(asking, row) for row in table.rows])


def _cells(asking: Asking, row: Row) -> Sequence[str | int]:
    values = (WITHHELD if value is None else value for value in row.values)
    return row.place, row.name, asking.level(row.level), row.day or "", *values


def show(asking: Asking) -> None:
    console = Console(highlight=False)
    if asking.asked.edition:
        return _show_edition(asking, console)
    table = _table(asking)
    asking.head(console, table)
    if not table.indicators:
        return console.print(asking.say("nothing_counts"))
    shown = [n for n in range(len(table.indicators)) if asking.asked.indicators or _is_counted(table, n)]
    if not shown:
        console.print(asking.say("nothing_yet"))
    elif len(table.rows) == 1:
        _list(asking, console, table, shown)
    else:
        _tabulate(asking, console, table, shown)
    if any(None in row.values for row in table.rows):
        console.print(asking.say("withheld", sign=WITHHELD), style="dim")
    if hidden := len(table.indicators) - len(shown):
        console.print(asking.say("zeros", number=hidden), style="dim")
    asking.hint(console, table)
    return None


def _table(asking: Asking) -> Table:
    if any(getattr(asking.asked, name) for name in DAYS):
        return asking.get(FigureTable, "/figures/table", *WHERE, *DAYS)
    return asking.get(ChangeTable, "/figures/changes", *WHERE, from_seq="0")


def _is_counted(table: Table, n: int) -> bool:
    return any(row.values[n] != Change(0, 0, 0, 0, 0) and row.values[n] != 0 for row in table.rows)


def _list(asking: Asking, console: Console, table: Table, shown: Sequence[int]) -> None:
    """Of one place: how much of it came late or by correction stands beside it."""
    [row] = table.rows
    rows = [_line(asking, table.indicators[n], row.values[n]) for n in shown]
    came = ("late", "corrected") if isinstance(table, ChangeTable) else ()
    headings = [asking.say(name) for name in ("indicator", "value", "unit", *came)]
    print_lines(console, headings, rows, numbers=(1, 3, 4))


def _line(asking: Asking, one: IndicatorSeen, value: Value) -> tuple[str, ...]:
    if not isinstance(value, Change):
        return _told(asking, one, value)
    came = (f"{value.late:,}" if value.late else "", f"{value.corrected:+,}" if value.corrected else "")
    return (*_told(asking, one, value.after), *came)


def _told(asking: Asking, one: IndicatorSeen | FigureSeen, n: int | None) -> tuple[str, ...]:
    return asking.called(one.title, one.indicator), _number(n), asking.called(one.unit, "")


def _tabulate(asking: Asking, console: Console, table: Table, shown: Sequence[int]) -> None:
    leads = []
    if len({row.place for row in table.rows}) > 1:
        names = [row.name if row.place != above else "" for above, row in _with_above(table)]
        leads.append(Column(asking.say("place"), "", names))
    if isinstance(table, FigureTable) and len({row.day for row in table.rows}) > 1:
        leads.append(Column(asking.say("day"), "", [row.day or "" for row in table.rows]))
    columns = [_column(asking, table.indicators[n], [row.values[n] for row in table.rows]) for n in shown]
    print_blocks(console, leads, columns)
    if any("*" in cell or "~" in cell for column in columns for cell in column.cells):
        console.print(asking.say("marks"), style="dim")


def _number(n: int | None) -> str:
    return WITHHELD if n is None else f"{n:,}"


def _with_above(table: Table) -> Iterator[tuple[str, Row | ChangeRow]]:
    """Each row with the place of the one above it: a place is named on the first of its lines."""
    above = ""
    for row in table.rows:
        yield above, row
        above = row.place


def _column(asking: Asking, one: IndicatorSeen, values: Sequence[Value]) -> Column:
    cells = [_number(value.after if isinstance(value, Change) else value) for value in values]
    marks = ["*" * bool(v.late) + "~" * bool(v.corrected) if isinstance(v, Change) else "" for v in values]
    width = max(map(len, marks))
    cells = [f"{cell}{mark:{width}}" if width else cell for cell, mark in zip(cells, marks, strict=True)]
    return Column(asking.called(one.title, one.indicator), asking.called(one.unit, ""), cells)


def _show_edition(asking: Asking, console: Console) -> None:
    found = asking.get(list[FigureSeen], "/figures", "place", "edition", "day", "as_of")
    console.print(asking.say("in_edition", place=asking.asked.place, edition=asking.asked.edition))
    headings = [asking.say(name) for name in ("indicator", "value", "unit")]
    print_lines(console, headings, [_told(asking, one, one.value) for one in found], numbers=(1,))
