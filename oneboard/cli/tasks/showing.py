"""`oneboard tasks show | why | parts TASK`."""

import argparse
from typing import Any
from urllib.parse import quote

from rich.text import Text

from oneboard.cli.call import fetch
from oneboard.cli.tasks.shown import console, table_of, when
from oneboard.cli.terminal import shown


def show(asked: argparse.Namespace) -> int:
    found = fetch(asked.account, "GET", f"/tasks/{quote(asked.task, safe='')}")
    console.print(table_of([(found["task"], "")]))
    for event in found["history"]:
        line = Text.assemble((when(event["at"]), "cyan"), "  ", shown(event["text"]))
        console.print(line, soft_wrap=True)
    return 0


def parts(asked: argparse.Namespace) -> int:
    found = fetch(asked.account, "GET", f"/tasks/{quote(asked.task, safe='')}/parts")
    console.print(_progress("分件 parts", found["progress"]))
    console.print(table_of([(part["task"], _part(part)) for part in found["tasks"]], "承办 whose"))
    return 0


def _part(part: dict[str, Any]) -> str:
    own = part["parts"]
    return (part["unit"] or "–") + (f"  {own['done']}/{own['parts']}" if own["parts"] else "")


def _progress(what: str, of: dict[str, int]) -> str:
    done, owed, overdue = (
        f"办结 done [bold]{of['done']}[/]",
        f"未结 owed {of['owed']}",
        f"超时 overdue {of['overdue']}",
    )
    return f"{what} {of['parts']}  {done}  {owed}  {overdue}"


def why(asked: argparse.Namespace) -> int:
    found = fetch(asked.account, "GET", f"/tasks/{quote(asked.task, safe='')}/why")
    for sentence in found["sentences"]:
        console.print(Text(shown(sentence)), soft_wrap=True)
    return 0
