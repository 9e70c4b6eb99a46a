"""The addresses of the field door."""

from typing import Final

from oneboard.access.routes import Raw, Route
from oneboard.intake.field import blobs, uploads
from oneboard.intake.field.pull import PullAnswer, PullQuery, pull
from oneboard.intake.field.push import PushAnswer, push
from oneboard.intake.field.uploads import OneUpload

_UPLOADING: Final = (
    "blob.mismatch", "body.invalid", "journal.busy", "journal.stopped", "upload.unknown", "upload.version",
)  # fmt: skip

ROUTES: Final = (
    Route(
        "POST",
        "/sync",
        "field.push",
        bytes,
        PushAnswer,
        push,
        "A batch of entries from a device.",
        refuses=("batch.not_json", "batch.too_large", "journal.busy", "journal.stopped"),
    ),
    Route(
        "GET",
        "/sync",
        "field.pull",
        None,
        PullAnswer,
        pull,
        "What the device needs of its own grids.",
        query=PullQuery,
        refuses=("account.throttled",),
    ),
    Route(
        "POST", "/blobs", uploads.VERB, bytes, Raw, uploads.create, "Begin an upload (tus 1.0, creation).", status=201,
        refuses=(*_UPLOADING, "blob.too_large", "place.unknown", "upload.day_full", "upload.too_many"),
    ),
    Route(
        "HEAD", "/blobs/{upload}", uploads.VERB, None, Raw, uploads.ask, "Where an upload stands.",
        params=OneUpload, refuses=_UPLOADING,
    ),
    Route(
        "PATCH", "/blobs/{upload}", uploads.VERB, bytes, Raw, uploads.push, "The next piece of an upload.",
        params=OneUpload, status=204, refuses=(*_UPLOADING, "blob.too_large", "blob.offset"),
    ),
    Route(
        "GET", "/blobs/{upload}", blobs.VERB, None, Raw, blobs.show, "An attachment, opened for a stated purpose.",
        params=OneUpload, query=blobs.Shown, refuses=("purpose.missing", "blob.expired", "journal.busy"),
    ),
)  # fmt: skip
