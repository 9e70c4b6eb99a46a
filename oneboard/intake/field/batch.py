"""A batch as a device sends it: read entry by entry, so that a malformed one never blocks its neighbours."""

import datetime as dt
import json
import zlib
from collections.abc import Sequence

import msgspec

from oneboard.foundation.clock import instant_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import SentId, are_ids, is_derived
from oneboard.vocabulary.entry import Submission


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`sent_at` is the device's clock at this try; it is set anew each time the batch is sent."""

    device: SentId
    sent_at: dt.datetime


class Batch(Head, frozen=True, forbid_unknown_fields=True):
    entries: list[Submission]


class RawBatch(Head, frozen=True, forbid_unknown_fields=True):
    entries: list[msgspec.Raw]


class Unreadable(msgspec.Struct, frozen=True):
    """Bytes that are no entry, and what is wrong with them: a reason of the glossary and its detail."""

    raw: bytes
    reason: str
    detail: str


class Readable(msgspec.Struct, frozen=True, gc=False):
    submission: Submission
    happened_at: int


Item = Readable | Unreadable

_batch = msgspec.json.Decoder(Batch)
_raw_batch = msgspec.json.Decoder(RawBatch)
_submission = msgspec.json.Decoder(Submission)


def read(body: bytes, max_entries: int) -> tuple[Head, int, list[Item]]:
    """The batch's head, its `sent_at` in ms, and its entries.

    Raises Refusal batch.not_json when the frame around the entries cannot be read, batch.too_large.
    """
    head: Batch | RawBatch
    try:
        try:
            head = _batch.decode(body)
            _limit(head.entries, max_entries)
            items: list[Item] = [_readable(submission) for submission in head.entries]
        except (msgspec.DecodeError, ValueError, OverflowError):
            # One of them is malformed: then each is read for itself.
            head, raws = _taken_apart(body)
            _limit(raws, max_entries)
            items = [_read_entry(raw) for raw in raws]
        sent_at = instant_ms(head.sent_at)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError, OverflowError) as error:
        raise Refusal("batch.not_json", problem=str(error)) from error
    return head, sent_at, items


def _limit(entries: Sequence[object], max_entries: int) -> None:
    """Before any is looked at: in four megabytes there is room for two million that are none."""
    if len(entries) > max_entries:
        raise Refusal("batch.too_large", limit=max_entries)


def _taken_apart(body: bytes) -> tuple[RawBatch, list[bytes]]:
    try:
        head = _raw_batch.decode(body)
        return head, [bytes(raw) for raw in head.entries]
    except msgspec.DecodeError:
        # Half a surrogate pair, as JavaScript writes a text cut inside a character: msgspec cannot step over it.
        tree = json.loads(body) if rb"\ud" in body.lower() else None
        if not isinstance(tree, dict) or not isinstance(tree.get("entries"), list):
            raise
    raws = [json.dumps(entry).encode() for entry in tree["entries"]]
    return _raw_batch.decode(json.dumps(tree | {"entries": []}).encode()), raws


def unpacked(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """The body as it was before `Content-Encoding: gzip`. Raises Refusal; never unpacks more than `max_bytes`."""
    if not encoding:
        return body
    unpacking = zlib.decompressobj(wbits=31)
    try:
        plain = unpacking.decompress(body, max_bytes)
    except zlib.error as error:
        raise Refusal("batch.not_json", problem=str(error)) from error
    if encoding != "gzip" or not unpacking.eof:
        raise Refusal("batch.too_large", limit=max_bytes)
    return plain


def claimed_id(raw: bytes) -> str | None:
    """The id that unreadable bytes seem to carry, so that their sender can tell which they were."""
    try:
        return _claim.decode(raw).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


class _Claim(msgspec.Struct):
    id: SentId


_claim = msgspec.json.Decoder(_Claim)


def _read_entry(raw: bytes) -> Item:
    try:
        return _readable(_submission.decode(raw))
    except _Malformed as error:
        return Unreadable(raw, "id.malformed", str(error))
    except _Reserved as error:
        return Unreadable(raw, "id.reserved", str(error))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError, OverflowError) as error:
        return Unreadable(raw, "entry.unreadable", str(error))


class _Malformed(ValueError):
    """The text is the id that is none."""


class _Reserved(ValueError):
    """The text is an id that the house has for something else: under it nobody else's entry may stand."""


def _readable(submission: Submission) -> Readable:
    actor = submission.actor
    ids = [
        id_
        for id_ in (
            submission.id, submission.device, submission.incident, submission.subject, submission.task,
            submission.campaign, submission.corrects, actor.member, actor.post, *submission.parents,
        )
        if id_ is not None
    ]  # fmt: skip
    if not are_ids(ids):
        raise _Malformed(next(id_ for id_ in ids if not are_ids([id_])))
    if is_derived(submission.id):
        raise _Reserved(submission.id)
    return Readable(submission, instant_ms(submission.happened_at))
