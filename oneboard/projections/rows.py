"""The read models' rows as values, and their tables. Columns are explained in `models.py`.

`gc=False` here and for entries: they hold no cycles, and by the thousand they would keep the collector busy.
"""

from typing import Final

import msgspec

from oneboard.foundation.rows import Table
from oneboard.projections import models
from oneboard.projections.bulletins import BULLETINS
from oneboard.projections.counting import BALANCES, MARKS, TALLIES
from oneboard.projections.papers import PAPERS
from oneboard.projections.personnel import MEMBERS, POSTS, UNITS
from oneboard.projections.responses import RESPONSES
from oneboard.projections.stays import STAYS
from oneboard.projections.subject_rows import APART, DEPARTURES, FINDS, SUBJECTS, TEXTS, VERSIONS
from oneboard.projections.territory import BOUNDARIES, CHRONICLES, EDITIONS, GROUNDS, NODES, PLACES
from oneboard.projections.timetable import NOTICES, OVERRIDES, SLOTS
from oneboard.projections.workloads import WORKLOADS


class IncidentRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    title: str
    sort: str
    opened_at: int
    ended_at: int | None
    keys_end: int | None
    keys_until: int | None
    changed_seq: int


class ExtensionRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    incident: str
    until: int
    reason: str
    proposed_by: str | None
    proposed_at: int
    confirmed_by: str | None
    confirmed_at: int | None
    changed_seq: int


class MotionRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    key: str
    blob: str
    moves: str
    proposed_by: str | None
    proposed_at: int
    approved_at: int | None
    changed_seq: int


class CampaignRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    incident: str
    playbook: str
    register: str
    place: str
    title: str
    opened_at: int
    opened_by: str
    opened_seq: int
    edition: str
    closed_at: int | None
    changed_seq: int


class PlaybookRow(msgspec.Struct, frozen=True, gc=False):
    key: str
    source: str
    forms: str
    blob: str
    withdrawn_at: int | None
    changed_seq: int


class RegisterRow(msgspec.Struct, frozen=True, gc=False):
    key: str
    source: str
    changed_seq: int


class TemplateRow(msgspec.Struct, frozen=True, gc=False):
    key: str
    source: str
    changed_seq: int


class TaskRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    playbook: str
    incident: str | None
    campaign: str | None
    place: str
    subject: str | None
    opened_at: int
    opened_by: str
    state: str
    since: int
    due: int | None
    void: str
    withdrawn: str
    opener: str | None
    first_due: int | None
    assigned: str | None
    next_at: int | None
    part_of: str | None
    about: str | None
    changed_seq: int

    @property
    def not_owed(self) -> str:
        """Why nobody owes it although nobody did it, or empty."""
        return self.void or ("withdrawn" if self.withdrawn else "")


class TaskMove(msgspec.Struct, frozen=True, gc=False):
    """What a step changes of a task."""

    playbook: str
    state: str
    since: int
    due: int | None
    withdrawn: str
    assigned: str | None
    next_at: int | None
    changed_seq: int
    id: str


class StepRow(msgspec.Struct, frozen=True, gc=False):
    thread: str
    entry: str
    subject: str | None
    campaign: str | None
    place: str
    playbook: str
    step: str
    at: int
    corrects: str | None
    answers: str
    effect: str
    seq: int


class BlobRow(msgspec.Struct, frozen=True, gc=False):
    upload: str
    address: str
    length: int
    media_type: str
    place: str
    subject: str | None
    changed_seq: int


INCIDENTS: Final = Table(models.Incident, IncidentRow, key=("id",))
EXTENSIONS: Final = Table(models.Extension, ExtensionRow, key=("id",))
MOTIONS: Final = Table(models.Motion, MotionRow, key=("id",))
CAMPAIGNS: Final = Table(models.Campaign, CampaignRow, key=("id",))
PLAYBOOKS: Final = Table(models.Playbook, PlaybookRow, key=("key",))
REGISTERS: Final = Table(models.Register, RegisterRow, key=("key",))
TEMPLATES: Final = Table(models.Template, TemplateRow, key=("key",))
TASKS: Final = Table(models.Task, TaskRow, key=("id",))
STEPS: Final = Table(models.Step, StepRow, key=("thread", "entry"))
BLOBS: Final = Table(models.Blob, BlobRow, key=("upload",))

#: What replay rebuilds and compares: every read model there is.
ALL: Final = (
    PLACES, EDITIONS, NODES, GROUNDS, CHRONICLES, UNITS, MEMBERS, POSTS, INCIDENTS, EXTENSIONS, CAMPAIGNS, PLAYBOOKS,
    REGISTERS, TEMPLATES, SUBJECTS, VERSIONS, FINDS, TEXTS, DEPARTURES, APART, TASKS, STEPS, MARKS, TALLIES, BALANCES,
    BLOBS, BULLETINS, OVERRIDES, SLOTS, NOTICES, BOUNDARIES, STAYS, MOTIONS, RESPONSES,
    WORKLOADS, PAPERS,
)  # fmt: skip
