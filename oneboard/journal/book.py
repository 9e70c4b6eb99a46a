"""The book: how a group of entries is appended, and how the journal is read from any point."""

from collections.abc import Sequence
from typing import Final

import msgspec

from oneboard.foundation.rows import Change, Query, Table, both, keys
from oneboard.journal.blocks import GENESIS, BlockRow, LineRow, seal_block
from oneboard.journal.models import Block, Line
from oneboard.vocabulary.entry import Entry, Recorded

LINES: Final = Table(Line, LineRow, key=("seq",))
BLOCKS: Final = Table(Block, BlockRow, key=("number",))

_decode = msgspec.json.Decoder(Entry).decode


class HeadRow(msgspec.Struct, frozen=True):
    seq: int
    recorded_at: int
    block: int
    hash: str
    reference_seq: int


EMPTY: Final = HeadRow(0, 0, 0, GENESIS, 0)

# Lock and read in one statement that re-reads the row it waited for: `SELECT seq, lock()` would see the snapshot
# of before the wait, and give the same seq twice. (tests/contract/test_sequencer.py)
LOCK_HEAD: Final = Query(
    both(
        "UPDATE journal_head SET seq = seq WHERE id = 1 RETURNING seq, recorded_at, block, hash, reference_seq"
    )
)

_MOVE_HEAD: Final = both(
    "UPDATE journal_head SET seq = ?, recorded_at = ?, block = ?, hash = ?, reference_seq = ? WHERE id = 1"
)

_KNOWN: Final = LINES.fetch("id")


def known(ids: Sequence[str]) -> Query:
    """Asks which of these entries are in the journal; the answer is for `as_lines`."""
    return Query(_KNOWN, (keys(ids),))


def append(
    head: HeadRow, group: Sequence[tuple[Recorded, bytes]], reference_seq: int
) -> list[Change | Query]:
    """What writes this group, at least one entry with its body, behind `head`."""
    lines = [LineRow(r.seq, r.entry.id, r.recorded_at, body.decode()) for r, body in group]
    block = seal_block(head.block + 1, head.hash, lines)
    last = lines[-1]
    moved = (last.seq, last.recorded_at, block.number, block.hash, reference_seq)
    return [Change(LINES.insert, lines), Change(BLOCKS.insert, [block]), Query(_MOVE_HEAD, moved)]


AFTER: Final = both("SELECT seq, recorded_at, body FROM journal_line WHERE seq > ? ORDER BY seq LIMIT ?")


def read_line(seq: int, recorded_at: int, body: str) -> Recorded:
    """A row of `AFTER` as what it says."""
    return Recorded(seq, recorded_at, _decode(body))
