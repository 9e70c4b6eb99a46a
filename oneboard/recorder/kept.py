"""Entries that are held for a parent or quarantined for a person (隔离): kept with their reason, never lost."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from django.db.models import Count, Sum
from django.db.models.functions import Length

from oneboard.foundation.rows import Change, Query, Record, Table, both, keys
from oneboard.journal.models import Line
from oneboard.recorder.models import Kept, Waiting
from oneboard.recorder.prepared import Outcome, Prepared

HELD: Final = "held"
QUARANTINED: Final = "quarantined"
RECORDED: Final = "recorded"
DISMISSED: Final = "dismissed"


class KeptRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    entry: str
    device: str
    state: str
    reason: str
    detail: str
    place: str | None
    received_at: int
    body: str | None
    raw: str | None
    settled_at: int | None


class WaitingRow(msgspec.Struct, frozen=True, gc=False):
    parent: str
    kept: str


KEPT: Final = Table(Kept, KeptRow, key=("id",))
WAITING: Final = Table(Waiting, WaitingRow, key=("parent", "kept"))

_BY_ENTRY: Final = KEPT.fetch("entry")
_WAITING_FOR: Final = KEPT.fetch_linked("id", WAITING, "kept", "parent")
_STOP_WAITING: Final = both("DELETE FROM recorder_waiting WHERE kept = ?")
_SETTLE: Final = both("UPDATE recorder_kept SET state = ?, settled_at = ? WHERE id = ?")
_GIVE_TO_A_PERSON: Final = both(
    "UPDATE recorder_kept SET state = 'quarantined', reason = ?, detail = ?, place = ? WHERE id = ?"
)


def of_entries(ids: Sequence[str]) -> Query:
    return Query(_BY_ENTRY, (keys(ids),))


def waiting_for(ids: Sequence[str]) -> Query:
    """The held entries that name one of these as a parent."""
    return Query(_WAITING_FOR, (keys(ids),))


def open_of(device: str) -> tuple[int, int]:
    """How many of a device's entries are held or quarantined, and how many characters they are."""
    found = Kept.objects.filter(device=device, state__in=(HELD, QUARANTINED)).aggregate(
        count=Count("id"), body=Sum(Length("body")), raw=Sum(Length("raw"))
    )
    return found["count"], (found["body"] or 0) + (found["raw"] or 0)


def recorded_of(ids: Iterable[str | None]) -> set[str | None]:
    """Those of these entries that are recorded."""
    return set(Line.objects.filter(id__in=list(ids)).values_list("id", flat=True))


def rows(records: Sequence[Record]) -> list[KeptRow]:
    return KEPT.rows(records)


def hold(row: KeptRow) -> list[Change | Query]:
    waiting = [WaitingRow(parent, row.id) for parent in row.detail.split()]
    return [Change(KEPT.insert_new, [row]), Change(WAITING.insert_new, waiting)]


def quarantine(row: KeptRow) -> list[Change | Query]:
    return [Change(KEPT.insert_new, [row])]


def give_to_a_person(id_: str, outcome: Outcome, place: str | None) -> list[Change | Query]:
    parameters = (outcome.reason, outcome.detail, place, id_)
    return [Query(_GIVE_TO_A_PERSON, parameters), Query(_STOP_WAITING, (id_,))]


def settle(id_: str, state: str, at: int) -> list[Change | Query]:
    """Moves a kept entry forward to its end; what was recorded stands in the journal and is kept here no more."""
    return [Query(_SETTLE, (state, at, id_)), Query(_STOP_WAITING, (id_,))]


def row(prepared: Prepared, state: str, reason: str, detail: str, place: str | None = None) -> KeptRow:
    """For a held entry `detail` is the parents it lacks, with blanks between. `place`: if not the entry's own."""
    entry = prepared.entry
    here = place or (entry.place if entry else None)
    told = detail.replace("\x00", "\\0")  # PostgreSQL keeps no NUL in text
    return KeptRow(
        prepared.kept_id, prepared.id, prepared.device, state, reason, told, here,
        prepared.received_at, prepared.body.decode() if entry else None, prepared.raw, None,
    )  # fmt: skip
