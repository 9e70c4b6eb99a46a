"""`oneboard figures --place ID`: the figures of a place, as of any moment, and the entries behind one."""

import argparse
import sys
from typing import Any
from urllib.parse import urlencode

import msgspec
from rich.console import Console
from rich.table import Table

from oneboard.cli.call import call


def add(commands: Any) -> None:
    parser = commands.add_parser("figures", help="the figures of a place")
    parser.add_argument("--place", required=True, help="the place's id")
    parser.add_argument("--day", help="YYYY-MM-DD; absent: so far")
    parser.add_argument("--as-of", help="a moment, for example 2020-02-03T18:00:00+08:00; absent: now")
    parser.add_argument("--edition", help="as the place was in this edition; absent: as it is now")
    parser.add_argument("--entries", metavar="INDICATOR", help="list the entries behind this figure")
    parser.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    given = {"place": asked.place, "day": asked.day, "as_of": asked.as_of, "edition": asked.edition}
    query = urlencode({name: value for name, value in given.items() if value})
    path = f"/figures/{asked.entries}/entries?{query}" if asked.entries else f"/figures?{query}"
    status, body = call(asked.account, "GET", path)
    answer = msgspec.json.decode(body)
    if status >= 400:
        print(f"oneboard: {answer['text']}", file=sys.stderr)
        return 1
    table = Table(header_style="bold")
    table.add_column("条目 entry" if asked.entries else "指标 indicator")
    table.add_column("计 counts" if asked.entries else "数字 figure", justify="right")
    for row in answer:
        table.add_row(row["entry"], str(row["n"])) if asked.entries else table.add_row(
            row["indicator"], f"{row['value']:,}"
        )
    Console().print(table)
    return 0
