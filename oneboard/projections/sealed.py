"""Sealed values in read models: moved unopened, and emptied when their keys are gone."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from oneboard.foundation.rows import Query, Statement, Table, Transaction, keys
from oneboard.projections.rows import MEMBERS, SUBJECTS
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.keys import KeysExpired

_encode = msgspec.json.Encoder(order="deterministic").encode

_EMPTY: Final = (
    "UPDATE {table} SET sealed = '{{}}', scope = NULL, changed_seq = ? WHERE scope = ? AND NOT ({kept})"
)


def _empty(table: Table[Any]) -> Statement:
    kept = table.among("id")
    return Statement(*(_EMPTY.format(table=table.name, kept=condition) for condition in kept))


_EMPTY_SUBJECTS: Final = _empty(SUBJECTS)
_EMPTY_MEMBERS: Final = _empty(MEMBERS)


def sealed_text(sealed: Mapping[str, str]) -> str:
    return _encode(sealed).decode()


def fold_expiry(transaction: Transaction, recorded: Recorded) -> None:
    """The key went first; what it sealed is now only noise, and leaves the read models."""
    fact = read_as(KeysExpired, recorded.entry.kind, recorded.entry.fact)
    parameters = (recorded.seq, fact.scope, keys(fact.kept))
    transaction.tell(Query(_EMPTY_SUBJECTS, parameters), Query(_EMPTY_MEMBERS, parameters))
