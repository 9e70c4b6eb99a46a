"""Owing: the task that a campaign, or a slot of its schedule, opens for one subject or unit. Pure.

`selections.py` says the same in SQL, for all at once.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, get_args

from oneboard.playbooks import watches
from oneboard.playbooks.schema import UNITS, Playbook
from oneboard.projections.reference import Reference
from oneboard.projections.rows import CampaignRow, TaskRow
from oneboard.vocabulary.places import Level


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


#: When it is due, and when the clock looks at it first.
Deadline = tuple[int | None, int | None]

ByLevel = Mapping[str, int | None]


def deadline(playbook: Playbook, opened_at: int, level: Level | None, reference: Reference) -> Deadline:
    """Of a task that opens at that moment, at a place of that level."""
    due = playbook.due_at(playbook.opening_state, opened_at, reference.calendar, level)
    return due, watches.first(playbook, opened_at, due, reference.calendar(opened_at))


def deadlines(playbook: Playbook, opened_at: int, reference: Reference) -> Sequence[int | ByLevel | None]:
    """The same of all at once, as `selections.py` wants them: of units by the level of their places."""
    if playbook.subject != UNITS:
        return deadline(playbook, opened_at, None, reference)
    by_level = {level: deadline(playbook, opened_at, level, reference) for level in get_args(Level)}
    return [{level: found[n] for level, found in by_level.items()} for n in (0, 1)]


def task_of(id_: str, campaign: CampaignRow, owing: Owing, opened: Opened, reference: Reference) -> TaskRow:
    """As it stands when nobody has taken a step."""
    playbook = reference.playbooks[campaign.playbook]
    state = playbook.opening_state
    due, next_at = deadline(playbook, opened.at, reference.levels.get(owing.place), reference)
    return TaskRow(
        id_, campaign.playbook, campaign.incident, campaign.id, owing.place, owing.id, opened.at, opened.by, state,
        opened.at, due, owing.void, "", None, None, playbook.assigned(owing.id), next_at,
        None, None, opened.seq,
    )  # fmt: skip
