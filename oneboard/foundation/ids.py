"""Identifiers: UUIDv7 made by whoever speaks first, UUIDv8 derived where two must agree without talking.

Ids are lower-case text of 36 characters everywhere in Python; the stores keep them as they do best.
Source: RFC 9562, §5.7 and §5.8. `tests/vectors/ids.json` holds the derivation for other clients.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated

import msgspec

ID_PATTERN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

Id = Annotated[str, msgspec.Meta(pattern=rf"^{ID_PATTERN.pattern}\Z")]

#: What stands for an id in a phone's entry: the field door looks at all of an entry's at once, with `are_ids`.
SentId = Annotated[str, msgspec.Meta(min_length=36, max_length=36)]

#: The nil UUID of RFC 9562, §5.9: no id, where a key needs one; it sorts before every other.
NIL_ID = "00000000-0000-0000-0000-000000000000"

#: A hexadecimal digit with its two high bits set to 10, as in every UUID of RFC 9562.
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}

#: The length of an id's raw bytes.
_ID_FRAME = b"\x00\x00\x00\x10"

#: Every digit of an id as a nought, a dash as it is, and nothing else as either.
_AS_SHAPE = bytes(ord("0") if c in b"0123456789abcdef" else c if c == ord("-") else 0 for c in range(256))
_SHAPE = NIL_ID.encode()


def is_id(text: str) -> bool:
    return ID_PATTERN.fullmatch(text) is not None


def are_ids(texts: Sequence[SentId]) -> bool:
    """Whether every one, each of 36 characters, is an id. The door asks it of every entry: no pattern is as quick."""
    return "".join(texts).encode("ascii", "replace").translate(_AS_SHAPE) == _SHAPE * len(texts)


def is_derived(id_: str) -> bool:
    """Whether it is of version 8: only the house makes those, for what a rule or a clock will say one day."""
    return id_[14] == "8"


def new_id(now_ms: int) -> str:
    """A UUIDv7: ids made later sort later, to the millisecond."""
    tail = bytearray(secrets.token_bytes(10))
    tail[0] = 0x70 | tail[0] & 0x0F
    tail[2] = 0x80 | tail[2] & 0x3F
    return _text((now_ms & 0xFFFF_FFFF_FFFF).to_bytes(6, "big") + tail)


def derived_id(rule: str, *parts: str) -> str:
    """A UUIDv8: SHA-256 over the rule's name and the parts, its first 16 bytes.

    Each part enters as four bytes of length and its UTF-8 text, ids as their 16 raw bytes.
    """
    h = hashlib.sha256(b"".join(map(_framed, (rule, *parts)))).hexdigest()
    return f"{h[:8]}-{h[8:12]}-8{h[13:16]}-{_VARIANT[h[16]]}{h[17:20]}-{h[20:32]}"


def near_id(near: str, rule: str, *parts: str) -> str:
    """As `derived_id`, but the first six bytes are those of `near`: for a UUIDv7 its millisecond.

    What is derived for neighbours then lies together in every index; the other 74 bits tell them apart.
    """
    return near[:13] + derived_id(rule, *parts)[13:]


@lru_cache(maxsize=1024)  # the rule and the campaign of thousands are the same
def _framed(part: str) -> bytes:
    if len(part) == 36 and are_ids((part,)):
        return _ID_FRAME + bytes.fromhex(part.replace("-", ""))
    raw = part.encode()
    return len(raw).to_bytes(4, "big") + raw


def _text(raw: bytes | bytearray) -> str:
    h = raw.hex()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"
