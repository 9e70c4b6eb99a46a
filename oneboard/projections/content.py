"""Published content: what is in force, kept with its source and forms so that no fold depends on a file."""

from collections.abc import Callable

from oneboard.foundation.rows import Change, Transaction
from oneboard.playbooks.bundles import bundle_at, encode
from oneboard.projections.rows import PLAYBOOKS, REGISTERS, PlaybookRow, RegisterRow
from oneboard.vocabulary.content import PlaybookPublished, RegisterPublished
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read


def fold(transaction: Transaction, recorded: Recorded, blob: Callable[[str], bytes]) -> None:
    """`blob` gives the bytes at an address."""
    match read(recorded.entry.kind, recorded.entry.fact):
        case PlaybookPublished(name, version, address):
            bundle = bundle_at(blob(address), recorded.entry.kind.rpartition("@")[2])
            forms = encode(bundle.compiled).decode()
            row = PlaybookRow(f"{name}@{version}", bundle.source, forms, address, recorded.seq)
            transaction.tell(Change(PLAYBOOKS.upsert, [row]))
        case RegisterPublished(name, version, address):
            declared = RegisterRow(f"{name}@{version}", blob(address).decode(), recorded.seq)
            transaction.tell(Change(REGISTERS.upsert, [declared]))
