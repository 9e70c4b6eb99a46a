"""Tasks over HTTP: what is owed on one's ground, and one task with what happened to it."""

import csv
import datetime as dt
import io
from typing import Annotated, Final, Literal
from urllib.parse import urlencode

import msgspec

from oneboard.access.policy import areas
from oneboard.access.routes import Call, Raw, Route
from oneboard.api.obligations import TaskSeen, in_order, seen
from oneboard.api.task_pages import read_key, written
from oneboard.foundation.clock import instant_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import ID_PATTERN
from oneboard.intake.imports.writing import safe
from oneboard.playbooks.schema import Name
from oneboard.projections import holding, owed, places
from oneboard.projections.conditions import ANYWHERE, Condition, among
from oneboard.projections.owed import Pair, Part
from oneboard.recorder import recorder

VERB: Final = "task.read"

#: Rows of a page of JSON; a table may have more of them.
_PAGE: Final = 500

Assigned = Annotated[
    str, msgspec.Meta(pattern=rf"^(lapsed|(post|unit|member):{ID_PATTERN.pattern})\Z", examples=["unit:…", "lapsed"])
]  # fmt: skip
Version = Annotated[
    str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,59}(@[1-9][0-9]{0,8})?\Z", examples=["household_visit@1"])
]


class TaskQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`place`: this one and all below, absent: one's whole ground. `playbook`: by name, or one version.

    `state`: also one in which nothing is owed any more, absent: all in which something is. `assigned`: to whom;
    `lapsed`: to one who is in post no more. `after`: the `next` of the page before. `format` csv: a table, of up to
    20,000 rows.
    """

    place: str | None = None
    playbook: Version | None = None
    state: Name | None = None
    overdue: bool | None = None
    assigned: Assigned | None = None
    due_before: dt.datetime | None = None
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
    paths = areas(call.actor, VERB)
    if asked.place is not None:
        paths = (places.find(asked.place, call.actor, VERB).path,)
    part = _part(asked, holding.at(paths) & _chosen(asked, call.now_ms), call.now_ms)
    found = owed.page([part], asked.sort, read_key(asked.after), asked.limit + 1)
    page = found[: asked.limit]
    told = seen(in_order(task.id for task in page), call)
    following = written(page, len(found) > asked.limit)
    return TaskPage(told, following) if asked.format == "json" else _table(told, asked, following)


def _part(asked: TaskQuery, condition: Condition, now_ms: int) -> Part:
    pairs = owed.alive(_pairs(asked))
    if asked.assigned == "lapsed":
        return owed.of_assigned(pairs, holding.unheld(now_ms) & condition)
    if asked.assigned is not None:
        return owed.of_assigned(pairs, among("assigned", [asked.assigned]) & condition)
    return owed.in_states(pairs, condition)


def _pairs(asked: TaskQuery) -> list[Pair]:
    playbooks = [
        playbook
        for playbook in recorder.running().reference().playbooks.values()
        if asked.playbook in (None, playbook.playbook, playbook.key)
    ]
    if asked.state is None:
        return owed.open_pairs(playbooks)
    return [(playbook.key, asked.state) for playbook in playbooks if asked.state in playbook.task.states]


def _chosen(asked: TaskQuery, now_ms: int) -> Condition:
    chosen = ANYWHERE
    if asked.overdue is not None:
        chosen &= Condition("due < %s" if asked.overdue else "(due IS NULL OR due >= %s)", (now_ms,))
    if asked.due_before is not None:
        try:
            chosen &= Condition("due < %s", (instant_ms(asked.due_before),))
        except ValueError as error:
            raise Refusal("body.invalid", path="?due_before", problem=str(error)) from error
    return chosen


def _table(tasks: list[TaskSeen], asked: TaskQuery, following: str) -> Raw:
    """With a mark of its encoding, for Excel. The next page is told in the header `Link` (RFC 8288)."""
    file = io.StringIO(newline="")
    rows = csv.writer(file)
    rows.writerow(TaskSeen.__struct_fields__)
    for task in tasks:
        rows.writerow([safe("" if cell is None else str(cell)) for cell in msgspec.structs.astuple(task)])
    headers = {"Content-Disposition": 'attachment; filename="tasks.csv"'}
    if following:
        given = {name: value for name, value in msgspec.to_builtins(asked).items() if value is not None}
        headers["Link"] = f'</tasks?{urlencode({**given, "after": following})}>; rel="next"'
    return Raw(b"\xef\xbb\xbf" + file.getvalue().encode(), "text/csv; charset=utf-8", headers)


ROUTES: Final = (
    Route("GET", "/tasks", VERB, None, TaskPage, list_tasks,
          "The tasks of one's ground, filtered and sorted, page by page or as a table.",
          query=TaskQuery, refuses=("place.gone",)),
)  # fmt: skip
