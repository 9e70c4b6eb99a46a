"""Overrides of the calendar (应急状态): from a day to a day, every day is a workday and all hours count."""

from typing import Final

from oneboard.foundation.clock import day_number
from oneboard.foundation.rows import Change, Query, Transaction, both
from oneboard.projections.timetable import OVERRIDES, OverrideRow
from oneboard.vocabulary.calendar import CalendarOverridden, CalendarRestored
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as

_RESTORE: Final = both("UPDATE projections_override SET restored_at = ?, changed_seq = ? WHERE id = ?")


def fold(transaction: Transaction, recorded: Recorded) -> None:
    fact = read_as(CalendarOverridden, recorded.entry.kind, recorded.entry.fact)
    until = None if fact.until is None else day_number(fact.until)
    row = OverrideRow(
        recorded.entry.id,
        fact.reason,
        day_number(fact.since),
        until,
        recorded.recorded_at,
        None,
        recorded.seq,
    )
    transaction.tell(Change(OVERRIDES.upsert, [row]))


def fold_restoring(transaction: Transaction, recorded: Recorded) -> None:
    fact = read_as(CalendarRestored, recorded.entry.kind, recorded.entry.fact)
    transaction.tell(Query(_RESTORE, (recorded.recorded_at, recorded.seq, fact.override)))
