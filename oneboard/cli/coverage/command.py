"""`oneboard coverage --place ID`: blank places first, as text, JSON or CSV."""

import argparse
import sys
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from rich.table import Table
from rich.text import Text

from oneboard.api.coverage import ColumnSeen, Coverage
from oneboard.cli.call import calling, fetched
from oneboard.cli.figures.laid import Laid
from oneboard.cli.figures.written import print_csv, print_json
from oneboard.cli.language import language
from oneboard.cli.tasks.shown import console
from oneboard.cli.terminal import shown
from oneboard.foundation.words import say
from oneboard.indicators.coverage import Covered
from oneboard.playbooks.titles import called
from oneboard.vocabulary.places import DEPTH

_ASKED: Final = ("place", "level", "day", "indicators", "limit")

#: What stands where nobody owes it.
_NOT_OWED: Final = "–"


def add(commands: Any) -> None:
    parser = commands.add_parser("coverage", help="which places are staffed, report and are worked on")
    parser.add_argument("--place", required=True, help="the place's id")
    parser.add_argument(
        "--level", choices=list(DEPTH)[1:], help="of this level below it; absent: those right below"
    )
    parser.add_argument("--day", help="of what comes every day, YYYY-MM-DD; absent: today")
    parser.add_argument(
        "--indicators", metavar="A,B", help="so far; absent: what the campaigns that run ask for"
    )
    parser.add_argument("--limit", type=int, default=50, help="how many are shown (default: 50)")
    parser.add_argument("--format", choices=("text", "json", "csv"), default="text")
    parser.add_argument("--lang", choices=("zh", "en"), help="absent: as the terminal speaks")
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Raises Refused."""
    locale = asked.lang or language()
    given = {name: value for name in _ASKED if (value := getattr(asked, name)) is not None}
    with calling(asked.account, locale) as ask:
        answer = fetched(ask, "GET", f"/coverage?{urlencode(given)}")
    found = msgspec.json.decode(answer, type=Coverage)
    if asked.format == "json":
        print_json(answer, None)
    elif asked.format == "csv":
        print_csv(Laid([say(locale, "coverage.id"), *_headings(found, locale)], _rows(found)), sys.stdout)
    else:
        _show(found, locale)
    return 0


def _show(found: Coverage, locale: str) -> None:
    warning = f"[bold red]{say(locale, 'figures.exercise')}[/]  " if found.exercise else ""
    fields = {"places": found.places, "blank": found.blank, "unstaffed": found.unstaffed}
    console.print(
        warning + say(locale, "coverage.head", {"place": shown(found.name), **fields}), soft_wrap=True
    )
    for column in found.columns:
        console.print(say(locale, "coverage.lacking", {"what": _title(column, locale), "blank": column.blank}),
                      style="dim", soft_wrap=True, markup=False)  # fmt: skip
    table = Table(header_style="bold")
    for n, heading in enumerate(_headings(found, locale)):
        table.add_column(heading, justify="right" if n else "left", overflow="fold")
    for row in found.rows:
        table.add_row(shown(row.name), *(_cell(n, n == 0) for n in _numbers(row)))
    console.print(table)


def _headings(found: Coverage, locale: str) -> list[str]:
    fixed = [say(locale, f"coverage.{name}") for name in ("place", "lacks", "posts", "units")]
    return [*fixed, *(_title(column, locale) for column in found.columns)]


def _title(column: ColumnSeen, locale: str) -> str:
    title = called(column.title, locale, column.indicator)
    return f"{title} {column.day}" if column.day else title


def _numbers(row: Covered) -> list[int | None]:
    return [None if not row.blanks else row.blanks, row.posts, row.units, *row.values]


def _rows(found: Coverage) -> Iterator[list[str | float]]:
    for row in found.rows:
        numbers: list[int | None] = [row.blanks, row.posts, row.units, *row.values]
        yield [row.place, row.name, *("" if n is None else n for n in numbers)]


def _cell(n: int | None, blank: bool) -> Text:
    return Text(_NOT_OWED if n is None else f"{n:,}", "bold red" if blank else "")
