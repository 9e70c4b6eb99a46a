"""Push (上报): `POST /sync` takes a batch from a device and answers entry by entry."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

import msgspec
from django.conf import settings

from oneboard.access.routes import Call
from oneboard.foundation.canonical import canonical
from oneboard.foundation.clock import iso, shift_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.turn import TURN
from oneboard.foundation.words import say
from oneboard.intake.field import batch as batches
from oneboard.intake.field.batch import Item, Readable, Unreadable
from oneboard.intake.field.checks import Sender, first_fault
from oneboard.recorder import kept, recorder
from oneboard.recorder.preparation import Candidate, Sealer
from oneboard.recorder.prepared import Outcome, Prepared
from oneboard.recorder.recorder import wait_for

#: Entries of one device that may wait for their parents or for a person.
KEPT_OF_A_DEVICE: Final = 5_000
KEPT_BYTES_OF_A_DEVICE: Final = 64 * 1024 * 1024

#: What is answered for an entry that was not taken: it is to be sent again.
LATER: Final = "later"

Judged: TypeAlias = Candidate | Unreadable


class EntryAnswer(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What became of one entry: `recorded` with its seq and time, `held` for its parents, `quarantined`,
    `dismissed`; or `later`: not taken now, to be kept by the phone and sent again.

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
            judged = [_judged(item, sender, sealer, shift) for item in items]
            lacking = _lacking(judged)
            clear = not lacking and not any(one.reason for one in judged)
            # In the same turn, while all is warm; but nobody asks the journal's store with the turn taken.
            ready = _prepared(judged, device, sealer) if clear else []
        later = {} if clear else _beyond_room(device, judged, lacking)
        if not clear:
            ready = _prepared([j for n, j in enumerate(judged) if n not in later], device, sealer)
        answer = pen.put(ready)
    outcomes = iter(wait_for(answer))
    told = [later[n] if n in later else next(outcomes) for n in range(len(items))]
    return PushAnswer(
        iso(call.now_ms), [_answer(*both, call.locale) for both in zip(items, told, strict=True)]
    )


def _beyond_room(
    device: str, judged: Sequence[Judged], lacking: Mapping[int, set[str | None]]
) -> dict[int, Outcome]:
    """Those of the faulty ones, by their number in the batch, for which a person's list has no room now.

    So that one phone cannot fill it, nor the disk. The phone keeps them, and sends them when some are settled.
    """
    known = kept.recorded_of(set().union(*lacking.values())) if lacking else set()
    orphans = [n for n, above in lacking.items() if above - known]
    waiting = [n for n, one in enumerate(judged) if one.reason] + orphans
    if not waiting:
        return {}
    count, size = kept.open_of(device)
    later = {}
    for n in sorted(waiting):
        one = judged[n]
        count, size = count + 1, size + _size(one)
        if count > KEPT_OF_A_DEVICE or size > KEPT_BYTES_OF_A_DEVICE:
            id_ = one.submission.id if isinstance(one, Candidate) else ""
            later[n] = Outcome(id_, LATER, reason="quarantine.full")
    return later


def _lacking(judged: Sequence[Judged]) -> dict[int, set[str | None]]:
    """Of those without a fault, by their number, the parents that the batch does not bring."""
    good = {
        n: one.submission for n, one in enumerate(judged) if isinstance(one, Candidate) and not one.reason
    }
    brought = {submission.id for submission in good.values()}
    return {n: above for n, s in good.items() if (above := {*s.parents, s.corrects} - {None} - brought)}


def _size(one: Judged) -> int:
    return len(one.raw) if isinstance(one, Unreadable) else len(canonical(one.submission))


def _read(call: Call[bytes, None, None], device: str) -> tuple[list[Item], int]:
    """The batch's entries, and how far the phone's clock is off."""
    encoding = call.headers.get("content-encoding", "")
    body = batches.unpacked(call.body, encoding, settings.ONEBOARD.max_body)
    head, sent_at, items = batches.read(body, settings.ONEBOARD.max_batch)
    if head.device != device:
        raise Refusal("body.invalid", path="$.device", problem=device)
    return items, shift_ms(sent_at, call.now_ms)


def _prepared(judged: Sequence[Judged], device: str, sealer: Sealer) -> list[Prepared]:
    """In their order, those that cannot be read among them."""
    ready = iter(sealer.prepare([one for one in judged if isinstance(one, Candidate)]))
    return [
        next(ready)
        if isinstance(one, Candidate)
        else sealer.prepare_unreadable(one.raw, device, one.reason, one.detail)
        for one in judged
    ]


def _judged(item: Item, sender: Sender, sealer: Sealer, shift: int) -> Judged:
    if not isinstance(item, Readable):
        return item
    at = min(item.happened_at + shift, sealer.received_at)
    over = sealer.incident_over(item.submission)
    fault = first_fault(item.submission, at, sender, sealer.reference)
    reason, detail = fault or (("incident.over", over) if over else ("", ""))
    return Candidate(item.submission, item.happened_at, shift, reason, detail, sender.device)


def _answer(item: Item, outcome: Outcome, locale: str) -> EntryAnswer:
    id_ = outcome.id if isinstance(item, Readable) else batches.claimed_id(item.raw) or outcome.id
    recorded_at = None if outcome.recorded_at is None else iso(outcome.recorded_at)
    text = say(locale, f"reason.{outcome.reason}", {"detail": outcome.detail}) if outcome.reason else ""
    return EntryAnswer(id_, outcome.outcome, outcome.seq, recorded_at, outcome.reason, text)
