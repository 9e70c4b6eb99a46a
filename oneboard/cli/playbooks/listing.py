"""`oneboard playbooks list`: every version there ever was, which is in force, and what is still open under it."""

import argparse

from oneboard.cli.call import fetch
from oneboard.cli.language import language
from oneboard.cli.playbooks.shown import console
from oneboard.cli.terminal import table_of_counts


def run(asked: argparse.Namespace) -> int:
    found = fetch(asked.account, "GET", "/playbooks")
    rows = [
        (
            f"{one['key']} {one['title'].get(language()) or next(iter(one['title'].values()), '')}",
            "✓" if one["in_force"] else "已撤回 withdrawn" if one["withdrawn"] else "",
            f"{one['open_tasks']:,}",
        )
        for one in found
    ]
    console.print(table_of_counts(("预案 playbook", "现行 in force", "未完任务 open tasks"), rows))
    return 0
