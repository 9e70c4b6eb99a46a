"""`oneboard templates check|publish FILE…`: templates of bulletins, every fault with its line."""

import argparse
from pathlib import Path
from typing import Any

import msgspec

from oneboard.cli.call import fetch
from oneboard.cli.language import language
from oneboard.cli.playbooks.shown import complain_of, console
from oneboard.foundation.clock import now_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import new_id
from oneboard.playbooks.templates import Template, load


def add(commands: Any) -> None:
    parser = commands.add_parser("templates", help="check and publish the templates of bulletins")
    actions = parser.add_subparsers(required=True, metavar="check|publish")
    for name, about, run in (
        ("check", "every fault of these files, with its line", check),
        ("publish", "bulletins are drawn up by these from now on", publish),
    ):
        action = actions.add_parser(name, help=about)
        action.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a template, .yaml")
        action.set_defaults(run=run)
    action.add_argument("--as", dest="account", required=True, metavar="NAME", help="the account to act as")


def check(asked: argparse.Namespace) -> int:
    """It needs no node. Exit status 1 where there is a fault."""
    return 1 if [file for file in asked.files if _loaded(file) is None] else 0


def publish(asked: argparse.Namespace) -> int:
    """Nothing is published while one of the files has a fault."""
    if check(asked):
        return 1
    for file in asked.files:
        said = {"id": new_id(now_ms()), "source": file.read_text(encoding="utf-8")}
        answer = fetch(asked.account, "POST", "/templates", msgspec.json.encode(said))
        console.print(f"已发布 published  [bold]{file.name}[/]  序号 seq {answer['seq']}", soft_wrap=True)
    return 0


def _loaded(file: Path) -> Template | None:
    try:
        found = load(file.read_bytes(), file.as_posix())
    except Refusal as refusal:
        complain_of(refusal, language())
        return None
    lines = sum(len(section.lines) for section in found.sections)
    console.print(f"[green]✓[/] {file}  [bold]{found.key}[/]  {lines} 项数字 figures", soft_wrap=True)
    return found
