"""Blocks (区块): the hash that ties a group of entries to every entry before it.

The bytes that are hashed are laid out in `tests/vectors/blocks.json`, so that anyone can verify with any tool.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

import msgspec

DOMAIN: Final = b"oneboard block 1\n"
GENESIS: Final = "0" * 64


class LineRow(msgspec.Struct, frozen=True, gc=False):
    seq: int
    id: str
    recorded_at: int
    body: str


class BlockRow(msgspec.Struct, frozen=True, gc=False):
    number: int
    first_seq: int
    last_seq: int
    previous: str
    hash: str


def entry_digest(seq: int, recorded_at: int, body: bytes) -> bytes:
    """SHA-256 over seq and recorded_at (8 bytes each, big-endian) and the body."""
    return hashlib.sha256(seq.to_bytes(8, "big") + recorded_at.to_bytes(8, "big") + body).digest()


def seal_block(number: int, previous: str, lines: Sequence[LineRow]) -> BlockRow:
    """The block of these lines, in order and at least one.

    Its hash is SHA-256 over the domain, its number and its entries' count (8 bytes each), the hash of the block
    before it (32 bytes), and the entries' digests.
    """
    digest = hashlib.sha256(DOMAIN)
    digest.update(number.to_bytes(8, "big") + len(lines).to_bytes(8, "big") + bytes.fromhex(previous))
    for line in lines:
        digest.update(entry_digest(line.seq, line.recorded_at, line.body.encode()))
    return BlockRow(number, lines[0].seq, lines[-1].seq, previous, digest.hexdigest())
