"""What the territory's commands show: counts, faults by file and row, and where a person is asked for."""

import sys
from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.status import Status
from rich.table import Table

from oneboard.cli.terminal import complain
from oneboard.foundation.words import say
from oneboard.intake.imports.faults import Fault
from oneboard.intake.imports.territory import Territory
from oneboard.vocabulary.places import DEPTH

console = Console(highlight=False)


def working(text: str) -> Status:
    """Says what goes on until it is over; on a terminal only."""
    return console.status(text)


def no_list() -> int:
    """Neither is there one, nor a fault that says why."""
    return complain("没有读到区划名单 no list was found: *counties*, *towns*, *villages* (.csv, .xlsx)")


def show_files(found: Territory, locale: str) -> None:
    name = f" {found.edition}" if found.edition else ""
    console.print(f"\n[bold]区划文件 files{name}[/]  {', '.join(found.files)}", soft_wrap=True)
    table = Table(header_style="bold")
    table.add_column("级别 level")
    table.add_column("个数 count", justify="right")
    levels: Counter[str] = Counter(place.level for place in found.official.places)
    levels.update(grid.place.level for grid in found.grids)
    for level in DEPTH:
        if levels[level]:
            table.add_row(say(locale, f"level.{level}"), f"{levels[level]:,}")
    table.add_row("边界 outlines", f"{len(found.boundaries):,}")
    console.print(table)


def show_faults(faults: Sequence[Fault], locale: str) -> None:
    """Faults to stderr, notes to stdout: each on one line that an editor can open."""
    for fault in sorted(faults, key=lambda fault: (fault.note, fault.file, fault.row)):
        at = f"{fault.file}:{fault.row}" if fault.row else fault.file
        mark = "注 note" if fault.note else "错 fault"
        print(f"{mark}  {at}  {fault.text(locale)}", file=sys.stdout if fault.note else sys.stderr)
