"""Tasks over HTTP: what is owed on one's ground, as pages or as a table."""

from typing import Annotated, Final, Literal
from urllib.parse import urlencode

import msgspec

from oneboard.access.routes import Call, Raw, Route
from oneboard.api.csv_tables import csv_table
from oneboard.api.obligations import TaskSeen, in_order, seen
from oneboard.api.task_pages import read_key, written
from oneboard.foundation.errors import Refusal
from oneboard.projections import owed
from oneboard.recorder import recorder
from oneboard.work.task_filters import TaskFilter, part_of

VERB: Final = "task.read"

#: Rows of a page of JSON; a table may have more of them.
_PAGE: Final = 500


class TaskQuery(TaskFilter, frozen=True, forbid_unknown_fields=True):
    """`after`: the `next` of the page before. `format` csv: a table, of up to 20,000 rows."""

    sort: Literal["due", "place"] = "due"
    after: Annotated[str, msgspec.Meta(max_length=150)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=20_000)] = 100
    format: Literal["json", "csv"] = "json"


class TaskPage(msgspec.Struct, frozen=True):
    """`next`: what asks for the page behind, empty on the last."""

    tasks: list[TaskSeen]
    next: str


def list_tasks(call: Call[None, None, TaskQuery]) -> TaskPage | Raw:
    """Raises Refusal not_found and place.gone for the place, body.invalid."""
    asked = call.query
    if asked.format == "json" and asked.limit > _PAGE:
        raise Refusal("body.invalid", path="?limit", problem=f"1 … {_PAGE}; format=csv: 1 … 20000")
    part = part_of(asked, call.actor, VERB, call.now_ms, recorder.running().reference())
    found = owed.page([part], asked.sort, read_key(asked.after), asked.limit + 1)
    page = found[: asked.limit]
    told = seen(in_order(task.id for task in page), call)
    following = written(page, len(found) > asked.limit)
    return TaskPage(told, following) if asked.format == "json" else _table(told, asked, following)


def _table(tasks: list[TaskSeen], asked: TaskQuery, following: str) -> Raw:
    """The next page is told in the header `Link` (RFC 8288)."""
    headers = {}
    if following:
        given = {name: value for name, value in msgspec.to_builtins(asked).items() if value is not None}
        headers["Link"] = f'</tasks?{urlencode({**given, "after": following})}>; rel="next"'
    return csv_table("tasks", TaskSeen.__struct_fields__, map(msgspec.structs.astuple, tasks), headers)


ROUTES: Final = (
    Route("GET", "/tasks", VERB, None, TaskPage, list_tasks,
          "The tasks of one's ground, filtered and sorted, page by page or as a table.",
          query=TaskQuery, refuses=("place.gone",)),
)  # fmt: skip
