"""Bulletins (通报) as they were signed: which there are, and where their content is kept."""

from typing import Final

import msgspec
from django.db import models

from oneboard.foundation.fields import IdField, KeyField
from oneboard.foundation.rows import Change, Table, Transaction
from oneboard.vocabulary.bulletins import BulletinSigned
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as


class Bulletin(models.Model):
    """`id`: the entry that signed it. `series`: its template's name, without a version."""

    id = IdField(primary_key=True)
    series = KeyField()
    template = KeyField()
    place = KeyField()
    number = models.IntegerField()
    as_of = models.BigIntegerField()
    seq = models.BigIntegerField()
    blob = KeyField()
    signed_at = models.BigIntegerField()
    changed_seq = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["place", "series", "number"], name="bulletin_number"),)


class BulletinRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    series: str
    template: str
    place: str
    number: int
    as_of: int
    seq: int
    blob: str
    signed_at: int
    changed_seq: int


BULLETINS: Final = Table(Bulletin, BulletinRow, key=("id",))


def fold(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    fact = read_as(BulletinSigned, entry.kind, entry.fact)
    row = BulletinRow(
        entry.id, fact.template.rpartition("@")[0], fact.template, entry.place or "", fact.number, fact.as_of,
        fact.seq, fact.blob, recorded.recorded_at, recorded.seq,
    )  # fmt: skip
    transaction.tell(Change(BULLETINS.upsert, [row]))


def last(series: str, place: str, until: int | None = None) -> Bulletin | None:
    """The one signed last; `until`: of those as of this entry or an earlier one."""
    found = Bulletin.objects.filter(series=series, place=place)
    return (found if until is None else found.filter(seq__lte=until)).order_by("-number").first()
