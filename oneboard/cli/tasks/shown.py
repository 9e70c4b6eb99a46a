"""How tasks look on a terminal: what is overdue in red."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from rich.console import Console
from rich.table import Table
from rich.text import Text

from oneboard.cli.terminal import shown
from oneboard.foundation.clock import instant_ms, local_text

console: Final = Console(highlight=False)

HEADINGS: Final = ("时限 due", "任务 task", "状态 state", "地点 place", "编号 id")


def when(instant: str | None) -> str:
    """A moment of an answer, by the clocks of the city."""
    return (
        "–"
        if instant is None
        else local_text(instant_ms(dt.datetime.fromisoformat(instant)), settings.ONEBOARD.time_zone)
    )


def table_of(rows: Iterable[tuple[Any, str]], heading_of_notes: str = "归属 yours by") -> Table:
    """`rows`: tasks as the node answers, each with what stands in a column of its own, or nothing."""
    listed = list(rows)
    table = Table(header_style="bold")
    for heading in (*HEADINGS, *([heading_of_notes] if any(note for _, note in listed) else [])):
        table.add_column(heading, overflow="fold")
    for task, note in listed:
        colour = "red" if task["overdue"] else ""
        title = f"{task['title']}：{task['about']}" if task.get("about") else task["title"]
        cells = (when(task["due"]), title, task["state_title"], task["place_name"], task["id"])
        table.add_row(*(Text(shown(cell), colour) for cell in (*cells, *([note] if note else []))))
    return table
