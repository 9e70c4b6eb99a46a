"""What a group brings (来件): its entries as rows not yet judged, in their order."""

from collections.abc import Sequence

import msgspec

from oneboard.projections.rows import BlobRow, StepRow, SubjectRow
from oneboard.projections.sealed import sealed_text
from oneboard.vocabulary.blobs import BlobStored
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.subjects import SubjectRegistered
from oneboard.vocabulary.tasks import StepTaken

_encode = msgspec.json.Encoder(order="deterministic").encode


class Brought(msgspec.Struct):
    subjects: list[SubjectRow]
    steps: list[StepRow]
    blobs: list[BlobRow]


def brought_by(group: Sequence[Recorded]) -> Brought:
    brought = Brought([], [], [])
    for recorded in group:
        match recorded.entry.kind.partition("@")[0]:
            case "step.taken":
                brought.steps.append(_step(recorded))
            case "subject.registered":
                brought.subjects.append(_subject(recorded))
            case "blob.stored":
                brought.blobs.append(_blob(recorded))
    return brought


def _step(recorded: Recorded) -> StepRow:
    entry = recorded.entry
    fact = read_as(StepTaken, entry.kind, entry.fact)
    return StepRow(
        entry.task or entry.corrects or entry.id, entry.id, entry.subject, entry.campaign, entry.place or "",
        entry.playbook or "", fact.step, recorded.at, entry.corrects, _encode(entry.readable).decode(), "",
        recorded.seq,
    )  # fmt: skip


def _subject(recorded: Recorded) -> SubjectRow:
    entry = recorded.entry
    fact = read_as(SubjectRegistered, entry.kind, entry.fact)
    return SubjectRow(
        entry.subject or entry.id, fact.register, entry.place or "", recorded.at, entry.id,
        sealed_text(entry.sealed), entry.scope, recorded.seq,
    )  # fmt: skip


def _blob(recorded: Recorded) -> BlobRow:
    entry = recorded.entry
    fact = read_as(BlobStored, entry.kind, entry.fact)
    return BlobRow(
        fact.upload, fact.address, fact.length, fact.media_type, entry.place or "", entry.subject, recorded.seq
    )  # fmt: skip
