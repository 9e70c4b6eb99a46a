"""`oneboard statements`: plays, and says of each statement of the source whether it holds."""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from oneboard.cli.demo.playing import played
from oneboard.cli.play.scales import SCALES
from oneboard.cli.statements.judged import Line, lines
from oneboard.cli.statements.statements import statements


def add(commands: Any) -> None:
    parser = commands.add_parser("statements", help="play, and say which of the source's statements hold")
    parser.add_argument("--scale", choices=SCALES, default="town", help="how much is played (default: town)")
    parser.add_argument("--seed", type=int, default=2020, help="of the play (default: 2020)")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each statement")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """1 where a figure differs from the ledger's."""
    told = Console(stderr=asked.json)
    with played(SCALES[asked.scale], asked.seed, told) as play:
        found = list(lines(play.director, play.compared))
    if asked.json:
        for line in found:
            sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
    else:
        show(found, told)
    return 1 if play.compared.differences else 0


def show(found: Sequence[Line], console: Console) -> None:
    """Those that a play reaches, and how many there are of the others."""
    table = Table(title="要求 statements", title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("编号\nno.", no_wrap=True)
    table.add_column("内容\nwhat", max_width=44)
    for heading in ("演练\nplay", "原文\nsource"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("成立\nholds", justify="center", no_wrap=True)
    texts = statements()
    for line in found:
        if line.by == "machine":
            source = "" if line.source is None else f"{line.source:,}{'+' if line.rule == 'over' else ''}"
            table.add_row(line.statement, f"{texts[line.statement].zh}\n{texts[line.statement].en}",
                          f"{line.figure:,}", source, "✓" if line.holds else "✗")  # fmt: skip
    console.print(table)
    counts = {by: sum(line.by == by for line in found) for by in ("person", "none")}
    console.print(
        f"{counts['person']} 条由人评判 are for a person to judge · {counts['none']} 条尚无承接 are not served yet\n"
    )
