"""The words of tus 1.0 (https://tus.io/protocols/resumable-upload): its headers, read and written."""

import base64
from collections.abc import Mapping
from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Raw
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id, is_id
from oneboard.vocabulary.entry import Place

VERSION: Final = "1.0.0"
CHUNK: Final = "application/offset+octet-stream"

Headers = Mapping[str, str]

#: What a phone's camera and microphone make, and what no browser runs when it is shown again.
MediaType = Annotated[
    str, msgspec.Meta(pattern=r"^(image/(jpeg|png|webp)|audio/(mp4|mpeg|ogg|webm)|video/(mp4|webm))\Z")
]


class Declared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `Upload-Metadata` says. `id` is the one that an answer refers to; `sha256` is the plaintext's."""

    id: Id
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    place: Place
    media_type: MediaType
    subject: Id | None = None
    incident: Id | None = None


def check_version(headers: Headers) -> None:
    """Raises Refusal upload.version."""
    if headers.get("tus-resumable") != VERSION:
        raise Refusal("upload.version", version=VERSION)


def check_chunk(headers: Headers) -> None:
    """Raises Refusal body.invalid."""
    if headers.get("content-type") != CHUNK:
        raise _invalid("Content-Type", CHUNK)


def number(headers: Headers, name: str) -> int:
    """Raises Refusal body.invalid for anything but decimal digits."""
    text = headers.get(name.lower(), "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):
        raise _invalid(name, "a number of bytes")
    return int(text)


def declared(headers: Headers) -> Declared:
    """Raises Refusal body.invalid."""
    try:
        found = msgspec.convert(dict(map(_pair, headers.get("upload-metadata", "").split(","))), Declared)
    except (ValueError, msgspec.ValidationError) as error:
        raise _invalid("Upload-Metadata", str(error)) from error
    for id_ in (found.id, found.subject, found.incident):
        if id_ is not None and not is_id(id_):
            raise _invalid("Upload-Metadata", f"{id_}: a UUID in lower case")
    return found


def answer(status: int, **headers: str | int) -> Raw:
    """`Upload_Offset=5` is sent as `Upload-Offset: 5`."""
    named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    return Raw(headers={"Tus-Resumable": VERSION, "Cache-Control": "no-store", **named}, status=status)


def _pair(text: str) -> tuple[str, str]:
    """A key, a blank and its value in base64."""
    key, _, value = text.strip().partition(" ")
    return key, base64.b64decode(value, validate=True).decode()


def _invalid(path: str, problem: str) -> Refusal:
    return Refusal("body.invalid", path=path, problem=problem)
