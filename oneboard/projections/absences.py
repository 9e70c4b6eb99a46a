"""Absences (不在场): tasks that were asked where their subject was not, or when it was closed, are owed by nobody.

It is heard of late; then the row is there already, and says so.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from oneboard.foundation.rows import Query, Statement, Transaction, keys
from oneboard.projections.presence import ABSENT, Presence
from oneboard.projections.reference import Reference
from oneboard.projections.rows import TASKS, CampaignRow, TaskRow
from oneboard.projections.subject_fold import Touched

_TASKS_ABOUT: Final = TASKS.fetch("subject")
_ABSENT: Final = Statement(
    *(f"UPDATE projections_task SET void = '{ABSENT}' WHERE {among}" for among in TASKS.among("id"))  # noqa: S608
)


def fold(transaction: Transaction, touched: Iterable[Touched], reference: Reference) -> None:
    """Behind what follows a subject: all that it is owed is as if it had always been there."""
    moved = {
        one.subject.id: one.presence
        for one in touched
        # What is closed is void, and its absences are said when it is opened again.
        if not one.subject.closed and (one.anew or len(one.placed) > 1 or not one.presence.is_simple)
    }
    if not moved:
        return
    [rows] = transaction.ask(Query(_TASKS_ABOUT, (keys(sorted(moved)),)))
    campaigns = {campaign.id: campaign for campaign in reference.campaigns}
    transaction.tell(
        absent(
            [
                task.id
                for task in TASKS.rows(rows)
                if task.opener is None and (campaign := campaigns.get(task.campaign or ""))
                if not _owes(moved[task.subject or ""], task, campaign, reference)
            ]
        )
    )


def absent(tasks: Sequence[str]) -> Query:
    return Query(_ABSENT, (keys(sorted(tasks)),))


def _owes(presence: Presence, task: TaskRow, campaign: CampaignRow, reference: Reference) -> bool:
    if task.opened_by == campaign.opened_by:
        return presence.owes(campaign, reference)
    return presence.owes_slot(campaign, task.opened_at, reference)
