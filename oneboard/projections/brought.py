"""What a group brings (来件): its entries as rows not yet judged, in their order."""

from collections.abc import Sequence

import msgspec

from oneboard.projections.openings import Opening
from oneboard.projections.reference import Reference
from oneboard.projections.rows import BlobRow, StepRow
from oneboard.projections.said import LACKS, SAID
from oneboard.projections.subject_rows import SubjectRow, VersionRow
from oneboard.projections.versions import text
from oneboard.vocabulary.blobs import BlobStored
from oneboard.vocabulary.entry import POSITION, Entry, Recorded
from oneboard.vocabulary.facts import read, read_as
from oneboard.vocabulary.subjects import (
    SubjectChanged,
    SubjectClosed,
    SubjectMoved,
    SubjectRegistered,
    SubjectReopened,
)
from oneboard.vocabulary.tasks import StepTaken, TaskOpened


class Brought(msgspec.Struct):
    """`finds`: of the registrations, by entry."""

    subjects: list[SubjectRow]
    finds: dict[str, dict[str, list[str]]]
    changes: list[VersionRow]
    steps: list[StepRow]
    orders: list[Opening]
    blobs: list[BlobRow]


def brought_by(group: Sequence[Recorded], reference: Reference) -> Brought:
    brought = Brought([], {}, [], [], [], [])
    for recorded in group:
        match recorded.entry.kind.partition("@")[0]:
            case "step.taken":
                brought.steps.append(_step(recorded, reference))
            case "task.assigned" | "task.withdrawn" | "task.reopened":
                brought.steps.append(_said(recorded, recorded.at))
            case "task.reminded" | "task.overdue" | "task.elapsed":
                # In the moment that it speaks of, and not when the clock came to say it.
                brought.steps.append(_said(recorded, recorded.entry.happened_at))
            case "task.opened":
                brought.orders.append(_order(recorded))
            case "subject.registered":
                brought.subjects.append(_subject(recorded))
                brought.finds[recorded.entry.id] = recorded.entry.find
            case "subject.changed" | "subject.moved" | "subject.closed" | "subject.reopened":
                brought.changes.append(_change(recorded))
            case "blob.stored":
                brought.blobs.append(_blob(recorded))
    return brought


def _step(recorded: Recorded, reference: Reference) -> StepRow:
    entry = recorded.entry
    fact = read_as(StepTaken, entry.kind, entry.fact)
    return StepRow(
        entry.task or entry.corrects or entry.id, entry.id, entry.subject, entry.campaign, entry.place or "",
        entry.playbook or "", fact.step, recorded.at, entry.corrects, text(entry.readable),
        _lack(entry, fact.step, reference), recorded.seq,
    )  # fmt: skip


def _said(recorded: Recorded, at: int) -> StepRow:
    """A desk's word about a task, or the clock's, in its place among the steps."""
    entry = recorded.entry
    name = entry.kind.partition("@")[0].partition(".")[2]
    return StepRow(
        entry.task or "", entry.id, entry.subject, entry.campaign, entry.place or "", entry.playbook or "",
        f"{SAID}{name}", at, None, bytes(entry.fact).decode(), "", recorded.seq,
    )  # fmt: skip


def _order(recorded: Recorded) -> Opening:
    entry = recorded.entry
    fact = read_as(TaskOpened, entry.kind, entry.fact)
    return Opening(
        entry.id, (entry.playbook or "").partition("@")[0], entry.subject, entry.place or "", entry.incident,
        entry.campaign, None, entry.id, recorded.at, fact.due, True, recorded.seq, recorded.seq, fact.part_of,
        fact.about,
    )  # fmt: skip


def _lack(entry: Entry, step: str, reference: Reference) -> str:
    """The effect of a step without the evidence that its own playbook asks for; empty where nothing is lacking.

    A sealed answer counts as given: nobody opens it to see.
    """
    playbook = reference.playbooks.get(entry.playbook or "")
    taken = playbook.task.steps.get(step) if playbook else None
    for path in taken.needs if taken else ():
        if entry.readable.get(path) is None and path not in entry.sealed:
            return f"{LACKS}{path}"
    return ""


def _subject(recorded: Recorded) -> SubjectRow:
    entry = recorded.entry
    fact = read_as(SubjectRegistered, entry.kind, entry.fact)
    return SubjectRow(
        entry.subject or entry.id, fact.register, entry.place or "", recorded.at, entry.id,
        text(_sealed(entry)), entry.scope, text(entry.readable), "", None, "[]", recorded.seq, recorded.seq,
    )  # fmt: skip


def _change(recorded: Recorded) -> VersionRow:
    entry, place, closed = recorded.entry, None, None
    fact = read(entry.kind, entry.fact)
    if not isinstance(fact, SubjectChanged | SubjectMoved | SubjectClosed | SubjectReopened):
        raise TypeError(fact.kind)
    if isinstance(fact, SubjectMoved):
        place = fact.to
    elif isinstance(fact, SubjectClosed | SubjectReopened):
        closed = fact.reason if isinstance(fact, SubjectClosed) else ""
    sealed = _sealed(entry)
    return VersionRow(
        entry.subject or entry.id, entry.id, fact.register, recorded.seq, fact.as_of, recorded.at, entry.device,
        entry.device_seq, text(list(entry.parents)), place, closed, text(entry.readable), text(sorted(sealed)),
        text(sealed), entry.scope, text(entry.find),
    )  # fmt: skip


def _sealed(entry: Entry) -> dict[str, str]:
    """A position lies under the key of its day and belongs to the entry, not to what it is about."""
    return {path: value for path, value in entry.sealed.items() if path != POSITION}


def _blob(recorded: Recorded) -> BlobRow:
    entry = recorded.entry
    fact = read_as(BlobStored, entry.kind, entry.fact)
    return BlobRow(
        fact.upload, fact.address, fact.length, fact.media_type, entry.place or "", entry.subject, recorded.seq
    )  # fmt: skip
