"""Versions of a playbook over HTTP: what is still open under each, on one's ground, to be finished or moved."""

from typing import Annotated, Final

import msgspec

from oneboard.access.policy import areas
from oneboard.access.routes import Call, Route
from oneboard.api.obligations import TaskSeen, in_order, seen
from oneboard.api.task_pages import read_key, written
from oneboard.playbooks.schema import Name, Playbook
from oneboard.projections import holding, owed, tasks
from oneboard.recorder import recorder
from oneboard.work.playbooks import require_published

VERB: Final = "task.read"


class OneName(msgspec.Struct, frozen=True):
    playbook: Name


class OpenQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`version`: of this one, absent: of all but the one in force. `after`: the `next` of the page before."""

    version: Annotated[int, msgspec.Meta(ge=1)] | None = None
    after: Annotated[str, msgspec.Meta(max_length=150)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 100


class VersionSeen(msgspec.Struct, frozen=True):
    """`movable`: of its open tasks those in a state that the highest version has, too: publishing the next one with
    `moves: open_tasks` takes them along, if it keeps these states."""

    version: int
    tasks: int
    overdue: int
    movable: int


class OpenTasks(msgspec.Struct, frozen=True):
    """`versions`: every version with open tasks. `next`: what asks for the page behind, empty on the last."""

    versions: list[VersionSeen]
    tasks: list[TaskSeen]
    next: str


def open_tasks(call: Call[None, OneName, OpenQuery]) -> OpenTasks:
    """Raises Refusal playbook.unknown, body.invalid."""
    asked, reference = call.query, recorder.running().reference()
    latest = require_published(call.path.playbook, reference)
    seen_versions = tasks.seen_by(call.actor, reference.playbooks.values())
    versions = [one for one in seen_versions if one.playbook == latest.playbook]
    versions.sort(key=lambda one: one.version)
    here = holding.at(areas(call.actor, VERB))
    pairs = owed.alive(owed.open_pairs(versions))
    counts = owed.counts(pairs, here, call.now_ms)
    in_force = reference.publications[latest.key].withdrawn_at is None
    wanted = {
        one.key
        for one in versions
        if (one.version == asked.version if asked.version else not in_force or one.key != latest.key)
    }
    part = owed.in_states([pair for pair in pairs if pair[0] in wanted], here)
    found = owed.page([part], "place", read_key(asked.after), asked.limit + 1)
    page = found[: asked.limit]
    told = seen(in_order(task.id for task in page), call)
    shown = [_seen(one, [c for c in counts if c.playbook == one.key], latest) for one in versions]
    return OpenTasks([one for one in shown if one.tasks], told, written(page, len(found) > asked.limit))


def _seen(version: Playbook, counts: list[owed.Count], latest: Playbook) -> VersionSeen:
    movable = sum(one.tasks for one in counts if one.state in latest.open_states)
    return VersionSeen(
        version.version, sum(one.tasks for one in counts), sum(one.overdue for one in counts), movable
    )


ROUTES: Final = (
    Route("GET", "/playbooks/{playbook}/open-tasks", VERB, None, OpenTasks, open_tasks,
          "What is still open under the versions of a playbook.", params=OneName, query=OpenQuery,
          refuses=("playbook.unknown",)),
)  # fmt: skip
