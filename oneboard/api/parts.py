"""The parts of a task over HTTP: into what it was split, who owes each, and how far they have come together."""

from typing import Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.api.obligations import TaskSeen, seen
from oneboard.api.one_task import VERB, OneTask
from oneboard.projections import parts, tasks
from oneboard.projections.parts import Progress
from oneboard.projections.units import names_of
from oneboard.recorder import recorder


class PartSeen(msgspec.Struct, frozen=True):
    """`unit`: whose it is where it is a unit's or squad's, by name. `parts`: how far its own have come."""

    task: TaskSeen
    unit: str | None
    parts: Progress


class Parts(msgspec.Struct, frozen=True):
    """`progress`: of all that nobody took back. `tasks`: every part, withdrawn ones too, by deadline."""

    progress: Progress
    tasks: list[PartSeen]


def list_parts(call: Call[None, OneTask, None]) -> Parts:
    """Whoever sees the whole sees how far its parts have come, wherever they lie. Raises Refusal not_found."""
    reference = recorder.running().reference()
    whole = tasks.find(call.path.task, call.actor, VERB, reference)
    found = parts.parts_of(whole.id)
    progress = parts.progress_of([whole.id, *(one.id for one in found)], reference, call.now_ms)
    named = [_unit(one.assigned) or one.subject or "" for one in found]
    units = names_of(filter(None, named))
    told = zip(found, seen(found, call), named, strict=True)
    return Parts(
        progress[whole.id], [PartSeen(one, units.get(unit), progress[task.id]) for task, one, unit in told]
    )


def _unit(assigned: str | None) -> str:
    kind, _, id_ = (assigned or "").partition(":")
    return id_ if kind == "unit" else ""


ROUTES: Final = (
    Route("GET", "/tasks/{task}/parts", VERB, None, Parts, list_parts,
          "The parts into which a task was split, and how far they have come.", params=OneTask),
)  # fmt: skip
