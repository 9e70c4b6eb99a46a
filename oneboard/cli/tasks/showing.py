"""`oneboard tasks show TASK` and `oneboard tasks why TASK`."""

import argparse
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


def why(asked: argparse.Namespace) -> int:
    found = fetch(asked.account, "GET", f"/tasks/{quote(asked.task, safe='')}/why")
    for sentence in found["sentences"]:
        console.print(Text(shown(sentence)), soft_wrap=True)
    return 0
