"""The demo's command: plays the town, shows its figures beside the ledger, then serves or ends."""

import argparse
import signal
import socket
import time
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from oneboard.cli.demo.node import Node, Person, served
from oneboard.cli.demo.town import Town
from oneboard.intake.imports.playbooks import read_files

#: What the demo works by stands with the other content, beside the package.
CONTENT: Final = Path(str(files("oneboard"))).parent / "content/epidemic"
#: In the order in which they are published: what a visit opens comes before it.
PLAYBOOKS: Final = ("fever_check", "errand", "household_visit")

NAMES: Final = {
    "households_visited": "走访户数 homes visited",
    "people_seen": "见到人数 people seen",
    "leaflets_handed_out": "发放资料 leaflets handed out",
    "doors_not_opened": "无人在家 nobody at home",
    "households_declining": "不愿走访 declining",
}


def add(commands: Any) -> None:
    parser = commands.add_parser("demo", help="play a small exercise town through the real door")
    parser.add_argument("--once", action="store_true", help="end after the output; otherwise it serves")
    parser.add_argument("--households", type=int, default=600, help="how many there are (default: 600)")
    parser.add_argument(
        "--seed", type=int, default=2020, help="the same seed plays the same day (default: 2020)"
    )
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    console = Console()
    console.print("[bold]一盘棋 Oneboard[/] · 演练 exercise: everything and everyone here is invented\n")
    with served(_free_port()) as (node, founder):
        town = Town(node, founder, asked.seed)
        started = time.perf_counter()
        _play(town, asked.households, console)
        seconds = time.perf_counter() - started
        equal = _show(town, seconds, console)
        _prove(node, console)
        if not asked.once and equal:
            _serve(node, founder, town, console)
    return 0 if equal else 1


def _play(town: Town, households: int, console: Console) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        settling = bar.add_task("安排人员与网格 settling in", total=None)
        register = (CONTENT / "registers/households.yaml").read_text(encoding="utf-8")
        town.settle(register, [read_files(CONTENT / f"playbooks/{name}.yaml") for name in PLAYBOOKS])
        town.open_campaign()
        bar.remove_task(settling)
        visiting = bar.add_task("登记与走访 registering and visiting", total=round(households * 2.1))
        town.play(households, lambda sent: bar.advance(visiting, sent))


def _show(town: Town, seconds: float, console: Console) -> bool:
    """Whether every figure of the product equals the ledger's."""
    ledger, equal = town.ledger, True
    table = Table(
        title="今日数字 figures of the day", title_justify="left", header_style="bold", padding=(0, 0)
    )
    table.add_column("地点 place", min_width=18)
    for name in NAMES.values():
        table.add_column(name, justify="right", max_width=9)
    table.add_column("台账 ledger", justify="center", max_width=6)
    for place in town.officer.read("/places"):
        figures = _figures(town, place["id"])
        if place["level"] == "village":
            expected = _village(town, place["id"])
        else:
            expected = ledger.figures(place["id"] if place["level"] == "grid" else None)
        equal &= figures == expected
        indent = {"town": 0, "village": 1, "grid": 2}[place["level"]]
        cells = [f"{figures.get(name, 0):,}" for name in NAMES]
        table.add_row("  " * indent + place["name"], *cells, "✓" if figures == expected else f"✗ {expected}")
    console.print(table)
    console.print(
        f"{ledger.recorded:,} 条入账 entries recorded · {seconds:.1f} s\n"
        f"{ledger.absent} 户不在家 not at home · {ledger.refused} 户拒访 refused · "
        f"{ledger.corrections} 次更正 corrections\n"
        f"{ledger.doubles:,} 条重发 sent twice · {ledger.wrong_clocks} 条时钟不准 wrong clocks · "
        f"{ledger.unreadable} 条待人工 needs a person\n"
    )
    return equal


def _figures(town: Town, place: str) -> dict[str, int]:
    return {f["indicator"]: f["value"] for f in town.officer.read(f"/figures?place={place}") if f["value"]}


def _village(town: Town, village: str) -> dict[str, int]:
    grids = [town.ledger.figures(phone.grid) for phone in town.phones if phone.grid.startswith(f"{village}-")]
    figures: Counter[str] = Counter()
    for grid in grids:
        figures.update(grid)
    return {name: value for name, value in figures.items() if value}


def _prove(node: Node, console: Console) -> None:
    for command in (("journal", "verify"), ("replay", "--check")):
        console.print(f"[dim]$ oneboard {' '.join(command)}[/]\n{node.run(*command).rstrip()}")


def _serve(node: Node, founder: Person, town: Town, console: Console) -> None:
    console.print(
        f"\n{node.url} 正在服务 is serving\n"
        f"账号 account: {town.officer.username} · 密码 password: {town.officer.password}\n"
        f"接口 interface: {node.url}/openapi.json\n"
        "Ctrl-C 结束并清除 ends it and clears it away"
    )
    try:
        signal.pause()
    except KeyboardInterrupt:
        console.print("再见 goodbye")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
