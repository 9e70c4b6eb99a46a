"""What a device is sent of its own grids, sort by sort."""

from typing import Any

import msgspec


class PlaceSent(msgspec.Struct, frozen=True):
    id: str
    level: str
    name: str
    parent: str | None


class SubjectSent(msgspec.Struct, frozen=True):
    """`answers`: path → value, the sealed ones opened for this device, without those whose keys have expired.

    `seq`: what a change made on this device is `as_of`. `closed`: why, or empty. `clashes`: paths of which several
    values stand.
    """

    id: str
    register: str
    place: str
    answers: dict[str, Any]
    seq: int
    closed: str
    merged_into: str | None
    clashes: list[str]


class TaskSent(msgspec.Struct, frozen=True):
    """`about`: what is to be done, as its order says it."""

    id: str
    playbook: str
    place: str
    subject: str | None
    campaign: str | None
    state: str
    since: str
    due: str | None
    void: str
    about: str | None


class PrefillSent(msgspec.Struct, frozen=True):
    """What stands in the form of a task beforehand, by question, as of this pull."""

    task: str
    answers: dict[str, int]


class NoticeSent(msgspec.Struct, frozen=True):
    """What the clock told a role about a task. `gone`: it was taken back, for something was done in time."""

    id: str
    role: str
    task: str
    kind: str
    at: str
    due: str
    gone: bool


class FormSent(msgspec.Struct, frozen=True):
    key: str
    hash: str


class PlaybookSent(msgspec.Struct, frozen=True):
    """`forms`: what is at `GET /forms/{key}`; a phone that has the hash need not ask again. `withdrawn`: since when
    nothing new is opened by it; what is open stays owed.
    """

    key: str
    source: str
    forms: list[FormSent]
    withdrawn: str | None


class KeptSent(msgspec.Struct, frozen=True):
    """An entry of this device that is not in the journal, and why; it is visible to the worker until it is settled."""

    entry: str
    state: str
    reason: str
