"""Tasks as a reader sees them: places, playbooks and states called by their names in his language."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from oneboard.access.routes import Call
from oneboard.foundation.clock import iso
from oneboard.playbooks.titles import state_title, title_of
from oneboard.projections.models import Task
from oneboard.projections.places import names_of
from oneboard.recorder import recorder


class TaskSeen(msgspec.Struct, frozen=True):
    """`overdue` is worked out when it is read; only an escalation would be an entry. `void`: why it is not owed.

    `assigned`: `post:`, `unit:` or `member:` with an id; None: to the role at the place. `part_of`: the task of
    which it is a part. `about`: what is to be done, as its order says it.
    """

    id: str
    playbook: str
    title: str
    place: str
    place_name: str
    subject: str | None
    state: str
    state_title: str
    since: str
    due: str | None
    overdue: bool
    assigned: str | None
    void: str
    part_of: str | None = None
    about: str | None = None


def seen(tasks: Sequence[Task], call: Call[Any, Any, Any]) -> list[TaskSeen]:
    playbooks = recorder.running().reference().playbooks
    names = names_of(task.place for task in tasks)
    return [
        TaskSeen(
            task.id, task.playbook, title_of(playbooks[task.playbook], call.locale), task.place,
            names.get(task.place, task.place), task.subject, task.state,
            state_title(playbooks[task.playbook], task.state, call.locale), iso(task.since),
            None if task.due is None else iso(task.due), is_overdue(task, call.now_ms), task.assigned,
            task.not_owed, task.part_of, task.about,
        )
        for task in tasks
    ]  # fmt: skip


def is_overdue(task: Task, now_ms: int) -> bool:
    return task.due is not None and task.due < now_ms and not task.not_owed


def in_order(ids: Iterable[str]) -> list[Task]:
    """The tasks with these ids, in their order."""
    wanted = list(ids)
    rows = {task.id: task for task in Task.objects.filter(id__in=wanted)}
    return [rows[id_] for id_ in wanted if id_ in rows]
