"""Canonical JSON (RFC 8785, JCS) for what we hash: integers, text, booleans, null, lists and maps.

Floating point is not in the vocabulary, and keys are ASCII, so their order by UTF-8 is their order by UTF-16.
`tests/vectors/canonical.json` holds the cases every client must meet.
"""

from typing import Final, TypeAlias

import msgspec

#: An answer as it travels: a `decimal` is text, a `select_multiple` is a list of its choices' names.
Value: TypeAlias = str | int | bool | list[str] | None

#: I-JSON (RFC 7493) promises exactness up to here, and so does every JavaScript client.
MAX_INTEGER: Final = 2**53 - 1

_encoder = msgspec.json.Encoder(order="deterministic")


def canonical(value: object) -> bytes:
    """UTF-8 bytes, keys sorted, no white space."""
    return _encoder.encode(value)
