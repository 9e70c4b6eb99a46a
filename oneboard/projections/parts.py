"""Parts (分件): the tasks into which another was split, and how far they have come."""

from collections.abc import Sequence

import msgspec
from django.db.models import Count, Q

from oneboard.projections.models import Task
from oneboard.projections.reference import Reference


class Progress(msgspec.Struct, frozen=True):
    """Of one task's parts, those that nobody took back: `done` are in a state that is final, the others are owed."""

    parts: int = 0
    done: int = 0
    owed: int = 0
    overdue: int = 0


def parts_of(task: str) -> list[Task]:
    """All of them, withdrawn ones too, by deadline."""
    return list(Task.objects.filter(part_of=task).order_by("due", "place", "id"))


def progress_of(wholes: Sequence[str], reference: Reference, now_ms: int) -> dict[str, Progress]:
    """By the task that was split; one without parts has none."""
    found = {whole: Progress() for whole in wholes}
    late = Count("id", filter=Q(due__lt=now_ms))
    rows = Task.objects.filter(part_of__in=wholes, void="", withdrawn="").values_list(
        "part_of", "playbook", "state"
    )
    for whole, playbook, state, tasks, overdue in rows.annotate(tasks=Count("id"), late=late).order_by():
        one, final = found[whole], reference.playbooks[playbook].task.states[state].final
        found[whole] = Progress(
            one.parts + tasks,
            one.done + (tasks if final else 0),
            one.owed + (0 if final else tasks),
            one.overdue + (0 if final else overdue),
        )
    return found
