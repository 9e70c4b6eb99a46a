"""Blobs (附件): what was uploaded is opened for whoever may see its place, says what for, and is written down first."""

from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Raw
from oneboard.foundation.errors import Refusal
from oneboard.intake import opening
from oneboard.intake.field.uploads import OneUpload
from oneboard.projections import blobs
from oneboard.recorder import recorder

VERB: Final = "blob.read"


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    purpose: Annotated[str, msgspec.Meta(max_length=500)] = ""


def show(call: Call[None, OneUpload, Shown]) -> Raw:
    """Raises Refusal not_found, purpose.missing; blob.expired once its key is destroyed."""
    blob = blobs.find(call.path.upload, call.actor, VERB)
    if not call.query.purpose.strip():
        raise Refusal("purpose.missing")
    pen = recorder.running()
    subject = blob.subject or blob.upload
    key = pen.keyring.find(pen.blobs.scope_no(blob.address), subject)
    if key is None:
        raise Refusal("blob.expired")
    opening.write_down(call.actor, VERB, call.query.purpose, blob.place, [subject])
    # All of it before any of it leaves: whether it is whole shows only at its end.
    content = b"".join(pen.blobs.open(blob.address, key))
    return Raw(content, blob.media_type, {"Cache-Control": "no-store", "Content-Disposition": "inline"})
