"""Workloads (填报负担): what was asked of the holder of a post on a day, by what, and in which hours: table and fold.

Sums, a first and a last moment: no order of arrival makes another row.
"""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec
from django.db import models

from oneboard.foundation.fields import IdField, KeyField
from oneboard.foundation.rows import Change, Table, Transaction
from oneboard.vocabulary.entry import Recorded


class Workload(models.Model):
    """`work`: the playbook or the register that asked. `answers`: questions answered. `seconds`: that the forms were
    open, as far as the phones told. `first_at`, `last_at`: when something was said, in ms.
    """

    pk = models.CompositePrimaryKey("post", "day", "work")
    post = IdField()
    day = models.IntegerField()
    work = KeyField()
    entries = models.BigIntegerField()
    answers = models.BigIntegerField()
    seconds = models.BigIntegerField()
    first_at = models.BigIntegerField()
    last_at = models.BigIntegerField()


class WorkloadRow(msgspec.Struct, frozen=True, gc=False):
    post: str
    day: int
    work: str
    entries: int
    answers: int
    seconds: int
    first_at: int
    last_at: int


WORKLOADS: Final = Table(Workload, WorkloadRow, key=("post", "day", "work"))
_ADD: Final = WORKLOADS.add("entries", "answers", "seconds", least=("first_at",), most=("last_at",))


class _Said(msgspec.Struct):
    entries: int = 0
    answers: int = 0
    seconds: int = 0
    first_at: int = 2**62
    last_at: int = 0


def fold(transaction: Transaction, group: Sequence[Recorded], day_of: Callable[[int], int]) -> None:
    """`day_of`: the city's day of a moment."""
    found: dict[tuple[str, int, str], _Said] = {}
    for recorded in group:
        entry = recorded.entry
        post, asked = entry.actor.post, len(entry.readable) + len(entry.sealed)
        if post is None or not asked:
            continue
        at = recorded.at
        key = (post, day_of(at), work_of(entry.playbook, entry.kind))
        said = found.get(key)
        if said is None:
            said = found[key] = _Said()
        said.entries += 1
        said.answers += asked
        said.seconds += entry.spent_s
        said.first_at = min(said.first_at, at)
        said.last_at = max(said.last_at, at)
    rows = [WorkloadRow(*key, *msgspec.structs.astuple(said)) for key, said in sorted(found.items())]
    transaction.tell(Change(_ADD, rows))


def work_of(playbook: str | None, kind: str) -> str:
    """The playbook, whatever its version; of what is said to a register, that kind of fact."""
    return (playbook or kind).partition("@")[0]
