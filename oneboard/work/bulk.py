"""Bulks (批量): many tasks chosen at once, by a filter or their ids, and refused where they are not as they were."""

from typing import Annotated, Final

import msgspec

from oneboard.access.actor import Actor
from oneboard.access.policy import areas
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.projections import owed
from oneboard.projections.grounds import inside
from oneboard.projections.models import Task
from oneboard.projections.reference import Reference
from oneboard.projections.tasks import seen_by
from oneboard.work.task_filters import TaskFilter, part_of

VERB: Final = "task.assign"

#: Tasks in one command: all must be folded before the caller loses patience.
LIMIT: Final = 5_000


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly one of the two."""

    filter: TaskFilter | None = None
    ids: Annotated[tuple[Id, ...], msgspec.Meta(max_length=LIMIT)] = ()


def chosen(choice: Choice, actor: Actor, now_ms: int, reference: Reference) -> list[Task]:
    """By id. Raises Refusal bulk.too_many; not_found where one of the ids is missing or out of sight; body.invalid."""
    if (choice.filter is None) == (not choice.ids):
        raise Refusal("body.invalid", path="$", problem="filter | ids")
    if choice.filter is None:
        return _named(choice.ids, actor, reference)
    part = part_of(choice.filter, actor, VERB, now_ms, reference)
    found = owed.page([part], "due", None, LIMIT + 1)
    if len(found) > LIMIT:
        raise Refusal("bulk.too_many", limit=LIMIT)
    return list(Task.objects.filter(id__in=[one.id for one in found]).order_by("id"))


def require_unchanged(tasks: list[Task], count: int, seq: int) -> None:
    """Raises Refusal bulk.changed where the tasks are others, or other than they were at the entry `seq`."""
    if len(tasks) != count or any(task.changed_seq > seq for task in tasks):
        raise Refusal("bulk.changed", count=len(tasks))


def _named(ids: tuple[Id, ...], actor: Actor, reference: Reference) -> list[Task]:
    tasks = list(Task.objects.filter(id__in=set(ids)).order_by("id"))
    here = set(inside(areas(actor, VERB)).values_list("place", flat=True))
    seen = {one.key for one in seen_by(actor, reference.playbooks.values())}
    if len(tasks) < len(set(ids)) or any(t.place not in here or t.playbook not in seen for t in tasks):
        raise Refusal("not_found")
    return tasks
