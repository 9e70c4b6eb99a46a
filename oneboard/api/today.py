"""Today (今天) over HTTP: what the actor owes, by all his posts, his unit and squad, and himself."""

from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.api.obligations import TaskSeen, in_order, seen
from oneboard.api.task_pages import read_key, written
from oneboard.intake.responding import IncidentSent, going_on
from oneboard.projections import holding, owed
from oneboard.projections.holding import AS_BACKUP, Mine
from oneboard.projections.models import Task
from oneboard.recorder import recorder

VERB: Final = "task.read"


class TodayQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`after`: the `next` of the page before."""

    after: Annotated[str, msgspec.Meta(max_length=150)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 200


class OwnTask(msgspec.Struct, frozen=True):
    """`mine`: assigned to a post, a unit or oneself; or by the role at the place; or in its stead, as its backup."""

    mine: Mine
    task: TaskSeen


class Today(msgspec.Struct, frozen=True):
    """Overdue first, then by due and place. `open` and `overdue` count all pages; `next`: empty on the last."""

    open: int
    overdue: int
    tasks: list[OwnTask]
    next: str
    incidents: list[IncidentSent]


def today(call: Call[None, None, TodayQuery]) -> Today:
    """Raises Refusal body.invalid."""
    asked, reference = call.query, recorder.running().reference()
    playbooks = reference.playbooks
    pairs = owed.alive(owed.open_pairs(playbooks.values()))
    parts = holding.parts_of(call.actor, pairs, playbooks, call.now_ms)
    own = owed.mine(parts, read_key(asked.after), asked.limit + 1, call.now_ms)
    page = own.found[: asked.limit]
    ranks = {found.id: found.rank for found in page}
    rows = in_order(ranks)
    told = seen(rows, call)
    tasks = [OwnTask(_mine(row, ranks[row.id]), one) for row, one in zip(rows, told, strict=True)]
    after = written(page, len(own.found) > asked.limit)
    return Today(own.tasks, own.overdue, tasks, after, going_on(reference, call.now_ms))


def _mine(task: Task, rank: int) -> Mine:
    if rank == holding.ASSIGNED:
        return holding.by_assignment(task.assigned or "")
    return "backup" if rank == AS_BACKUP else "role"


ROUTES: Final = (
    Route("GET", "/today", VERB, None, Today, today, "What one owes: overdue first, then by due and place.",
          query=TodayQuery),
)  # fmt: skip
