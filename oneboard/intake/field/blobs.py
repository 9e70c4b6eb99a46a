"""Blobs (附件): what was uploaded is opened for whoever may see its place, says what for, and is written down first."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import Annotated, Final, Self

import msgspec

from oneboard.access.routes import Call, Raw
from oneboard.foundation.errors import Refusal
from oneboard.foundation.seats import Seats
from oneboard.intake import opening
from oneboard.intake.field.uploads import OneUpload
from oneboard.projections import blobs
from oneboard.recorder import recorder

VERB: Final = "blob.read"


#: Attachments that leave at once: to one caller, and in all. The threads that are left take entries.
OF_A_CALLER: Final = 2
OF_ALL: Final = 16

_seats: Final = Seats()


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    purpose: Annotated[str, msgspec.Meta(max_length=500)] = ""


def show(call: Call[None, OneUpload, Shown]) -> Raw:
    """Raises Refusal not_found, purpose.missing, journal.busy; blob.expired once its key is destroyed."""
    blob = blobs.find(call.path.upload, call.actor, VERB)
    if not call.query.purpose.strip():
        raise Refusal("purpose.missing")
    pen = recorder.running()
    subject = blob.subject or blob.upload
    key = pen.keyring.find(pen.blobs.scope_no(blob.address), subject)
    if key is None:
        raise Refusal("blob.expired")
    seat = _seats.taking({call.actor.device or call.actor.account or "": OF_A_CALLER, "": OF_ALL})
    leaving = Leaving(pen.blobs.open(blob.address, key), seat)
    try:
        # All of it is looked at before any of it leaves: whether it is whole shows only at its end.
        length = sum(len(piece) for piece in pen.blobs.open(blob.address, key))
        opening.write_down(call.actor, VERB, call.query.purpose, blob.place, [subject])
    except BaseException:
        leaving.close()
        raise
    headers = {"Cache-Control": "no-store", "Content-Disposition": "inline", "Content-Length": str(length)}
    return Raw(media_type=blob.media_type, headers=headers, pieces=leaving)


class Leaving:
    """An attachment piece by piece. Whoever takes it slowly keeps a thread: it has its seat until it is closed."""

    def __init__(self, pieces: Iterator[bytes], seat: AbstractContextManager[None]) -> None:
        """Raises Refusal journal.busy."""
        self._pieces = pieces
        self._held = ExitStack()
        self._held.enter_context(seat)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        self._held.close()
