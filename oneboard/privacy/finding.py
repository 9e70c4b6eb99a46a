"""Finding: a sealed telephone, identity number or name is found again by its hash under a key of its scope.

The key is derived from what wraps the scope's keys, so it dies with them, and what was hashed says nothing any more.
Each scope is of one register, so values of two registers can never be compared: no code could link them.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple, Protocol

from oneboard.privacy.keyring import Keyring
from oneboard.privacy.wrapping import Wrapping


class Maker(NamedTuple):
    """One scope's way to make hashes."""

    scope_no: int
    wrapping: Wrapping

    def hash(self, kind: str, value: str) -> str:
        """`scope:kind:hash`."""
        return f"{self.scope_no}:{kind}:{self.wrapping.find_hash(kind, value)}"


class Hashing(Protocol):
    def hash(self, kind: str, value: str) -> str: ...


class Passing:
    """Makes hashes that find each other within one command, and nothing that is kept: no scope is open yet."""

    def __init__(self, command: str) -> None:
        self._key = command.encode()

    def hash(self, kind: str, value: str) -> str:
        return f"0:{kind}:{blake2b(value.encode(), key=self._key).hexdigest()}"


def makers_beside(keyring: Keyring, scope_no: int) -> Sequence[Maker]:
    """The scope's own, then those of the open scopes of its incident and register that end no later.

    One that ends later would make a hash that outlives the value.
    """
    scopes = keyring.store.scopes("open")
    own = next((scope for scope in scopes if scope.no == scope_no), None)
    if own is None:
        return ()
    beside = [
        scope.no
        for scope in scopes
        if (scope.incident, scope.register) == (own.incident, own.register)
        and scope.no != scope_no
        and scope.expires_on <= own.expires_on
    ]
    return _makers(keyring, [scope_no, *beside])


def makers_of(keyring: Keyring, register: str) -> Sequence[Maker]:
    """Those of every open scope of a register."""
    return _makers(
        keyring, [scope.no for scope in keyring.store.scopes("open") if scope.register == register]
    )


def _makers(keyring: Keyring, numbers: Sequence[int]) -> Sequence[Maker]:
    found = ((no, keyring.wrapping(no)) for no in numbers)
    return [Maker(no, wrapping) for no, wrapping in found if wrapping is not None]
