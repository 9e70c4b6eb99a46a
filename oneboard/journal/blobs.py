"""Blobs: photographs, recordings, published files, each kept once under the SHA-256 of what lies on disk.

What belongs to a subject comes by `uploads` and is sealed in `segments`; what is for everyone is its plain bytes.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from oneboard.foundation.errors import Refusal
from oneboard.journal import segments
from oneboard.journal.segments import BlobSealer
from oneboard.privacy.files import make_directory, write_durably
from oneboard.vocabulary.facts import Address

_ADDRESS: Final = re.compile("[0-9a-f]{64}")


class Blobs:
    """The store under `home/blobs`. Nothing in it is ever changed, so no reader needs a lock."""

    def __init__(self, home: Path) -> None:
        self.root = home / "blobs"
        make_directory(self.root)

    def put(self, content: bytes) -> Address:
        """For bytes that everyone may read. There after a power cut; the same bytes have the same address."""
        address = Address(hashlib.sha256(content).hexdigest())
        path = self.path(address)
        if not path.exists():
            make_directory(path.parent)
            write_durably(path, content)
        return address

    def get(self, address: str) -> bytes:
        """The bytes as they lie on disk. Raises Refusal `not_found`."""
        try:
            return self.path(address).read_bytes()
        except FileNotFoundError:
            raise Refusal("not_found") from None

    def open(self, address: str, key: BlobSealer) -> Iterator[bytes]:
        """The plaintext in pieces, as they were sent. Raises Refusal `not_found`.

        Raises Tampered, at the latest at the end: believe nothing before the last piece has come.
        """
        with self._file(address) as file:
            yield from segments.opened(file, key)

    def scope_no(self, address: str) -> int:
        """The number of the scope whose key opens it. Raises Refusal `not_found`, and Tampered."""
        with self._file(address) as file:
            return segments.scope_no(file)

    def verify(self, address: str) -> bool:
        """Whether it is there and every byte is as it was stored. Needs no key."""
        path = self.path(address)
        return path.is_file() and hash_of(path) == address

    def addresses(self) -> Iterator[str]:
        """Every blob, in order."""
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            if _ADDRESS.fullmatch(path.name):
                yield path.name

    def _file(self, address: str) -> BinaryIO:
        try:
            return self.path(address).open("rb")
        except FileNotFoundError:
            raise Refusal("not_found") from None

    def path(self, address: str) -> Path:
        """Raises Refusal `not_found` for what is no address: it comes from outside and becomes a path."""
        if not _ADDRESS.fullmatch(address):
            raise Refusal("not_found")
        return self.root / address[:2] / address[2:4] / address


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
