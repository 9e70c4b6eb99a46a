"""The ways to seal. A sealed value names its suite, so that another can follow and the old stay readable."""

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Aead(Protocol):
    """Authenticated encryption: 12 bytes of nonce, 16 bytes of tag behind the ciphertext."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes: ...


KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16

AES_256_GCM: Final = 1

#: Number → cipher from a key of `KEY_BYTES`. A number once given is never given again.
SUITES: Final[Mapping[int, Callable[[bytes], Aead]]] = {AES_256_GCM: AESGCM}

#: What new values are sealed with: the one setting.
CURRENT: Final = AES_256_GCM


def nonces(number: int) -> Iterator[bytes]:
    """As many fresh ones, each for one value; drawn at once, since the system's answer costs as much as sealing."""
    random = os.urandom(NONCE_BYTES * number)
    return (random[start : start + NONCE_BYTES] for start in range(0, len(random), NONCE_BYTES))
