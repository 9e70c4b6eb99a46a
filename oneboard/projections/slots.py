"""Slots (时点): which campaigns a moment of a schedule opens tasks in, and what a late registration owes of them."""

from collections.abc import Iterable, Iterator
from typing import Final

from oneboard.foundation.ids import derived_id, near_id
from oneboard.foundation.rows import Query, Statement, Transaction, keys
from oneboard.playbooks.clocks import is_slot
from oneboard.projections.owing import Opened, Owing, task_of
from oneboard.projections.reference import Reference
from oneboard.projections.rows import CampaignRow, TaskRow
from oneboard.projections.subject_fold import Touched
from oneboard.projections.timetable import SLOTS, SlotRow

_SINCE: Final = Statement(*(f"{sql} AND slot >= ?" for sql in SLOTS.fetch("playbook")))


def slot_entry(playbook: str, slot: int) -> str:
    """The id of the entry that says it, so that it is said once."""
    return derived_id("slot.opened", playbook, str(slot))


def task_id(slot: str, campaign: str, subject: str) -> str:
    """`slot`: its entry."""
    return near_id(subject, "slot", slot, campaign, subject)


def running(playbook: str, slot: int, reference: Reference) -> Iterator[CampaignRow]:
    """The campaigns in which this slot of a playbook, by its name, opens tasks: each by its own version."""
    for campaign in reference.campaigns:
        version = reference.playbooks[campaign.playbook]
        if (
            version.playbook == playbook
            and version.task.schedule is not None
            and campaign.opened_at <= slot
            and (campaign.closed_at is None or slot < campaign.closed_at)
            and reference.is_allowed(campaign.playbook, slot)
            and is_slot(version.task.schedule, slot, reference.calendar(slot))
        ):
            yield campaign


def owed_late(
    transaction: Transaction, touched: Iterable[Touched], reference: Reference
) -> dict[str, TaskRow]:
    """By id, what subjects owe of slots that were opened before we heard that they were there."""
    scheduled = _scheduled(reference)
    placed = [(one, at, place) for one in touched for place, at in one.placed
              if one.subject.register in scheduled]  # fmt: skip
    if not placed:
        return {}
    names = {name for one, _, _ in placed for name in scheduled[one.subject.register]}
    [rows] = transaction.ask(Query(_SINCE, (keys(sorted(names)), min(at for _, at, _ in placed))))
    found = {}
    for slot in SLOTS.rows(rows):
        for campaign in running(slot.playbook, slot.slot, reference):
            for one, at, place in placed:
                if (
                    at <= slot.slot
                    and campaign.register == one.subject.register
                    and (reference.reaches(campaign, place))
                ):
                    task = _task(slot, campaign, one, reference)
                    found[task.id] = task
    return found


def _task(slot: SlotRow, campaign: CampaignRow, one: Touched, reference: Reference) -> TaskRow:
    subject = one.subject
    owing, opened = Owing(subject.id, subject.place, subject.void), Opened(slot.slot, slot.entry, one.seq)
    return task_of(task_id(slot.entry, campaign.id, subject.id), campaign, owing, opened, reference)


def _scheduled(reference: Reference) -> dict[str, set[str]]:
    """By register, the names of the playbooks whose campaigns go by a schedule."""
    found: dict[str, set[str]] = {}
    for campaign in reference.campaigns:
        playbook = reference.playbooks[campaign.playbook]
        if playbook.task.schedule is not None:
            found.setdefault(campaign.register, set()).add(playbook.playbook)
    return found
