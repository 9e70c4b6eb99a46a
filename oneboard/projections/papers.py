"""Papers (公文) as they were issued: under which number, about which task, and whether they still hold."""

from typing import Final

import msgspec
from django.db import models

from oneboard.foundation.fields import IdField, KeyField, OptionalId
from oneboard.foundation.rows import Change, Query, Table, Transaction, both
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.papers import PaperIssued, PaperWithdrawn

#: Why a paper holds no more in whose place another was issued.
REPLACED: Final = "replaced"


class Paper(models.Model):
    """`id`: the entry that issued it, `seq` where it stands in the journal. `series`: its mark, whose papers of a unit
    and a year count from 1.

    `withdrawn`: why it holds no more, empty while it does.
    """

    id = IdField(primary_key=True)
    task = IdField(db_index=True)
    subject = OptionalId(null=True)
    place = KeyField()
    playbook = KeyField()
    paper = KeyField()
    after = IdField()
    unit = IdField()
    series = KeyField()
    year = models.IntegerField()
    number = models.IntegerField()
    layout = models.IntegerField()
    issued_at = models.BigIntegerField()
    seq = models.BigIntegerField()
    withdrawn = KeyField()
    withdrawn_at = models.BigIntegerField(null=True)
    changed_seq = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["unit", "series", "year", "number"], name="paper_number"),
        )
        indexes = (models.Index(fields=["place", "seq"], name="paper_place"),)


class PaperRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    task: str
    subject: str | None
    place: str
    playbook: str
    paper: str
    after: str
    unit: str
    series: str
    year: int
    number: int
    layout: int
    issued_at: int
    seq: int
    withdrawn: str
    withdrawn_at: int | None
    changed_seq: int


PAPERS: Final = Table(Paper, PaperRow, key=("id",))

_WITHDRAW: Final = both(
    "UPDATE projections_paper SET withdrawn = ?, withdrawn_at = ?, changed_seq = ? WHERE id = ? AND withdrawn = ''"
)


def fold(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    fact = read_as(PaperIssued, entry.kind, entry.fact)
    row = PaperRow(
        entry.id, entry.task or "", entry.subject, entry.place or "", entry.playbook or "", fact.paper, fact.after,
        fact.unit, series_of(fact.mark), fact.year, fact.number, fact.layout, recorded.at, recorded.seq, "", None,
        recorded.seq,
    )  # fmt: skip
    transaction.tell(Change(PAPERS.upsert, [row]))
    if fact.replaces is not None:
        transaction.tell(Query(_WITHDRAW, (REPLACED, recorded.at, recorded.seq, fact.replaces)))


def fold_withdrawal(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    fact = read_as(PaperWithdrawn, entry.kind, entry.fact)
    transaction.tell(Query(_WITHDRAW, (fact.reason, recorded.at, recorded.seq, fact.paper)))


def series_of(mark: dict[str, str]) -> str:
    """The mark as the city's own language has it."""
    return mark.get("zh") or next(iter(mark.values()))


def last_number(unit: str, series: str, year: int) -> int:
    """0 where none was issued. A paper that was withdrawn keeps its number."""
    found = Paper.objects.filter(unit=unit, series=series, year=year).order_by("-number").first()
    return 0 if found is None else found.number


def standing(task: str, paper: str, after: str) -> Paper | None:
    """The one that holds, of those that were issued with this step."""
    found = Paper.objects.filter(task=task, paper=paper, after=after, withdrawn="")
    return found.order_by("-seq").first()
