"""The form of a sealed blob: a header, then segments, each four bytes of length and a sealed value.

Each is bound to the upload, its place in the row and whether it is the last, so that a blob cut short, reordered
or mixed with another does not open.
"""

import os
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple, Protocol

from oneboard.privacy.keys import OVERHEAD, Tampered, scope_of

_MAGIC: Final = b"oneboard blob 1\n"
_LENGTH: Final = 4

#: The magic and the upload's id.
_HEADER_BYTES: Final = len(_MAGIC) + 36


class BlobSealer(Protocol):
    """What a `privacy.keys.SubjectKey` is to a blob. `open_bytes` raises Tampered."""

    def seal_bytes(self, place: bytes, plaintext: bytes, /) -> bytes: ...

    def open_bytes(self, place: bytes, sealed: bytes, /) -> bytes: ...


class Extent(NamedTuple):
    """How far a file goes in full segments: bytes of plaintext, segments, bytes of file. What follows is torn."""

    plain: int
    pieces: int
    end: int


def header(upload_id: str) -> bytes:
    return _MAGIC + upload_id.encode()


def sealed_piece(key: BlobSealer, upload_id: str, index: int, last: bool, plaintext: bytes) -> bytes:
    sealed = key.seal_bytes(_place(upload_id, index, last), plaintext)
    return len(sealed).to_bytes(_LENGTH, "big") + sealed


def opened(file: BinaryIO, key: BlobSealer) -> Iterator[bytes]:
    """The plaintext, piece by piece. Raises Tampered, for what is missing only at the end."""
    found = file.read(_HEADER_BYTES)
    if len(found) < _HEADER_BYTES or not found.startswith(_MAGIC):
        raise Tampered("not a sealed blob")
    upload_id = found[len(_MAGIC) :].decode("ascii", "replace")
    size, last = _size(file), False
    for index, length in enumerate(_lengths(file)):
        sealed = file.read(length)
        last = file.tell() == size
        yield key.open_bytes(_place(upload_id, index, last), sealed)
    if not last:
        raise Tampered("the last segment is missing")


def scope_no(file: BinaryIO) -> int:
    """The number of the scope whose key opens it, as the first segment says. Raises Tampered."""
    file.seek(_HEADER_BYTES + _LENGTH)
    return scope_of(file.read(OVERHEAD))


def extent(file: BinaryIO, upload_id: str) -> Extent:
    """Needs no key. Nothing where not even the header is whole."""
    if file.read(_HEADER_BYTES) != header(upload_id):
        return Extent(0, 0, 0)
    plain, pieces, end = 0, 0, _HEADER_BYTES
    for length in _lengths(file):
        plain, pieces, end = plain + length - OVERHEAD, pieces + 1, end + _LENGTH + length
        file.seek(end)
    return Extent(plain, pieces, end)


def _lengths(file: BinaryIO) -> Iterator[int]:
    """The length of each segment that is there in full; the caller moves the file behind it."""
    size = _size(file)
    while len(prefix := file.read(_LENGTH)) == _LENGTH:
        length = int.from_bytes(prefix, "big")
        if length < OVERHEAD or file.tell() + length > size:
            return
        yield length


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


def _place(upload_id: str, index: int, last: bool) -> bytes:
    return b"blob " + upload_id.encode() + index.to_bytes(4, "big") + bytes([last])
