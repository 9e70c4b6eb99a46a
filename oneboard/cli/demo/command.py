"""The demo's command: plays a campaign, shows its figures beside the ledger, proves the journal, then serves."""

import argparse
import signal
from typing import Any

from rich.console import Console

from oneboard.cli.demo.node import Node
from oneboard.cli.demo.playing import played
from oneboard.cli.demo.publishing import publish
from oneboard.cli.demo.shown import show
from oneboard.cli.play.door import Desk
from oneboard.cli.play.scales import SCALES
from oneboard.cli.statements import command as statements
from oneboard.cli.statements.judged import lines


def add(commands: Any) -> None:
    parser = commands.add_parser("demo", help="play an exercise of some weeks through the doors")
    parser.add_argument("--once", action="store_true", help="end after the output; otherwise it serves")
    parser.add_argument(
        "--scale", choices=SCALES, default="county", help="how much is played (default: county)"
    )
    parser.add_argument(
        "--seed", type=int, default=2020, help="the same seed plays the same weeks (default: 2020)"
    )
    parser.add_argument("--lan", action="store_true", help="serve it on the local network, by https")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    console, scale = Console(), SCALES[asked.scale]
    console.print("[bold]一盘棋 Oneboard[/] · 演练 exercise: everything and everyone here is invented\n")
    with played(scale, asked.seed, console) as play:
        show(play.director, play.compared, play.seconds, console)
        statements.show(list(lines(play.director, play.compared)), console)
        publish(play.node, play.director.centre, console)
        _prove(play.node, asked.scale, console)
        if not asked.once and not play.compared.differences:
            _serve(play.node, play.director.centre.officer, asked.lan, console)
    return 1 if play.compared.differences else 0


def _prove(node: Node, scale: str, console: Console) -> None:
    """A replay of a county takes half a minute more: it is for the small one."""
    for command in (("journal", "verify"), ("replay", "--check"))[: 2 if scale == "town" else 1]:
        console.print(f"[dim]$ oneboard {' '.join(command)}[/]\n{node.run(*command).rstrip()}")


def _serve(node: Node, officer: Desk, lan: bool, console: Console) -> None:
    """Until Ctrl-C, or until whoever started it ends it."""
    where = "" if lan else f"\n{node.url} 正在服务 is serving\n"
    if lan:
        node.end()
        node.begin("--lan")
    console.print(
        f"{where}"
        f"账号 account: {officer.username} · 密码 password: {officer.password}\n"
        "接口 interface: /openapi.json\n"
        "Ctrl-C 结束并清除 ends it and clears it away"
    )
    ending = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    signal.sigwait(ending)
    console.print("再见 goodbye")
