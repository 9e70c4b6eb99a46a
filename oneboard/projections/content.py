"""Published content: the playbooks in force, kept with their source so that no fold depends on a file."""

from collections.abc import Callable

from oneboard.foundation.rows import Change, Transaction
from oneboard.projections.rows import PLAYBOOKS, PlaybookRow
from oneboard.vocabulary.content import PlaybookPublished
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as


def fold(transaction: Transaction, recorded: Recorded, blob: Callable[[str], bytes]) -> None:
    """`blob` gives the bytes at an address."""
    fact = read_as(PlaybookPublished, recorded.entry.kind, recorded.entry.fact)
    source = blob(fact.blob).decode()
    transaction.tell(
        Change(PLAYBOOKS.upsert, [PlaybookRow(f"{fact.name}@{fact.version}", source, recorded.seq)])
    )
