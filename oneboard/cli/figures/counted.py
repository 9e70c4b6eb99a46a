"""What was counted: at one place each indicator on a line, with places below or days a table of them."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

import msgspec
from rich.console import Console

from oneboard.api.figure_tables import ChangeTable, FigureTable, IndicatorSeen, Row
from oneboard.api.figures import FigureSeen
from oneboard.cli.figures.asking import DAYS, UNKNOWN, WHERE, WITHHELD, Asking, number
from oneboard.cli.figures.laid import Column, Laid, print_blocks, print_lines
from oneboard.indicators.changes import Change

#: By indicator and place.
Came: TypeAlias = Mapping[tuple[str, str], Change]
_NOTHING: Final = Change(0, 0, 0, 0, 0)


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
    return Laid([*leads, *counted], [_cells(asking, table.indicators, row) for row in table.rows])


def _cells(asking: Asking, indicators: Sequence[IndicatorSeen], row: Row) -> Sequence[str | float]:
    values = (
        (UNKNOWN if one.share else WITHHELD) if value is None else value / 10 if one.share else value
        for one, value in zip(indicators, row.values, strict=True)
    )
    return row.place, row.name, asking.level(row.level), row.day or "", *values


def show(asking: Asking) -> None:
    console = Console(highlight=False)
    if asking.asked.edition:
        return _show_edition(asking, console)
    table = asking.get(FigureTable, "/figures/table", *WHERE, *DAYS)
    asking.head(console, table)
    if not table.indicators:
        return console.print(asking.say("nothing_counts"))
    shown = [n for n in range(len(table.indicators)) if asking.asked.indicators or _is_counted(table, n)]
    if not shown:
        console.print(asking.say("nothing_yet"))
    else:
        (_list if len(table.rows) == 1 else _tabulate)(asking, console, table, shown)
    if any(None in (row.values[n] for n in shown if not table.indicators[n].share) for row in table.rows):
        console.print(asking.say("withheld", sign=WITHHELD), style="dim")
    if hidden := len(table.indicators) - len(shown):
        console.print(asking.say("zeros", number=hidden), style="dim")
    asking.hint(console, table)
    return None


def _is_counted(table: FigureTable, n: int) -> bool:
    """A share that is not known is one of nothing."""
    return any(
        row.values[n] or (row.values[n] is None and not table.indicators[n].share) for row in table.rows
    )


def _came(asking: Asking, table: FigureTable) -> Came:
    """How figures so far came: from the beginning on, all is a change. Of days and for the public it is not told."""
    if any(getattr(asking.asked, name) for name in DAYS):
        return {}
    where = ("place", "level", "indicators")
    found = asking.get(ChangeTable, "/figures/changes", *where, from_seq="0", seq=str(table.seq))
    return {
        (one.indicator, row.place): change
        for row in found.rows
        for one, change in zip(found.indicators, row.values, strict=True)
    }


def _list(asking: Asking, console: Console, table: FigureTable, shown: Sequence[int]) -> None:
    """Of one place: how much of it came late or by correction stands beside it."""
    [row], came = table.rows, _came(asking, table)
    headings = [
        asking.say(name) for name in ("indicator", "value", "unit", *(("late", "corrected") if came else ()))
    ]
    rows = []
    for n in shown:
        one = table.indicators[n]
        told = (
            asking.called(one.title, one.indicator),
            number(row.values[n], one.share),
            asking.called(one.unit, ""),
        )
        change = came.get((one.indicator, row.place), _NOTHING)
        parts = (
            f"{change.late:,}" if change.late else "",
            f"{change.corrected:+,}" if change.corrected else "",
        )
        rows.append((*told, *parts) if came else told)
    print_lines(console, headings, rows, numbers=(1, 3, 4))


def _tabulate(asking: Asking, console: Console, table: FigureTable, shown: Sequence[int]) -> None:
    leads = []
    if len({row.place for row in table.rows}) > 1:
        above = ["", *(row.place for row in table.rows)]
        names = [row.name if row.place != one else "" for one, row in zip(above, table.rows, strict=False)]
        leads.append(Column(asking.say("place"), "", names))
    if len({row.day for row in table.rows}) > 1:
        leads.append(Column(asking.say("day"), "", [row.day or "" for row in table.rows]))
    came = _came(asking, table)
    columns = [_column(asking, table, n, came) for n in shown]
    print_blocks(console, leads, columns)
    if any("*" in cell or "~" in cell for column in columns for cell in column.cells):
        console.print(asking.say("marks"), style="dim")


def _column(asking: Asking, table: FigureTable, n: int, came: Came) -> Column:
    one = table.indicators[n]
    changes = [came.get((one.indicator, row.place), _NOTHING) for row in table.rows]
    marks = ["*" * bool(change.late) + "~" * bool(change.corrected) for change in changes]
    width = max(map(len, marks))
    numbers = [number(row.values[n], one.share) for row in table.rows]
    cells = [f"{number}{mark:<{width}}" for number, mark in zip(numbers, marks, strict=True)]
    return Column(asking.called(one.title, one.indicator), asking.called(one.unit, ""), cells)


def _show_edition(asking: Asking, console: Console) -> None:
    found = asking.get(list[FigureSeen], "/figures", "place", "edition", "day", "as_of")
    console.print(asking.say("in_edition", place=asking.asked.place, edition=asking.asked.edition))
    headings = [asking.say(name) for name in ("indicator", "value", "unit")]
    rows = [
        (asking.called(one.title, one.indicator), number(one.value), asking.called(one.unit, ""))
        for one in found
    ]
    print_lines(console, headings, rows, numbers=(1,))
