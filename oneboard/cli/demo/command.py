"""The demo's command: plays a campaign, shows its figures beside the ledger, proves the journal, then serves."""

import argparse
import signal
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from oneboard.cli.demo.node import Node, served
from oneboard.cli.demo.publishing import publish
from oneboard.cli.demo.shown import show
from oneboard.cli.play.centre import Centre
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.comparing import DAILY, Compared, compare
from oneboard.cli.play.crews import crews_for
from oneboard.cli.play.director import Director
from oneboard.cli.play.door import Desk
from oneboard.cli.play.scales import SCALES
from oneboard.cli.play.tree import rolled_up


def add(commands: Any) -> None:
    parser = commands.add_parser("demo", help="play an exercise of some weeks through the doors")
    parser.add_argument("--once", action="store_true", help="end after the output; otherwise it serves")
    parser.add_argument("--scale", choices=SCALES, default="town", help="how much is played (default: town)")
    parser.add_argument(
        "--seed", type=int, default=2020, help="the same seed plays the same weeks (default: 2020)"
    )
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    console, scale = Console(), SCALES[asked.scale]
    console.print("[bold]一盘棋 Oneboard[/] · 演练 exercise: everything and everyone here is invented\n")
    with (
        served(scale.root) as (node, founder),
        crews_for(scale, "127.0.0.1", node.port) as crews,
        tempfile.TemporaryDirectory() as folder,
    ):
        centre = Centre(founder, scale.root.place, Chance(asked.seed, "centre"))
        director = Director(node, centre, crews, scale, asked.seed, Path(folder))
        started = time.perf_counter()
        compared = _played(director, console)
        show(director, compared, time.perf_counter() - started, console)
        publish(node, centre, console)
        _prove(node, asked.scale, console)
        if not asked.once and not compared.differences:
            _serve(node, centre.officer, console)
    return 1 if compared.differences else 0


def _played(director: Director, console: Console) -> Compared:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("")

        def progress(what: str, done: int, of: int) -> None:
            bar.update(task, description=what, completed=done, total=of or None)

        director.play(progress)
        progress("对账 comparing", 0, 0)
        expected = rolled_up(director.cells(), director.trees)
        return compare(
            director.centre.officer,
            director.scale.root.place,
            director.trees[-1],
            expected,
            director.scale.days,
            DAILY,
        )


def _prove(node: Node, scale: str, console: Console) -> None:
    for command in (
        (("journal", "verify"), ("replay", "--check")) if scale == "town" else (("journal", "verify"),)
    ):
        console.print(f"[dim]$ oneboard {' '.join(command)}[/]\n{node.run(*command).rstrip()}")


def _serve(node: Node, officer: Desk, console: Console) -> None:
    """Until Ctrl-C, or until whoever started it ends it."""
    console.print(
        f"\n{node.url} 正在服务 is serving\n"
        f"账号 account: {officer.username} · 密码 password: {officer.password}\n"
        f"接口 interface: {node.url}/openapi.json\n"
        "Ctrl-C 结束并清除 ends it and clears it away"
    )
    ending = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    signal.sigwait(ending)
    console.print("再见 goodbye")
