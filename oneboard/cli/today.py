"""`oneboard today --as NAME`: what one owes, overdue first."""

import argparse
from typing import Any
from urllib.parse import urlencode

from oneboard.cli.call import fetch
from oneboard.cli.incidents.command import level
from oneboard.cli.language import language
from oneboard.cli.tasks.shown import console, table_of
from oneboard.cli.terminal import shown
from oneboard.foundation.words import say


def add(commands: Any) -> None:
    parser = commands.add_parser("today", help="what one owes, overdue first")
    parser.add_argument("--limit", type=int, default=50, help="how many are shown (default: 50)")
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    found = fetch(asked.account, "GET", f"/today?{urlencode({'limit': asked.limit})}")
    for one in found["incidents"]:
        console.print(
            f"{shown(one['title'])}  [bold]{level(one['response'])}[/]  {shown(one['order'] or '')}",
            soft_wrap=True,
        )
    console.print(
        f"今天 today  待办 open [bold]{found['open']}[/]  超时 overdue [bold red]{found['overdue']}[/]"
    )
    console.print(table_of((one["task"], say(language(), f"mine.{one['mine']}")) for one in found["tasks"]))
    return 0
