"""`oneboard tasks list`: a page of what is owed, or all of it into a file."""

import argparse
from typing import Any
from urllib.parse import urlencode

from oneboard.cli.call import fetch, whole
from oneboard.cli.tasks.shown import console, table_of, when
from oneboard.intake.imports.writing import writing

#: Tasks of one page while a file is written.
_PAGE = 500


def run(asked: argparse.Namespace) -> int:
    given = {
        name: getattr(asked, name)
        for name in ("place", "playbook", "state", "overdue", "assigned", "due_before", "sort")
        if getattr(asked, name) is not None
    }
    if asked.out is not None:
        return _write(asked, given)
    page = fetch(asked.account, "GET", f"/tasks?{urlencode({**given, 'limit': asked.limit})}")
    console.print(table_of((task, "") for task in page["tasks"]))
    if page["next"]:
        console.print(f"还有更多 there are more: --limit, --out FILE.xlsx  ({len(page['tasks'])})")
    return 0


def _write(asked: argparse.Namespace, given: dict[str, str]) -> int:
    """Raises Refused."""
    number, page = 0, fetch(asked.account, "GET", _page(given, ""))
    with whole(asked.out), writing(asked.out, ("时限 due", "超时 overdue", *_COLUMNS)) as write:
        while True:
            for task in page["tasks"]:
                write(_row(task))
            number += len(page["tasks"])
            if not page["next"]:
                break
            page = fetch(asked.account, "GET", _page(given, page["next"]))
    console.print(f"{asked.out}: {number:,} 项 tasks", soft_wrap=True)
    return 0


_COLUMNS = {
    "预案 playbook": "playbook", "任务 task": "title", "状态 state": "state_title", "地点 place": "place",
    "地点名称 place name": "place_name", "对象 subject": "subject", "指派 assigned": "assigned", "编号 id": "id",
}  # fmt: skip


def _row(task: dict[str, Any]) -> list[str]:
    overdue = "✓" if task["overdue"] else ""
    return [when(task["due"]), overdue, *(str(task[name] or "") for name in _COLUMNS.values())]


def _page(given: dict[str, str], after: str) -> str:
    return f"/tasks?{urlencode({**given, 'limit': _PAGE, 'after': after})}"
