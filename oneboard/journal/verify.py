"""Verification (核验): every block, entry, blob and checkpoint against its hash. One flipped byte is found."""

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

import msgspec
from django.db import connection

from oneboard.journal import checkpoints
from oneboard.journal.blobs import Blobs
from oneboard.journal.blocks import GENESIS, BlockRow, LineRow, seal_block
from oneboard.journal.models import Head
from oneboard.vocabulary.entry import Entry
from oneboard.vocabulary.facts import addresses_of, names_blobs, read

#: Blocks read at a time.
_CHUNK: Final = 500

_BLOCKS: Final = (
    "SELECT number, first_seq, last_seq, previous, hash FROM journal_block "
    "WHERE number > %s ORDER BY number LIMIT %s"
)
_LINES: Final = (
    "SELECT seq, id, recorded_at, body FROM journal_line WHERE seq > %s AND seq <= %s ORDER BY seq"
)

_decode = msgspec.json.Decoder(Entry).decode

Progress = Callable[[int], None]


class Verified(msgspec.Struct):
    """What was looked at, and every fault in words; none means that nothing was changed since it was written."""

    entries: int = 0
    blocks: int = 0
    blobs: int = 0
    checkpoints: int = 0
    faults: list[str] = msgspec.field(default_factory=list)


def verify(home: Path, progress: Progress = lambda entries: None) -> Verified:
    """Reads the whole journal and every blob that it names. `progress` hears how many entries are done."""
    found = Verified()
    addresses = _verify_chain(found, progress)
    blobs = Blobs(home)
    for address in sorted(addresses):
        found.blobs += 1
        if not blobs.verify(address):
            found.faults.append(f"blob {address}: missing, or its bytes were changed")
    for path, checkpoint in checkpoints.all_checkpoints(home):
        found.checkpoints += 1
        if fault := checkpoints.fault_of(checkpoint):
            found.faults.append(f"checkpoint {path.stem}: {fault}")
    return found


def _verify_chain(found: Verified, progress: Progress) -> set[str]:
    """Returns the addresses of the blobs that the entries name."""
    addresses: set[str] = set()
    previous = BlockRow(0, 0, 0, "", GENESIS)
    for block, lines in _blocks():
        found.faults += _faults_of(block, lines, previous)
        found.blocks += 1
        found.entries += len(lines)
        addresses |= {address for line in lines for address in _addresses(line)}
        previous = block
        progress(found.entries)
    head = Head.objects.get(id=1)
    if (head.block, head.hash, head.seq) != (previous.number, previous.hash, previous.last_seq):
        found.faults.append(f"head: it does not stand behind block {previous.number}")
    return addresses


def _blocks() -> Iterator[tuple[BlockRow, list[LineRow]]]:
    number, seq = 0, 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_BLOCKS, [number, _CHUNK])
            blocks = [BlockRow(*row) for row in cursor.fetchall()]
            if not blocks:
                break
            number, last = blocks[-1].number, max(block.last_seq for block in blocks)
            cursor.execute(_LINES, [seq, last])
            lines = [LineRow(row[0], str(row[1]), *row[2:]) for row in cursor.fetchall()]
            seq = last
            waiting = iter(lines)
            held: list[LineRow] = []
            for block in blocks:
                yield block, list(_up_to(block.last_seq, waiting, held))
        cursor.execute(_LINES, [seq, 2**62])
        for row in cursor.fetchall():
            yield (
                BlockRow(number + 1, row[0], row[0], "", "no block holds it"),
                [LineRow(row[0], str(row[1]), *row[2:])],
            )


def _up_to(seq: int, waiting: Iterator[LineRow], held: list[LineRow]) -> Iterator[LineRow]:
    """The next lines up to `seq`; `held` keeps the one read too many for the next block."""
    for line in chain(list(held), waiting):
        if line.seq > seq:
            held[:] = [line]
            return
        yield line
    held.clear()


def _faults_of(block: BlockRow, lines: list[LineRow], previous: BlockRow) -> Iterator[str]:
    where = f"block {block.number} (entries {block.first_seq}–{block.last_seq})"
    if block.number != previous.number + 1 or block.first_seq != previous.last_seq + 1:
        yield f"{where}: it does not follow block {previous.number}"
    if [line.seq for line in lines] != list(range(block.first_seq, block.last_seq + 1)):
        yield f"{where}: entries are missing"
        return
    if block.previous != previous.hash or seal_block(block.number, block.previous, lines).hash != block.hash:
        yield f"{where}: something in it was changed"
    for line in lines:
        if (id_ := _id_of(line)) != line.id:
            yield f"entry {line.seq}: its id was changed from {id_}"


def _id_of(line: LineRow) -> str:
    try:
        return _decode(line.body).id
    except msgspec.DecodeError:
        return "unreadable"


def _addresses(line: LineRow) -> Iterator[str]:
    try:
        entry = _decode(line.body)
        if names_blobs(entry.kind):
            yield from addresses_of(read(entry.kind, entry.fact))
    except (msgspec.DecodeError, KeyError):
        # Its block says that it was changed.
        return
