"""Published content: what is in force, kept with its source and forms so that no fold depends on a file."""

from collections.abc import Callable
from typing import Final

from oneboard.foundation.rows import Change, Query, Transaction, both
from oneboard.playbooks.bundles import bundle_at, encode, in_force
from oneboard.playbooks.schema import Playbook
from oneboard.projections import moves
from oneboard.projections.flow import refold_threads
from oneboard.projections.reference import Reference
from oneboard.projections.referring import current
from oneboard.projections.rows import (
    MOTIONS,
    PLAYBOOKS,
    REGISTERS,
    TEMPLATES,
    MotionRow,
    PlaybookRow,
    RegisterRow,
    TemplateRow,
)
from oneboard.vocabulary.content import (
    PlaybookProposed,
    PlaybookPublished,
    PlaybookWithdrawn,
    RegisterPublished,
    TemplatePublished,
)
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read, read_as

#: Tasks folded anew in one go.
_AT_ONCE: Final = 10_000

_WITHDRAW: Final = both(
    "UPDATE projections_playbook SET withdrawn_at = ?, changed_seq = ? "
    "WHERE withdrawn_at IS NULL AND substr(key, 1, ?) = ?"
)


_APPROVED: Final = both(
    "UPDATE projections_motion SET approved_at = ?, changed_seq = ? WHERE key = ? AND blob = ? AND approved_at IS NULL"
)


def fold(
    transaction: Transaction, recorded: Recorded, blob: Callable[[str], bytes], reference: Reference
) -> None:
    """`blob` gives the bytes at an address."""
    match read(recorded.entry.kind, recorded.entry.fact):
        case PlaybookPublished(name, version, address, moving):
            bundle = bundle_at(blob(address), recorded.entry.kind.rpartition("@")[2])
            forms = encode(bundle.compiled).decode()
            row = PlaybookRow(f"{name}@{version}", bundle.source, forms, address, None, recorded.seq)
            approved = Query(_APPROVED, (recorded.at, recorded.seq, row.key, address))
            transaction.tell(Change(PLAYBOOKS.upsert, [row]), approved)
            if moving:
                playbook, _ = in_force(row.source, row.forms)
                _move(transaction, playbook, recorded, reference)
        case RegisterPublished(name, version, address):
            declared = RegisterRow(f"{name}@{version}", blob(address).decode(), recorded.seq)
            transaction.tell(Change(REGISTERS.upsert, [declared]))
        case TemplatePublished(name, version, address):
            template = TemplateRow(f"{name}@{version}", blob(address).decode(), recorded.seq)
            transaction.tell(Change(TEMPLATES.upsert, [template]))


def fold_motion(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    fact = read_as(PlaybookProposed, entry.kind, entry.fact)
    row = MotionRow(
        entry.id, f"{fact.name}@{fact.version}", fact.blob, fact.moves or "", entry.actor.member, recorded.at, None,
        recorded.seq,
    )  # fmt: skip
    transaction.tell(Change(MOTIONS.upsert, [row]))


def _move(transaction: Transaction, playbook: Playbook, recorded: Recorded, reference: Reference) -> None:
    watched = moves.watched(transaction, playbook, reference)
    transaction.tell(*moves.moved(playbook, recorded, reference))
    if watched:
        now = current(transaction, recorded.seq, reference)
        for start in range(0, len(watched), _AT_ONCE):
            refold_threads(transaction, watched[start : start + _AT_ONCE], recorded, now)


def fold_withdrawal(transaction: Transaction, recorded: Recorded) -> None:
    fact = read_as(PlaybookWithdrawn, recorded.entry.kind, recorded.entry.fact)
    prefix = f"{fact.name}@"
    transaction.tell(Query(_WITHDRAW, (recorded.at, recorded.seq, len(prefix), prefix)))
