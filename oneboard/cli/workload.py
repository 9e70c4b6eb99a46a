"""`oneboard workload PLACE --as NAME`: how much was asked of the people in the field on a day, by what, and who had
no rest."""

import argparse
import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec
from rich.table import Table

from oneboard.cli.call import fetch
from oneboard.cli.tasks.shown import console, when
from oneboard.cli.terminal import shown


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "workload", help="what was asked of people in the field, and who had no rest"
    )
    parser.add_argument("place", help="with all that lies below it: 5117, 511702100")
    parser.add_argument("--day", default="", help="2020-02-05 (default: today)")
    parser.add_argument("--limit", type=int, default=20, help="how many people are shown (default: 20)")
    parser.add_argument("--json", action="store_true", help="as the node answers")
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    query = {"limit": asked.limit} | ({"day": asked.day} if asked.day else {})
    found = fetch(asked.account, "GET", f"/places/{asked.place}/workload?{urlencode(query)}")
    if asked.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n")
        return 0
    if not found["workers"]:
        console.print(f"{found['day']} 没有人填报。 Nobody was asked anything.")
        return 0
    console.print(f"[bold]{found['day']}[/]")
    console.print(_asking(found["asking"]))
    console.print(_workers(found["workers"]))
    return 0


def _asking(asking: list[Mapping[str, Any]]) -> Table:
    table = Table(title="谁在问 who asks", title_justify="left", header_style="bold")
    table.add_column("预案 playbook", overflow="fold")
    for heading in ("人 people", "条 entries", "题 answers", "分钟 minutes", "人均 each"):
        table.add_column(heading, justify="right")
    for one in asking:
        numbers = (
            one["posts"],
            one["entries"],
            one["answers"],
            one["minutes"],
            one["answers"] // one["posts"],
        )
        table.add_row(shown(one["work"]), *(f"{n:,}" for n in numbers))
    return table


def _workers(workers: list[Mapping[str, Any]]) -> Table:
    table = Table(title="谁最累 who is asked most", title_justify="left", header_style="bold")
    table.add_column("地点 place", overflow="fold")
    table.add_column("岗位 role")
    for heading in ("题 answers", "分钟 minutes", "从 from", "到 to", "连续天 days"):
        table.add_column(heading, justify="right")
    for one in workers:
        days = f"{one['days_in_a_row']}{' ✗' if one['rest_owed'] else ''}"
        last = f"{when(one['last'])[-5:]}{' ✗' if one['long'] else ''}"
        cells = (shown(one["place_name"]), one["role"], f"{one['answers']:,}", f"{one['minutes']:,}")
        tired = "red" if one["long"] or one["rest_owed"] else ""
        table.add_row(*cells, when(one["first"])[-5:], last, days, style=tired)
    return table
