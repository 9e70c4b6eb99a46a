"""Needs a person (待人工处理): entries that could not be recorded, each to be recorded or dismissed by somebody."""

from typing import Annotated, Final, Literal

import msgspec
from django.db.models import Q

from oneboard.access.actor import Actor
from oneboard.access.policy import areas, permit
from oneboard.access.routes import Call, Route
from oneboard.foundation.clock import HOLD_LIMIT_MS, iso, moment
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.foundation.words import say
from oneboard.intake.desk.command import Recorded, Statement, answer, prepare
from oneboard.intake.field.checks import structural_fault
from oneboard.journal.models import Line
from oneboard.projections.grounds import inside, paths_of, within
from oneboard.projections.models import Ground, Place
from oneboard.recorder import kept, recorder
from oneboard.recorder.ancestry import parents_of
from oneboard.recorder.group import decode_entry
from oneboard.recorder.models import Kept
from oneboard.recorder.prepared import Prepared
from oneboard.recorder.writer import Decision
from oneboard.vocabulary.entry import Entry, Submission
from oneboard.vocabulary.quarantine import QuarantineSettled
from oneboard.work.quarantine import decide_settlement

READ: Final = "quarantine.read"
SETTLE: Final = "quarantine.settle"


class KeptSeen(msgspec.Struct, frozen=True):
    kept: str
    entry: str
    device: str
    state: str
    reason: str
    text: str
    place: str | None
    received_at: str


class Settle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`note` is sealed."""

    id: Id
    outcome: Literal["recorded", "dismissed"]
    reason: Literal["accepted", "duplicate", "unreadable", "not_ours", "test", "other"]
    note: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class OneKept(msgspec.Struct, frozen=True):
    kept: Id


def list_kept(call: Call[None, None, None]) -> list[KeptSeen]:
    """Those of the actor's ground that need a person, the oldest first; without a place, at the root's ground."""
    overdue = Q(state="held", received_at__lt=call.now_ms - HOLD_LIMIT_MS)
    rows = Kept.objects.filter(Q(state="quarantined") | overdue, _here(call.actor)).order_by(
        "received_at", "id"
    )
    return [KeptSeen(r.id, r.entry, r.device, r.state, r.reason,
                     say(call.locale, f"reason.{r.reason}", {"detail": r.detail}), r.place, iso(r.received_at))
            for r in rows[:500]]  # fmt: skip


def settle(call: Call[Settle, OneKept, None]) -> Recorded:
    """Raises Refusal not_found, quarantine.settled, quarantine.unfit."""
    row = _find(call.path.kept, call.actor, SETTLE)
    choice = call.body
    entry = decode_entry(row.body) if row.body else None
    fault, missing = _obstacles(entry)
    fact = QuarantineSettled(kept=row.id, outcome=choice.outcome, reason=choice.reason)
    said = Statement(
        fact=fact, place=row.place, subject=row.id, answers={"note": choice.note} if choice.note else {}
    )
    prepared = prepare(call, choice.id, [said])

    def decide(_: object) -> Decision:
        standing = Kept.objects.get(id=row.id)
        decide_settlement(standing, choice.outcome, call.now_ms, fault, missing)
        released = [_released(standing, entry)] if choice.outcome == "recorded" and entry else []
        return Decision([*prepared, *released], kept.settle(row.id, choice.outcome, call.now_ms))

    return answer(recorder.running().record(choice.id, decide, prepared[0].entry)[0])


def _released(row: Kept, entry: Entry) -> Prepared:
    return Prepared(
        entry.id, row.device, row.received_at, entry.content_hash, entry, (row.body or "").encode()
    )


def _obstacles(entry: Entry | None) -> tuple[str, list[str]]:
    """Why nobody can record it, and the parents it lacks."""
    if entry is None:
        return "entry.unreadable", []
    if Line.objects.filter(id=entry.id).exists():
        return "entry.clash", []
    fault = structural_fault(_as_submission(entry), recorder.running().reference())
    parents = set(parents_of(entry))
    known = set(Line.objects.filter(id__in=parents).values_list("id", flat=True))
    return fault.reason if fault else "", sorted(parents - known)


def _as_submission(entry: Entry) -> Submission:
    return Submission(
        id=entry.id, kind=entry.kind, actor=entry.actor, device=entry.device, device_seq=entry.device_seq,
        happened_at=moment(entry.happened_at), incident=entry.incident, place=entry.place, subject=entry.subject,
        task=entry.task, campaign=entry.campaign, playbook=entry.playbook, parents=entry.parents,
        corrects=entry.corrects, fact=entry.fact,
    )  # fmt: skip


def _here(actor: Actor) -> Q:
    grounds = areas(actor, READ)
    here = Q(place__in=inside(grounds))
    # What names no place we know belongs to whoever answers for the whole territory.
    at_root = Place.objects.filter(within(grounds), parent__isnull=True).exists()
    return here | (~Q(place__in=Ground.objects.values("place")) | Q(place__isnull=True)) if at_root else here


def _find(id_: str, actor: Actor, verb: str) -> Kept:
    row = Kept.objects.filter(_here(actor), id=id_).first()
    if row is None:
        raise Refusal("not_found")
    for path in paths_of(row.place or "").paths:
        permit(actor, verb, path)
    return row


ROUTES: Final = (
    Route("GET", "/quarantine", READ, None, list[KeptSeen], list_kept, "The entries that need a person."),
    Route("POST", "/quarantine/{kept}", SETTLE, Settle, Recorded, settle, "Record or dismiss a kept entry.",
          params=OneKept, refuses=("quarantine.settled", "quarantine.unfit")),
)  # fmt: skip
