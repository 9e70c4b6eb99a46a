"""Responses (响应级别): how high an incident is responded to, as it was declared: the table, its rows, and the fold."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from django.db import models

from oneboard.foundation.fields import IdField
from oneboard.foundation.rows import Change, Table, Transaction
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.incidents import ResponseDeclared


class Response(models.Model):
    """`response`: I to IV, or empty. `since`: when we recorded it, so that nothing that came before lies behind it."""

    id = IdField(primary_key=True)
    incident = IdField(db_index=True)
    response = models.TextField()
    by_order = models.TextField()
    reason = models.TextField()
    since = models.BigIntegerField()
    changed_seq = models.BigIntegerField()


class ResponseRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    incident: str
    response: str
    by_order: str
    reason: str
    since: int
    changed_seq: int


RESPONSES: Final = Table(Response, ResponseRow, key=("id",))

#: By incident, in the order in which they were declared.
Responses = Mapping[str, Sequence[ResponseRow]]


def fold(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    fact = read_as(ResponseDeclared, entry.kind, entry.fact)
    row = ResponseRow(
        entry.id, entry.incident or "", fact.response or "", fact.order, fact.reason, recorded.recorded_at,
        recorded.seq,
    )  # fmt: skip
    transaction.tell(Change(RESPONSES.upsert, [row]))


def by_incident(rows: Iterable[ResponseRow]) -> Responses:
    found: dict[str, list[ResponseRow]] = {}
    for row in sorted(rows, key=lambda row: row.changed_seq):
        found.setdefault(row.incident, []).append(row)
    return found
