"""Push (上报): `POST /sync` takes a batch from a device and answers entry by entry."""

from collections.abc import Sequence

import msgspec
from django.conf import settings

from oneboard.access.routes import Call
from oneboard.foundation.clock import iso, shift_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.turn import TURN
from oneboard.foundation.words import say
from oneboard.intake.field import batch as batches
from oneboard.intake.field.batch import Item, Readable, Unreadable
from oneboard.intake.field.checks import Sender, first_fault
from oneboard.projections.reference import Reference
from oneboard.recorder import recorder
from oneboard.recorder.preparation import Candidate, Sealer
from oneboard.recorder.prepared import Outcome, Prepared
from oneboard.recorder.recorder import wait_for


class EntryAnswer(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What became of one entry: `recorded` with its seq and time, `held` for its parents, `quarantined`, `dismissed`.

    `text` says why in the reader's language; the phone shows it as it is.
    """

    id: str
    outcome: str
    seq: int | None = None
    recorded_at: str | None = None
    reason: str = ""
    text: str = ""


class PushAnswer(msgspec.Struct, frozen=True):
    """One answer for each entry of the batch, in its order."""

    received_at: str
    entries: list[EntryAnswer]


def push(call: Call[bytes, None, None]) -> PushAnswer:
    """Safe to send again after any lost answer. Raises Refusal batch.not_json, batch.too_large, journal.busy."""
    device, member = call.actor.device, call.actor.member
    if device is None or member is None:
        raise Refusal("not_permitted", verb="field.push", why="verdict.device")
    pen = recorder.running()
    sender = Sender(device, member, call.actor.revoked_ms, {p.grant.post: p for p in call.actor.held})
    sealer = pen.sealer(call.now_ms)
    with pen.expecting():
        with TURN:
            items, shift = _read(call, device)
            candidates = [
                _judged(item, sender, sealer, shift) for item in items if isinstance(item, Readable)
            ]
        answer = pen.put(_prepared(items, candidates, device, sealer))
    outcomes = wait_for(answer)
    return PushAnswer(
        iso(call.now_ms), [_answer(*both, call.locale) for both in zip(items, outcomes, strict=True)]
    )


def _read(call: Call[bytes, None, None], device: str) -> tuple[list[Item], int]:
    """The batch's entries, and how far the phone's clock is off."""
    encoding = call.headers.get("content-encoding", "")
    body = batches.unpacked(call.body, encoding, settings.ONEBOARD.max_body)
    head, sent_at, items = batches.read(body, settings.ONEBOARD.max_batch)
    if head.device != device:
        raise Refusal("body.invalid", path="$.device", problem=device)
    return items, shift_ms(sent_at, call.now_ms)


def _prepared(
    items: Sequence[Item], candidates: Sequence[Candidate], device: str, sealer: Sealer
) -> list[Prepared]:
    """In the order of the items, those that cannot be read among them."""
    ready = iter(sealer.prepare(candidates))
    return [
        sealer.prepare_unreadable(item.raw, device, item.reason, item.detail)
        if isinstance(item, Unreadable)
        else next(ready)
        for item in items
    ]


def _judged(item: batches.Readable, sender: Sender, sealer: Sealer, shift: int) -> Candidate:
    at = min(item.happened_at + shift, sealer.received_at)
    reference: Reference = sealer.reference
    fault = first_fault(item.submission, at, sender, reference)
    reason, detail = fault or ("", "")
    return Candidate(item.submission, item.happened_at, shift, reason, detail)


def _answer(item: Item, outcome: Outcome, locale: str) -> EntryAnswer:
    id_ = batches.claimed_id(item.raw) or outcome.id if isinstance(item, Unreadable) else outcome.id
    recorded_at = None if outcome.recorded_at is None else iso(outcome.recorded_at)
    text = say(locale, f"reason.{outcome.reason}", {"detail": outcome.detail}) if outcome.reason else ""
    return EntryAnswer(id_, outcome.outcome, outcome.seq, recorded_at, outcome.reason, text)
