"""What was signed, on a terminal: the list, and what a check found."""

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from oneboard.cli.bulletin.asking import Checked, Signed
from oneboard.cli.terminal import shown
from oneboard.foundation.words import say
from oneboard.outputs.bulletin import wording

#: Differences shown; all are counted.
_LISTED: Final = 50


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
