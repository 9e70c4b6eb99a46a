"""Uploads: how a blob comes in over a bad line, piece by piece, each sealed before it touches the disk.

The door speaks tus (https://tus.io, 1.0); this is what lies behind it. An upload is two files under `blobs/uploads`:
what was declared, and the blob as far as it has come. Where it goes on is read off the file, never remembered.
"""

import hashlib
from collections.abc import Mapping
from contextlib import AbstractContextManager
from os import fsync
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from oneboard.foundation.clock import now_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import is_id
from oneboard.journal import segments
from oneboard.journal.blobs import Blobs, hash_of
from oneboard.journal.segments import BlobSealer, Extent
from oneboard.privacy.files import locked, make_directory, move_durably, write_durably
from oneboard.privacy.keys import Tampered

#: A photograph or a minute of sound; a longer recording comes in several.
MAX_BYTES: Final = 32 * 1024 * 1024

#: Each append walks over those before: a caller of single bytes is stopped here.
MAX_PIECES: Final = 16_384

Meta: TypeAlias = Mapping[str, str]


class Upload(msgspec.Struct, frozen=True):
    """How far it has come. `address` is there once it is whole; `meta` is what the door declared, its own business."""

    id: str
    length: int
    offset: int
    address: str | None
    meta: Meta


class _Declared(msgspec.Struct, frozen=True):
    """The plaintext's hash is forgotten at the end: it would outlive the key and betray a known picture."""

    length: int
    sha256: str | None
    meta: Meta
    address: str | None = None


class Uploads:
    """Any number of threads and processes; one at a time works on an upload."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._root, self._locks = blobs.root / "uploads", blobs.root / "locks"
        make_directory(self._root)
        make_directory(self._locks)

    def start(self, upload_id: str, length: int, sha256: str, seal: BlobSealer, meta: Meta) -> Upload:
        """`length` and `sha256` (hexadecimal) are the plaintext's. Starting again answers where it stands.

        Raises Refusal: `blob.too_large`; `blob.mismatch` if another length or hash was declared for this id.
        """
        if not 0 <= length <= MAX_BYTES:
            raise Refusal("blob.too_large", limit=MAX_BYTES)
        with self._locked(upload_id):
            if not self._declaration(upload_id).exists():
                self._part(upload_id).touch(mode=0o600)
                self._declare(upload_id, _Declared(length, sha256, meta))
            declared = self._declared(upload_id)
            if declared.length != length or declared.sha256 not in (sha256, None):
                raise Refusal("blob.mismatch")
            return self._advanced(upload_id, declared, b"", seal)

    def append(self, upload_id: str, offset: int, chunk: bytes, seal: BlobSealer) -> Upload:
        """Durable when it returns; the last piece finishes the blob. `seal` is the key given at the start.

        Raises Refusal: `upload.unknown`; `blob.offset` with where to go on; `blob.too_large`; `blob.mismatch` if
        the whole is not what was declared: then it starts again at 0.
        """
        with self._locked(upload_id):
            declared = self._declared(upload_id)
            reached = self._extent(upload_id, declared)
            if offset != reached.plain:
                raise Refusal("blob.offset", offset=reached.plain)
            if offset + len(chunk) > declared.length or reached.pieces >= MAX_PIECES:
                raise Refusal("blob.too_large", limit=declared.length)
            return self._advanced(upload_id, declared, chunk, seal)

    def find(self, upload_id: str) -> Upload:
        """Raises Refusal `upload.unknown`."""
        with self._locked(upload_id):
            return self._upload(upload_id, self._declared(upload_id))

    def sweep(self, older_than_ms: int) -> int:
        """Forgets uploads untouched for so long, finished ones by their id only; how many."""
        swept, before = 0, now_ms() - older_than_ms
        for upload_id in sorted({path.stem for path in self._root.iterdir() if is_id(path.stem)}):
            with self._locked(upload_id):
                swept += self._forgotten(upload_id, before)
        return swept

    def _advanced(self, upload_id: str, declared: _Declared, chunk: bytes, seal: BlobSealer) -> Upload:
        if declared.address is None:
            reached = self._extent(upload_id, declared)
            whole = reached.plain + len(chunk) == declared.length
            # An empty blob is one empty segment: without a last one none opens.
            if chunk or (whole and reached.pieces == 0):
                piece = segments.sealed_piece(seal, upload_id, reached.pieces, whole, chunk)
                self._write(upload_id, reached, piece)
            if whole:
                self._check(upload_id, declared, seal)
                declared = self._finished(upload_id, declared)
        return self._upload(upload_id, declared)

    def _write(self, upload_id: str, reached: Extent, sealed: bytes) -> None:
        with self._part(upload_id).open("r+b") as file:
            # What a crash tore off stands behind the end.
            file.truncate(reached.end)
            file.seek(reached.end)
            file.write(sealed if reached.end else segments.header(upload_id) + sealed)
            file.flush()
            fsync(file.fileno())

    def _check(self, upload_id: str, declared: _Declared, seal: BlobSealer) -> None:
        """Opens what the disk holds, not what we remember of it."""
        digest = hashlib.sha256()
        with self._part(upload_id).open("r+b") as file:
            try:
                for piece in segments.opened(file, seal):
                    digest.update(piece)
                right = digest.hexdigest() == declared.sha256
            except Tampered:
                right = False
            if not right:
                file.truncate(0)
                fsync(file.fileno())
                raise Refusal("blob.mismatch")

    def _finished(self, upload_id: str, declared: _Declared) -> _Declared:
        """The address is noted before the file moves, so that a crash between the two is made good."""
        address = hash_of(self._part(upload_id))
        finished = msgspec.structs.replace(declared, sha256=None, address=address)
        self._declare(upload_id, finished)
        self._settle(upload_id, address)
        return finished

    def _settle(self, upload_id: str, address: str) -> None:
        if self._part(upload_id).exists():
            make_directory(self._blobs.path(address).parent)
            move_durably(self._part(upload_id), self._blobs.path(address))

    def _forgotten(self, upload_id: str, before: int) -> bool:
        part, declaration = self._part(upload_id), self._declaration(upload_id)
        touched = [path.stat().st_mtime_ns // 1_000_000 for path in (part, declaration) if path.exists()]
        if not touched or max(touched) >= before:
            return False
        if declaration.exists():
            self._declared(upload_id)  # what was finished and not yet moved is moved
        declaration.unlink(missing_ok=True)
        part.unlink(missing_ok=True)
        return True

    def _upload(self, upload_id: str, declared: _Declared) -> Upload:
        offset = self._extent(upload_id, declared).plain
        return Upload(upload_id, declared.length, offset, declared.address, declared.meta)

    def _extent(self, upload_id: str, declared: _Declared) -> Extent:
        if declared.address is not None:
            return Extent(declared.length, 0, 0)
        with self._part(upload_id).open("rb") as file:
            return segments.extent(file, upload_id)

    def _declared(self, upload_id: str) -> _Declared:
        try:
            declared = msgspec.json.decode(self._declaration(upload_id).read_bytes(), type=_Declared)
        except FileNotFoundError:
            raise Refusal("upload.unknown") from None
        if declared.address is not None:
            self._settle(upload_id, declared.address)
        return declared

    def _declare(self, upload_id: str, declared: _Declared) -> None:
        write_durably(self._declaration(upload_id), msgspec.json.encode(declared))

    def _declaration(self, upload_id: str) -> Path:
        return self._root / f"{upload_id}.json"

    def _part(self, upload_id: str) -> Path:
        return self._root / f"{upload_id}.part"

    def _locked(self, upload_id: str) -> AbstractContextManager[None]:
        """Raises Refusal `upload.unknown` for what is no id: it comes from outside and becomes a path."""
        if not is_id(upload_id):
            raise Refusal("upload.unknown")
        # A lock for each last byte: a file for each upload could not be removed without making two locks of one.
        return locked(self._locks / upload_id[-2:])
