"""Owing: the task that a campaign, or a slot of its schedule, opens for one subject or unit. Pure.

`selections.py` says the same in SQL, for all at once.
"""

from typing import NamedTuple

from oneboard.playbooks import watches
from oneboard.playbooks.schema import Playbook
from oneboard.projections.reference import Reference
from oneboard.projections.rows import CampaignRow, TaskRow


class Owing(NamedTuple):
    """What a task is about, and where; `void`: why it is not owed, by what became of that."""

    id: str
    place: str
    void: str = ""


class Opened(NamedTuple):
    """When, by which entry, and which entry has the last say in it."""

    at: int
    by: str
    seq: int


def deadline(playbook: Playbook, opened_at: int, reference: Reference) -> tuple[int | None, int | None]:
    """Of a task that opens at that moment: when it is due, and when the clock looks at it first."""
    due = playbook.due_at(playbook.opening_state, opened_at, reference.calendar)
    return due, watches.first(playbook, opened_at, due, reference.calendar(opened_at))


def task_of(id_: str, campaign: CampaignRow, owing: Owing, opened: Opened, reference: Reference) -> TaskRow:
    """As it stands when nobody has taken a step."""
    playbook = reference.playbooks[campaign.playbook]
    state = playbook.opening_state
    due, next_at = deadline(playbook, opened.at, reference)
    return TaskRow(
        id_, campaign.playbook, campaign.incident, campaign.id, owing.place, owing.id, opened.at, opened.by, state,
        opened.at, due, owing.void, "", None, None, playbook.assigned(owing.id), next_at,
        opened.seq,
    )  # fmt: skip
