"""Incidents (事件): what we respond to, until when, and how long what was told in it can be read."""

from typing import Final

from oneboard.foundation.clock import day_number
from oneboard.foundation.rows import Change, Query, Transaction, both
from oneboard.projections.rows import EXTENSIONS, INCIDENTS, ExtensionRow, IncidentRow
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.incidents import (
    ExtensionConfirmed,
    ExtensionProposed,
    IncidentEnded,
    IncidentOpened,
)

_END: Final = both("UPDATE projections_incident SET ended_at = ?, keys_end = ?, changed_seq = ? WHERE id = ?")
_CLOSE_CAMPAIGNS: Final = both(
    "UPDATE projections_campaign SET closed_at = ?, changed_seq = ? WHERE incident = ? AND closed_at IS NULL"
)
_CONFIRM: Final = both(
    "UPDATE projections_extension SET confirmed_by = ?, confirmed_at = ?, changed_seq = ? WHERE id = ?"
)
# The later of two extensions holds, whichever was confirmed last.
_EXTEND: Final = both(
    "UPDATE projections_incident SET keys_until = extension.until, changed_seq = ? "
    "FROM projections_extension extension WHERE extension.id = ? AND extension.incident = projections_incident.id "
    "AND (keys_until IS NULL OR keys_until < extension.until)"
)


def fold_opening(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    fact = read_as(IncidentOpened, entry.kind, entry.fact)
    row = IncidentRow(
        entry.incident or entry.id, fact.title, fact.sort, recorded.at, None, None, None, recorded.seq
    )
    transaction.tell(Change(INCIDENTS.upsert, [row]))


def fold_end(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    fact = read_as(IncidentEnded, entry.kind, entry.fact)
    transaction.tell(
        Query(_END, (recorded.at, day_number(fact.keys_end), recorded.seq, entry.incident)),
        Query(_CLOSE_CAMPAIGNS, (recorded.at, recorded.seq, entry.incident)),
    )


def fold_proposal(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    fact = read_as(ExtensionProposed, entry.kind, entry.fact)
    row = ExtensionRow(
        entry.id, entry.incident or "", day_number(fact.until), fact.reason, entry.actor.member, recorded.at,
        None, None, recorded.seq,
    )  # fmt: skip
    transaction.tell(Change(EXTENSIONS.upsert, [row]))


def fold_confirmation(transaction: Transaction, recorded: Recorded) -> None:
    fact = read_as(ExtensionConfirmed, recorded.entry.kind, recorded.entry.fact)
    transaction.tell(
        Query(_CONFIRM, (recorded.entry.actor.member, recorded.at, recorded.seq, fact.proposal)),
        Query(_EXTEND, (recorded.seq, fact.proposal)),
    )


def last_day(incident: IncidentRow | None, day: int) -> int:
    """The first day without keys that would end on `day` by themselves: an end brings it forward, two persons put it
    off."""
    if incident is None:
        return day
    if incident.keys_end is not None:
        day = min(day, incident.keys_end)
    return max(day, incident.keys_until or 0)
