"""The entries behind a figure: a page of them on the terminal, all of them into a file."""

from collections.abc import Iterator
from typing import Final

from rich.console import Console
from rich.markup import escape

from oneboard.api.figure_tables import FigureTable
from oneboard.api.figures import BehindSeen
from oneboard.cli.figures.asking import Asking, number
from oneboard.cli.figures.laid import Laid, print_lines
from oneboard.cli.terminal import shown

_PAGE: Final = 50
#: Entries fetched at once for a file.
_MANY: Final = 20_000
_ASKED: Final = ("place", "day", "as_of", "edition", "after")
_HEADINGS: Final = (
    "entry",
    "n",
    "happened",
    "recorded",
    "late",
    "corrected",
    "code",
    "place",
    "playbook",
    "step",
)


def answer(asking: Asking) -> bytes:
    return asking.bytes(_path(asking), *_ASKED, "limit")


def laid(asking: Asking) -> Laid:
    return Laid([asking.say(name) for name in _HEADINGS], _rows(asking))


def show(asking: Asking) -> None:
    console = Console(highlight=False)
    limit = asking.asked.limit or _PAGE
    # One more than is shown tells whether there are more.
    found = asking.get(list[BehindSeen], _path(asking), *_ASKED, limit=str(limit + 1))
    page = found[:limit]
    _head(asking, console)
    if not page:
        return console.print(asking.say("no_entries"))
    rows = [
        (f"{asking.when(one.happened_at)}\n{one.entry}", f"{one.n:,}", one.place_name,
         one.step_title or one.playbook, _came(asking, one))
        for one in page
    ]  # fmt: skip
    headings = [asking.say(name) for name in ("happened", "n", "place", "step", "came")]
    print_lines(console, headings, rows, numbers=(1,))
    if len(found) > limit:
        console.print(asking.say("more", after=page[-1].entry), soft_wrap=True)
    return None


def _head(asking: Asking, console: Console) -> None:
    """The figure itself; in an edition only its entries."""
    if asking.asked.edition is None:
        table = asking.get(
            FigureTable, "/figures/table", "place", "day", "as_of", indicators=asking.asked.entries
        )
        [row], [one] = table.rows, table.indicators
        asking.head(console, table)
        told = f"{number(row.values[0], one.share)} {asking.called(one.unit, '')}".strip()
        title = escape(shown(asking.called(one.title, one.indicator)))
        console.print(f"{title}  [bold]{escape(shown(told))}[/]")


def _rows(asking: Asking) -> Iterator[tuple[str | int, ...]]:
    left, after = asking.asked.limit, asking.asked.after
    while left is None or left > 0:
        limit = min(_MANY, left or _MANY)
        query = {"limit": str(limit), **({"after": after} if after else {})}
        page = asking.get(list[BehindSeen], _path(asking), *_ASKED[:-1], **query)
        for one in page:
            yield (one.entry, one.n, asking.when(one.happened_at), asking.when(one.recorded_at),
                   "1" if one.late else "", "1" if one.corrected else "", one.place, one.place_name, one.playbook,
                   one.step)  # fmt: skip
        if len(page) < limit:
            return
        left, after = (None if left is None else left - limit), page[-1].entry


def _came(asking: Asking, one: BehindSeen) -> str:
    return " ".join(asking.say(name) for name in ("late", "corrected") if getattr(one, name))


def _path(asking: Asking) -> str:
    return f"/figures/{asking.asked.entries}/entries"
