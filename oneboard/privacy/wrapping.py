"""Wrapping keys: a file of 32 random bytes per scope, outside any database; erasing it ends the scope."""

import secrets
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from oneboard.privacy.files import erase, make_directory, sync_directory, write_durably
from oneboard.privacy.keys import Tampered
from oneboard.privacy.suite import KEY_BYTES, NONCE_BYTES


class Wrapping:
    """Encloses subjects' keys, each bound to its scope and subject so that rows cannot be exchanged."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        # For hashes only, and of no use to open anything; it is nowhere but here, and gone with the file.
        self._finding = blake2b(b"find", key=key, digest_size=KEY_BYTES, person=b"find").digest()

    def wrap(self, scope_no: int, subject: bytes, root: bytes, nonce: bytes) -> bytes:
        """`nonce`: a fresh one, of `suite.nonces`."""
        return nonce + self._cipher.encrypt(nonce, root, _row(scope_no, subject))

    def unwrap(self, scope_no: int, subject: bytes, wrapped: bytes) -> bytes:
        """Raises Tampered."""
        nonce, body = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, body, _row(scope_no, subject))
        except InvalidTag:
            raise Tampered(f"a wrapped key of scope {scope_no} was altered") from None

    def find_hash(self, kind: str, value: str) -> str:
        """By which a value is found again while the scope lives: keyed BLAKE2b (RFC 7693), 128 bits."""
        return blake2b(value.encode(), key=self._finding, digest_size=16, person=kind.encode()).hexdigest()


class WrappingKeys:
    """The directory. A scope committed in the store has its file here until the scope is closing."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        make_directory(directory)

    def create(self, scope_no: int) -> None:
        """There after a power cut. Replaces what a crash left before the scope's number was committed."""
        write_durably(self._path(scope_no), secrets.token_bytes(KEY_BYTES))

    def read(self, scope_no: int) -> Wrapping | None:
        try:
            return Wrapping(self._path(scope_no).read_bytes())
        except FileNotFoundError:
            return None

    def destroy(self, scope_no: int) -> None:
        """Again is the same: what is gone stays gone."""
        with suppress(FileNotFoundError):
            erase(self._path(scope_no))
        sync_directory(self._directory)

    def copy_to(self, target: Path, scope_numbers: Iterable[int]) -> None:
        """Leaves out a key destroyed meanwhile: its scope is past its day and dies at the restore too."""
        make_directory(target)
        for scope_no in scope_numbers:
            with suppress(FileNotFoundError):
                write_durably(target / self._path(scope_no).name, self._path(scope_no).read_bytes())

    def _path(self, scope_no: int) -> Path:
        return self._directory / f"{scope_no}.key"


def _row(scope_no: int, subject: bytes) -> bytes:
    return scope_no.to_bytes(4, "big") + subject
