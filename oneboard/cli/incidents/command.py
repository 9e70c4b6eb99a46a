"""`oneboard incidents list | respond`: what we respond to, at which level; and the level as it is declared."""

import argparse
from typing import Any

import msgspec
from rich.table import Table

from oneboard.cli.call import fetch
from oneboard.cli.language import language
from oneboard.cli.tasks.shown import console, when
from oneboard.cli.terminal import shown
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.foundation.words import say
from oneboard.vocabulary.incidents import RESPONSES

_HEADINGS = ("事件 incident", "响应 response", "自 since", "结束 ended", "编号 id")


def add(commands: Any) -> None:
    parser = commands.add_parser("incidents", help="what we respond to, and at which level")
    kinds = parser.add_subparsers(required=True, metavar="list|respond")
    listed = kinds.add_parser("list", help="every incident, and how high it is responded to")
    listed.set_defaults(run=listing)
    declared = kinds.add_parser("respond", help="declare the level of response: what it calls for begins")
    declared.add_argument("incident", help="its id")
    declared.add_argument("response", choices=(*RESPONSES, "none"))
    declared.add_argument("--order", required=True, help="who ordered it, and its number")
    declared.add_argument("--reason", required=True, help="why, for everyone to read; it names nobody")
    declared.set_defaults(run=respond)
    for asking in (listed, declared):
        asking.add_argument(
            "--as", dest="account", required=True, metavar="NAME", help="the account to act as"
        )


def listing(asked: argparse.Namespace) -> int:
    table = Table(header_style="bold")
    for heading in _HEADINGS:
        table.add_column(heading, overflow="fold")
    for one in fetch(asked.account, "GET", "/incidents"):
        table.add_row(shown(one["title"]), level(one["response"]), when(one["response_since"]),
                      when(one["ended_at"]), one["id"])  # fmt: skip
    console.print(table)
    return 0


def respond(asked: argparse.Namespace) -> int:
    response = None if asked.response == "none" else asked.response
    said = {"id": new_id(now_ms()), "response": response, "order": asked.order, "reason": asked.reason}
    path = f"/incidents/{asked.incident}/response"
    answer = fetch(asked.account, "POST", path, msgspec.json.encode(said))
    console.print(f"已发布 declared  [bold]{level(response)}[/]  序号 seq {answer['seq']}", soft_wrap=True)
    return 0


def level(response: str | None) -> str:
    """As the terminal's language calls it."""
    return say(language(), f"response.{response or 'none'}")
