"""What changed between two moments, by place and indicator: before, new, late, corrected, now."""

from collections.abc import Iterator

import msgspec
from rich.console import Console

from oneboard.api.figure_tables import ChangeTable
from oneboard.cli.figures.asking import WHERE, Asking
from oneboard.cli.figures.laid import Laid, print_lines
from oneboard.indicators.changes import Change

_PARTS = ("before", "new", "late", "corrected", "after")


def answer(asking: Asking) -> bytes:
    """From a moment, or from the number of an entry."""
    begin = asking.asked.changes
    since = {"from_seq": begin} if begin.isdecimal() else {"from_as_of": begin}
    return asking.bytes("/figures/changes", *WHERE, **since)


def laid(asking: Asking) -> Laid:
    table = msgspec.json.decode(answer(asking), type=ChangeTable)
    headings = [
        asking.say(name) for name in ("code", "place", "level", "indicator", "title", "unit", *_PARTS)
    ]
    rows = (
        (row.place, row.name, asking.level(row.level), one.indicator, asking.called(one.title, one.indicator),
         asking.called(one.unit, ""), *(getattr(change, part) for part in _PARTS))
        for row in table.rows
        for one, change in zip(table.indicators, row.values, strict=True)
    )  # fmt: skip
    return Laid(headings, rows)


def show(asking: Asking) -> None:
    console = Console(highlight=False)
    table = msgspec.json.decode(answer(asking), type=ChangeTable)
    asking.head(console, table)
    rows = list(_changed(asking, table))
    if rows:
        headings = [asking.say(name) for name in ("place", "indicator", *_PARTS)]
        print_lines(console, headings, rows, numbers=(2, 3, 4, 5, 6))
    else:
        console.print(asking.say("unchanged", since=table.from_seq))
    asking.hint(console, table)


def _changed(asking: Asking, table: ChangeTable) -> Iterator[tuple[str, ...]]:
    """Only what came; a place is named on the first of its lines."""
    for row in table.rows:
        name = row.name
        for one, change in zip(table.indicators, row.values, strict=True):
            if change.new or change.late or change.corrected:
                yield name, asking.called(one.title, one.indicator), *_cells(change)
                name = ""


def _cells(change: Change) -> tuple[str, ...]:
    came = (f"{n:+,}" if n else "" for n in (change.new, change.late, change.corrected))
    return (f"{change.before:,}", *came, f"{change.after:,}")
