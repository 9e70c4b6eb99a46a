"""The key of one subject in one scope: it seals answers and blobs, opens them, fingerprints contents.

A sealed value is: suite (1 byte) ‖ scope number (4) ‖ nonce (12) ‖ ciphertext and tag. The subject and
the place it belongs to (an answer's path, a blob's segment) are authenticated too: it cannot be moved.
"""

import os
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Final

from cryptography.exceptions import InvalidTag

from oneboard.privacy.suite import CURRENT, KEY_BYTES, NONCE_BYTES, SUITES, TAG_BYTES, Aead

_HEADER: Final = 5
_CURRENT: Final = bytes([CURRENT])
_SUITE_NAMES: Final = {number: b"%d" % number for number in SUITES}
_BODY: Final = _HEADER + NONCE_BYTES

#: How many bytes longer than its plaintext a sealed value is.
OVERHEAD: Final = _BODY + TAG_BYTES


class Tampered(Exception):
    """Sealed bytes that are not whole, or that this key did not seal for this place."""


class SubjectKey:
    """Lives as long as the batch it was fetched for: hold none longer, or it outlives its scope."""

    __slots__ = ("_bound", "_cipher", "_header", "_root", "scope_no", "subject")

    def __init__(self, scope_no: int, subject: str, root: bytes) -> None:
        self.scope_no, self.subject, self._root = scope_no, subject, root
        self._header = _CURRENT + scope_no.to_bytes(4, "big")
        # Header and subject have fixed lengths, so that no two places run together into the same bytes.
        self._bound = self._header + subject.encode()
        self._cipher = self._cipher_of(CURRENT)

    def seal(self, path: str, plaintext: bytes) -> str:
        return _text(self.seal_bytes(_answer(path), plaintext))

    def seal_all(self, answers: Mapping[str, bytes], fresh: Iterator[bytes]) -> dict[str, str]:
        """Each as `seal` does, with the next of `fresh`, which are `suite.nonces`."""
        return {
            path: _text(self._sealed(next(fresh), _answer(path), plaintext))
            for path, plaintext in answers.items()
        }

    def open(self, path: str, sealed: str) -> bytes:
        """Raises Tampered."""
        return self.open_bytes(_answer(path), _decoded(sealed))

    def seal_bytes(self, place: bytes, plaintext: bytes) -> bytes:
        return self._sealed(os.urandom(NONCE_BYTES), place, plaintext)

    def open_bytes(self, place: bytes, sealed: bytes) -> bytes:
        """Raises Tampered."""
        header, nonce, body = sealed[:_HEADER], sealed[_HEADER:_BODY], sealed[_BODY:]
        if len(sealed) < OVERHEAD or header[0] not in SUITES:
            raise Tampered("not a sealed value")
        cipher = self._cipher if header[0] == CURRENT else self._cipher_of(header[0])
        try:
            return cipher.decrypt(nonce, body, header + self._bound[_HEADER:] + place)
        except InvalidTag:
            raise Tampered(f"not sealed here by scope {self.scope_no}, subject {self.subject}") from None

    def fingerprint(self, content: bytes) -> bytes:
        """32 bytes that say nothing once the key is gone: a MAC of the content, keyed BLAKE2b (RFC 7693)."""
        return blake2b(content, key=self._root, digest_size=KEY_BYTES, person=b"fingerprint").digest()

    def _sealed(self, nonce: bytes, place: bytes, plaintext: bytes) -> bytes:
        return self._header + nonce + self._cipher.encrypt(nonce, plaintext, self._bound + place)

    def _cipher_of(self, suite: int) -> Aead:
        # A key for each use, none of which tells of another: `person` sets them apart.
        own = blake2b(_SUITE_NAMES[suite], key=self._root, digest_size=KEY_BYTES, person=b"seal")
        return SUITES[suite](own.digest())


def scope_of(sealed: str | bytes) -> int:
    """The number of the scope whose key opens it. Raises Tampered where there is none."""
    raw = _decoded(sealed) if isinstance(sealed, str) else sealed
    if len(raw) < OVERHEAD:
        raise Tampered("not a sealed value")
    return int.from_bytes(raw[1:_HEADER], "big")


def _answer(path: str) -> bytes:
    return b"answer " + path.encode()


def _text(sealed: bytes) -> str:
    return b2a_base64(sealed, newline=False).decode()


def _decoded(sealed: str) -> bytes:
    try:
        return a2b_base64(sealed, strict_mode=True)
    except ValueError:
        raise Tampered("not a sealed value") from None
