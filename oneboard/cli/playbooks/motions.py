"""`oneboard playbooks motions | approve NAME@VERSION`: what restricts people takes two persons."""

import argparse
from typing import Any

import msgspec

from oneboard.cli.call import fetch
from oneboard.cli.language import language
from oneboard.cli.playbooks.shown import console
from oneboard.cli.terminal import complain, table_of_counts
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id


def waiting(asked: argparse.Namespace) -> int:
    _show(fetch(asked.account, "GET", "/motions"))
    return 0


def approve(asked: argparse.Namespace) -> int:
    """What is approved is shown first: the order and its end stand in the journal under two names."""
    found = [one for one in fetch(asked.account, "GET", "/motions") if one["key"] == asked.key]
    if not found:
        return complain(f"{asked.key}: 没有待批准的 nothing waits under this name")
    _show(found[:1])
    said = msgspec.json.encode({"id": new_id(now_ms())})
    answer = fetch(asked.account, "POST", f"/motions/{found[0]['motion']}/approve", said)
    console.print(f"已批准 approved  [bold]{asked.key}[/]  序号 seq {answer['seq']}", soft_wrap=True)
    return 0


def _show(found: list[dict[str, Any]]) -> None:
    rows = [
        (
            f"{one['key']} {one['title'].get(language()) or next(iter(one['title'].values()), '')}",
            one["order"],
            one["ends"],
        )
        for one in found
    ]
    console.print(table_of_counts(("待批准 waits for approval", "依据 order", "至 until"), rows))
