"""A phone's camera (相机) in a play: what it took goes to the node as tus has it, before the entries that name it."""

import base64
import hashlib
import zlib
from typing import Final, NamedTuple

from oneboard.cli.play.door import Door, Refused, patiently

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


class Photograph(NamedTuple):
    """`id`: what an answer says in its place."""

    id: str
    place: str
    subject: str

    def picture(self) -> bytes:
        """A point of its own shade: a PNG, as short as one can be."""
        shade = zlib.compress(bytes((0, self.id.encode()[-1])))
        size = (1).to_bytes(4) * 2 + bytes((8, 0, 0, 0, 0))
        return _SIGNATURE + _chunk(b"IHDR", size) + _chunk(b"IDAT", shade) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)


def upload(door: Door, token: str, photograph: Photograph) -> None:
    """Raises Refused."""
    picture, path = photograph.picture(), f"/blobs/{photograph.id}"
    said = {
        "id": photograph.id, "sha256": hashlib.sha256(picture).hexdigest(), "place": photograph.place,
        "media_type": "image/png", "subject": photograph.subject,
    }  # fmt: skip
    metadata = ",".join(f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in said.items())
    head = {"Authorization": f"Bearer {token}", "Tus-Resumable": "1.0.0"}
    begun = {**head, "Upload-Length": str(len(picture)), "Upload-Metadata": metadata}
    chunk = {**head, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    for method, to, body, headers in (("POST", "/blobs", b"", begun), ("PATCH", path, picture, chunk)):
        answer = patiently(door, method, to, body, headers)
        if answer.status not in (201, 204):
            raise Refused(f"{method} {to}: {answer.status} {answer.body.decode(errors='replace')}")
