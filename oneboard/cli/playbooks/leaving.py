"""`oneboard playbooks move | withdraw | open-tasks NAME`: what becomes of tasks that are left behind."""

import argparse
from urllib.parse import quote, urlencode

import msgspec

from oneboard.cli.call import fetch
from oneboard.cli.playbooks.compare import latest
from oneboard.cli.playbooks.rollback import published_again
from oneboard.cli.playbooks.shown import console
from oneboard.cli.tasks.shown import table_of
from oneboard.cli.terminal import complain, table_of_counts
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id


def move(asked: argparse.Namespace) -> int:
    """What is in force is published again under the next number and takes the open tasks along.

    Its forms are the same, so that no phone fetches them anew.
    """
    last = latest(asked.account, asked.name)
    if not last:
        return complain(f"{asked.name}: 没有发布过 was never published")
    published_again(asked.account, asked.name, last, last + 1, move=True)
    return 0


def withdraw(asked: argparse.Namespace) -> int:
    said = msgspec.json.encode({"id": new_id(now_ms()), "reason": asked.reason})
    answer = fetch(asked.account, "POST", f"/playbooks/{quote(asked.name, safe='')}/withdraw", said)
    console.print(f"已撤回 withdrawn  [bold]{asked.name}[/]  序号 seq {answer['seq']}", soft_wrap=True)
    return 0


def open_tasks(asked: argparse.Namespace) -> int:
    given = {"limit": asked.limit, **({"version": asked.version} if asked.version else {})}
    address = f"/playbooks/{quote(asked.name, safe='')}/open-tasks?{urlencode(given)}"
    found = fetch(asked.account, "GET", address)
    rows = [
        tuple(f"{one[name]:,}" for name in ("version", "tasks", "overdue", "movable"))
        for one in found["versions"]
    ]
    console.print(table_of_counts(("版本 version", "未完 open", "超时 overdue", "可转入 movable"), rows))
    console.print(table_of((task, "") for task in found["tasks"]))
    if found["next"]:
        console.print(f"还有更多 there are more: --limit  ({len(found['tasks'])})")
    return 0
