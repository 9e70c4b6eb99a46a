"""Uploads (上传): photographs and recordings come in piece by piece, and are recorded when they are whole.

The entry follows from what was declared at the start alone: recording again, after any lost answer, is the same.
"""

from shutil import disk_usage
from typing import Any, Final

import msgspec

from oneboard.access.policy import permit, post_for
from oneboard.access.routes import Call, Raw
from oneboard.foundation.clock import DAY_MS, moment
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import derived_id
from oneboard.intake.field import tus
from oneboard.intake.field.shares import Shares
from oneboard.intake.field.tus import Declared
from oneboard.journal.book import read_line
from oneboard.journal.models import Line
from oneboard.journal.uploads import MAX_BYTES, Upload, Uploads
from oneboard.privacy.keyring import ScopeClosed
from oneboard.privacy.keys import SubjectKey
from oneboard.recorder import recorder
from oneboard.recorder.preparation import Candidate
from oneboard.recorder.recorder import Recorder
from oneboard.vocabulary.blobs import BlobStored
from oneboard.vocabulary.entry import ActorRef, Submission
from oneboard.vocabulary.facts import Address, read_as

VERB: Final = "field.push"

#: An upload that nobody went on with for so long is forgotten; its phone begins again.
UNTOUCHED_MS: Final = 7 * DAY_MS

#: Bytes that attachments leave free on the disk: what is told comes before what is shown.
RESERVE: Final = 512 * 1024 * 1024


class OneUpload(msgspec.Struct, frozen=True):
    upload: str


class Begun(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an upload is known by from its first piece to its last, also when the month or the post ends between."""

    device: str
    member: str
    post: str
    at: str
    place: str
    media_type: str
    scope: str
    subject: str = ""
    incident: str = ""


def create(call: Call[bytes, None, None]) -> Raw:
    """Begins an upload, or says where it stands. Raises Refusal, not_permitted outside the posts in force."""
    device, pen = _device(call), recorder.running()
    length, declared = tus.number(call.headers, "Upload-Length"), tus.declared(call.headers)
    location = f"/blobs/{declared.id}"
    if (recorded := _recorded(declared.id, device)) is not None:
        return tus.answer(201, Location=location, Upload_Offset=recorded)
    uploads = Uploads(pen.blobs)
    _require_room(pen)
    known = _known(uploads, declared.id, device)
    begun = _begun_of(known) if known else _begun(call, declared, device, pen)
    if known is None and length <= MAX_BYTES:
        Shares(pen.blobs.root, uploads, pen.zone).take(device, declared.id, length, call.now_ms)
    key = _key(pen, declared.id, begun)
    upload = uploads.start(declared.id, length, declared.sha256, key, msgspec.to_builtins(begun))
    return tus.answer(201, Location=location, Upload_Offset=_told(upload, pen, call.now_ms).offset)


def ask(call: Call[None, OneUpload, None]) -> Raw:
    """Where the upload stands. One whose recording was cut off is recorded now: its phone will send no more."""
    device, pen = _device(call), recorder.running()
    if (recorded := _recorded(call.path.upload, device)) is not None:
        return tus.answer(200, Upload_Offset=recorded, Upload_Length=recorded)
    upload = _told(_find(Uploads(pen.blobs), call.path.upload, device), pen, call.now_ms)
    return tus.answer(200, Upload_Offset=upload.offset, Upload_Length=upload.length)


def push(call: Call[bytes, OneUpload, None]) -> Raw:
    """The next piece; the last one is answered when the blob is recorded. Raises Refusal blob.offset, blob.mismatch."""
    device, pen = _device(call), recorder.running()
    tus.check_chunk(call.headers)
    _require_room(pen)
    offset, uploads = tus.number(call.headers, "Upload-Offset"), Uploads(pen.blobs)
    # What was begun in a post may be finished after it.
    begun = _begun_of(_find(uploads, call.path.upload, device))
    upload = uploads.append(call.path.upload, offset, call.body, _key(pen, call.path.upload, begun))
    return tus.answer(204, Upload_Offset=_told(upload, pen, call.now_ms).offset)


def sweep(pen: Recorder) -> int:
    """How many were forgotten."""
    return Uploads(pen.blobs).sweep(UNTOUCHED_MS)


def _device(call: Call[Any, Any, Any]) -> str:
    """Raises Refusal: only a device uploads, and not one that was revoked."""
    tus.check_version(call.headers)
    if call.actor.revoked_ms is not None:
        raise Refusal("device.revoked")
    if call.actor.device is None or call.actor.member is None:
        raise Refusal("not_permitted", verb=VERB, why="verdict.device")
    return call.actor.device


def _require_room(pen: Recorder) -> None:
    """Raises Refusal store.away: the phone keeps its photographs, and entries are still taken."""
    if disk_usage(pen.home).free < RESERVE:
        raise Refusal("store.away", seconds=60)


def _begun(call: Call[Any, Any, Any], declared: Declared, device: str, pen: Recorder) -> Begun:
    sealer = pen.sealer(call.now_ms)
    if declared.place not in sealer.reference.paths:
        raise Refusal("place.unknown", place=declared.place)
    ground = sealer.reference.ground_of(declared.place) or (".".join(sealer.reference.paths[declared.place]),)
    for path in ground:
        permit(call.actor, VERB, path)
    if declared.incident is not None and declared.incident not in sealer.reference.incidents:
        raise Refusal("body.invalid", path="Upload-Metadata", problem=f"incident: {declared.incident}")
    post = post_for(call.actor, VERB, ground)
    return Begun(
        device=device, member=call.actor.member or "", post=post, at=str(call.now_ms), place=declared.place,
        media_type=declared.media_type, scope=str(sealer.blob_scope(declared.incident)),
        subject=declared.subject or "", incident=declared.incident or "",
    )  # fmt: skip


def _known(uploads: Uploads, id_: str, device: str) -> Upload | None:
    """None for an id that nobody began. Raises Refusal upload.unknown for another device's."""
    try:
        upload = uploads.find(id_)
    except Refusal:
        return None
    if _begun_of(upload).device != device:
        raise Refusal("upload.unknown")
    return upload


def _find(uploads: Uploads, id_: str, device: str) -> Upload:
    """Raises Refusal upload.unknown for an upload that is missing or another device's: the two look alike."""
    upload = _known(uploads, id_, device)
    if upload is None:
        raise Refusal("upload.unknown")
    return upload


def _begun_of(upload: Upload) -> Begun:
    return msgspec.convert(upload.meta, Begun)


def _key(pen: Recorder, upload: str, begun: Begun) -> SubjectKey:
    """The subject's key, or one of the upload's own, in the scope of its first piece."""
    pair = (int(begun.scope), begun.subject or upload)
    try:
        return pen.keyring.keys([pair])[pair]
    except ScopeClosed:
        raise Refusal("upload.unknown") from None


def _told(upload: Upload, pen: Recorder, now_ms: int) -> Upload:
    """Recorded, if it is whole: before anyone is told so."""
    if upload.address is not None:
        candidate = Candidate(_submission(upload, Address(upload.address)), int(_begun_of(upload).at))
        pen.observe(pen.sealer(now_ms).prepare([candidate]))
    return upload


def _submission(upload: Upload, address: Address) -> Submission:
    begun = _begun_of(upload)
    fact = BlobStored(upload=upload.id, address=address, length=upload.length, media_type=begun.media_type)
    return Submission(
        id=_entry_id(upload.id), kind=fact.kind, actor=ActorRef(member=begun.member, post=begun.post),
        device=begun.device, device_seq=0, happened_at=moment(int(begun.at)), incident=begun.incident or None,
        place=begun.place, subject=begun.subject or None, fact=msgspec.Raw(msgspec.json.encode(fact)),
    )  # fmt: skip


def _entry_id(upload: str) -> str:
    return derived_id("blob.stored", upload)


def _recorded(upload: str, device: str) -> int | None:
    """The length of this device's upload if the journal has it, also long after the upload was forgotten."""
    row = Line.objects.filter(id=_entry_id(upload)).values_list("seq", "recorded_at", "body").first()
    entry = read_line(*row).entry if row else None
    if entry is None or entry.device != device:
        return None
    return read_as(BlobStored, entry.kind, entry.fact).length
