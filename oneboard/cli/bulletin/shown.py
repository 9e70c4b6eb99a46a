"""A bulletin on a terminal of any width: figures right-aligned, what changed with its sign.

On a narrow one what changed stands in a line of its own, below.
"""

from collections.abc import Iterator
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from oneboard.cli.terminal import shown
from oneboard.foundation.clock import iso
from oneboard.foundation.words import say
from oneboard.indicators.changes import Change
from oneboard.outputs.bulletin import wording
from oneboard.outputs.bulletin.bulletin import Bulletin, Line
from oneboard.playbooks.titles import called

#: From so many cells on, each kind of change has a column of its own; and the name a figure is asked for by.
WIDE: Final = 72
WIDEST: Final = 110

#: Of a hash, what tells one draft from another.
_SHORT: Final = 12


def show(console: Console, bulletin: Bulletin, locale: str, number: int = 0, hash_: str = "") -> None:
    """`number`: under which it was signed; 0: it was not, and `hash_` is that of the draft."""
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
    if not bulletin.counted:
        console.print(say(locale, "bulletin.nothing"))
    elif console.width >= WIDE:
        console.print(_table(bulletin, locale, console.width))
    else:
        _show_narrowly(console, bulletin, locale)
    for note in _notes(bulletin, locale, hash_):
        console.print()
        console.print(Text(shown(note), "dim"))


def _table(bulletin: Bulletin, locale: str, width: int) -> Table:
    since = bulletin.previous is not None
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("", overflow="fold")
    table.add_column(say(locale, "bulletin.so_far"), justify="right", no_wrap=True)
    table.add_column("", no_wrap=True, style="dim")
    for head in (["since"] if since else []) + ["late", "corrected"]:
        table.add_column(say(locale, f"bulletin.{head}"), justify="right", no_wrap=True)
    if width >= WIDEST:
        table.add_column("", no_wrap=True, style="dim")
    for title, lines in _told(bulletin, locale):
        table.add_row(title, style="bold")
        for line, change in lines:
            gains = [wording.gain(change)] if since else []
            gains += [wording.signed(change.late), wording.signed(change.corrected)]
            name, unit = (shown(called(words, locale, "")) for words in (line.title, line.unit))
            row: list[str | Text] = [
                f"  {name}",
                Text(f"{change.after:,}", "bold"),
                unit,
                *gains,
                line.figure,
            ]
            table.add_row(*row[: len(table.columns)])
        table.add_row()
    return table


def _show_narrowly(console: Console, bulletin: Bulletin, locale: str) -> None:
    for title, lines in _told(bulletin, locale):
        console.print(Text(title, "bold"))
        for line, change in lines:
            name, unit = (shown(called(words, locale, "")) for words in (line.title, line.unit))
            row = Table.grid(expand=True, padding=(0, 1, 0, 0), pad_edge=False)
            row.add_column(ratio=1, overflow="fold")
            row.add_column(justify="right", no_wrap=True)
            row.add_row(
                Padding(name, (0, 0, 0, 2)), Text.assemble((f"{change.after:,}", "bold"), (f" {unit}", "dim"))
            )
            console.print(row)
            if below := _below(change, locale, since=bulletin.previous is not None):
                console.print(Padding(Text(below, "dim"), (0, 0, 0, 4)))
        console.print()


def _told(bulletin: Bulletin, locale: str) -> Iterator[tuple[str, list[tuple[Line, Change]]]]:
    """The sections of which anything is counted, each with its title."""
    for section in bulletin.sections:
        lines = [(line, line.change) for line in section.lines if line.change is not None]
        if lines:
            yield shown(called(section.title, locale, "")), lines


def _below(change: Change, locale: str, *, since: bool) -> str:
    parts = [("since", change.after - change.before)] if since else []
    parts += [("late", change.late), ("corrected", change.corrected)]
    return "  ".join(f"{say(locale, f'bulletin.{key}')} {wording.signed(n)}" for key, n in parts if n)


def _notes(bulletin: Bulletin, locale: str, hash_: str) -> Iterator[str]:
    if missing := wording.not_counted(bulletin, locale):
        yield missing
    if hash_:
        command = f"--as-of {iso(bulletin.as_of.at)} --sign --hash {hash_[:_SHORT]}"
        yield say(locale, "bulletin.to_sign", {"command": command})
    if bulletin.counted:
        place, at, figure = bulletin.place.place, iso(bulletin.as_of.at), bulletin.counted[0].figure
        command = f"oneboard figures --place {place} --as-of {at} --entries {figure}"
        yield say(locale, "bulletin.entries", {"command": command})
