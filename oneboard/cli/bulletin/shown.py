"""A bulletin on a terminal of any width: figures right-aligned, what changed with its sign.

On a narrow one what changed stands in a line of its own, below.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from oneboard.cli.bulletin.asking import Checked, Signed
from oneboard.cli.terminal import shown
from oneboard.foundation.clock import iso
from oneboard.foundation.words import say
from oneboard.indicators.changes import Change
from oneboard.outputs.bulletin import wording
from oneboard.outputs.bulletin.bulletin import Bulletin, Line, Section
from oneboard.playbooks.titles import called

#: From so many cells on, each kind of change has a column of its own; and the name a figure is asked for by.
WIDE: Final = 72
WIDEST: Final = 110

#: Differences shown; all are counted.
_LISTED: Final = 50


def show(console: Console, bulletin: Bulletin, locale: str, number: int = 0) -> None:
    """`number`: under which it was signed; 0: it was not."""
    if bulletin.exercise:
        console.print(Text(say(locale, "bulletin.exercise"), "bold red"), justify="center")
    console.print(
        Text(shown(called(bulletin.heads.title, locale, bulletin.template)), "bold"), justify="center"
    )
    about = (
        wording.as_of(bulletin, locale),
        wording.which(number, locale),
        wording.compared(bulletin, locale),
    )
    console.print(Text("  ".join(about), "dim"), justify="center")
    console.print()
    if bulletin.counted:
        console.print(_table(bulletin, locale, console.width))
    else:
        console.print(say(locale, "bulletin.nothing"))
    for note in _notes(bulletin, locale):
        console.print()
        console.print(Text(shown(note), "dim"))


def _table(bulletin: Bulletin, locale: str, width: int) -> Table:
    wide, since = width >= WIDE, bulletin.previous is not None
    table = Table(box=None, pad_edge=False, expand=not wide, header_style="dim")
    table.add_column("", overflow="fold", ratio=None if wide else 1)
    table.add_column(say(locale, "bulletin.so_far"), justify="right", no_wrap=True)
    if wide:
        table.add_column("", no_wrap=True, style="dim")
        for head in (["since"] if since else []) + ["late", "corrected"]:
            table.add_column(say(locale, f"bulletin.{head}"), justify="right", no_wrap=True)
    if width >= WIDEST:
        table.add_column("", no_wrap=True, style="dim")
    for section in bulletin.sections:
        for row, style in _rows(section, locale, width, since=since):
            table.add_row(*row, style=style)
    return table


def _rows(
    section: Section, locale: str, width: int, *, since: bool
) -> Iterator[tuple[list[str | Text], str]]:
    told = [(line, line.change) for line in section.lines if line.change is not None]
    if not told:
        return
    yield [shown(called(section.title, locale, ""))], "bold"
    for line, change in told:
        yield from _rows_of(line, change, locale, width, since=since)
    yield [""], ""


def _rows_of(
    line: Line, change: Change, locale: str, width: int, *, since: bool
) -> Iterator[tuple[list[str | Text], str]]:
    title, unit = (shown(called(words, locale, "")) for words in (line.title, line.unit))
    value = (f"{change.after:,}", "bold")
    if width < WIDE:
        yield [f"  {title}", Text.assemble(value, (f" {unit}", "dim"))], ""
        if below := _below(change, locale, since=since):
            yield [Text(f"    {below}", "dim")], ""
        return
    gains = [wording.gain(change)] if since else []
    gains += [wording.signed(change.late), wording.signed(change.corrected)]
    row: list[str | Text] = [f"  {title}", Text.assemble(value), unit, *gains]
    yield [*row, line.figure] if width >= WIDEST else row, ""


def _below(change: Change, locale: str, *, since: bool) -> str:
    parts = [("since", change.after - change.before)] if since else []
    parts += [("late", change.late), ("corrected", change.corrected)]
    return "  ".join(f"{say(locale, f'bulletin.{key}')} {wording.signed(n)}" for key, n in parts if n)


def _notes(bulletin: Bulletin, locale: str) -> Iterator[str]:
    if missing := wording.not_counted(bulletin, locale):
        yield missing
    if bulletin.counted:
        place, at, figure = bulletin.place.place, iso(bulletin.as_of.at), bulletin.counted[0].figure
        command = f"oneboard figures --place {place} --as-of {at} --entries {figure}"
        yield say(locale, "bulletin.entries", {"command": command})


def show_list(console: Console, found: Sequence[Signed], locale: str) -> None:
    """The latest first."""
    if not found:
        console.print(say(locale, "bulletin.none_signed"))
        return
    heads = [
        say(locale, f"bulletin.{key}") for key in ("which", "as_of_head", "signed_at", "signed_by", "hash")
    ]
    table = Table(box=None, pad_edge=False, header_style="dim")
    for head in heads:
        table.add_column(head, overflow="fold")
    for one in found:
        table.add_row(
            wording.which(one.number, locale), one.as_of, one.signed_at, shown(one.signed_by), one.hash[:12]
        )
    console.print(table)


def show_check(console: Console, checked: Checked, locale: str) -> None:
    """Whether what was signed is whole, and still comes out."""
    name = {"which": wording.which(checked.signed.number, locale), "hash": checked.signed.hash}
    if not checked.intact:
        console.print(Text(say(locale, "bulletin.not_intact", name), "bold red"), soft_wrap=True)
    if not checked.differences:
        console.print(Text(say(locale, "bulletin.comes_out", name), "green"), soft_wrap=True)
        return
    console.print(
        Text(say(locale, "bulletin.differs", {**name, "count": len(checked.differences)}), "bold red")
    )
    table = Table(box=None, pad_edge=False, header_style="dim")
    for n, key in enumerate(("figure", "place", "part", "was", "now")):
        table.add_column(
            say(locale, f"bulletin.{key}"), justify="right" if n > 2 else "left", overflow="fold"
        )
    for one in checked.differences[:_LISTED]:
        part = say(locale, f"bulletin.part_{one.part}")
        table.add_row(one.figure, shown(one.place), part, f"{one.signed:,}", f"{one.now:,}")
    console.print(table)
    if len(checked.differences) > _LISTED:
        console.print("…")
