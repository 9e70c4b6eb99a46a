"""Slots (时点): which campaigns a moment of a schedule opens tasks in, and what a late registration owes of them."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from oneboard.foundation.calendar import instant
from oneboard.foundation.ids import derived_id, near_id
from oneboard.foundation.rows import Change, Query, Statement, Transaction, keys
from oneboard.playbooks.clocks import is_slot
from oneboard.projections import absences
from oneboard.projections.owing import Opened, Owing, task_of
from oneboard.projections.presence import presence_of
from oneboard.projections.reference import Reference
from oneboard.projections.rows import TASKS, CampaignRow, StepRow, TaskRow
from oneboard.projections.subject_fold import Touched
from oneboard.projections.subject_rows import SUBJECTS, VERSIONS, SubjectRow, VersionRow
from oneboard.projections.timetable import SLOTS, SlotRow

#: How many days late a step still counts for the day of its slot.
SOUGHT_DAYS: Final = 92

_SINCE: Final = Statement(*(f"{sql} AND slot >= ?" for sql in SLOTS.fetch("playbook")))


_CHANGED_SINCE: Final = Statement(
    *(
        f"{sql} AND subject IN (SELECT subject FROM projections_version "  # noqa: S608
        "WHERE at > ? AND seq > 0 "
        "AND (place IS NOT NULL OR closed IS NOT NULL))"
        for sql in VERSIONS.everything
    )
)
_SUBJECTS: Final = SUBJECTS.fetch("id")


def slot_entry(playbook: str, slot: int) -> str:
    """The id of the entry that says it, so that it is said once."""
    return derived_id("slot.opened", playbook, str(slot))


def task_id(slot: str, campaign: str, subject: str) -> str:
    """`slot`: its entry."""
    return near_id(subject, "slot", slot, campaign, subject)


def slot_of(step: StepRow, reference: Reference) -> int | None:
    """The slot that opened the task of a step, where its playbook counts for the slot's day; else None.

    It is told by the task's id, so that it is known before the task is there, and whatever became of it.
    """
    playbook = reference.playbooks.get(step.playbook)
    schedule = playbook.task.schedule if playbook else None
    if playbook is None or schedule is None or not schedule.counts_for_its_day:
        return None
    versions = (
        one.task.schedule for one in reference.playbooks.values() if one.playbook == playbook.playbook
    )
    minutes = {minute for one in versions if one is not None for minute in one.minutes}
    campaigns = (step.campaign,) if step.campaign else _campaigns(playbook.playbook, reference)
    about = (playbook.playbook, campaigns, step.subject or "")
    return _slot_of(step.thread, about, tuple(sorted(minutes)), reference.day(step.at), reference.zone)


def _campaigns(playbook: str, reference: Reference) -> tuple[str, ...]:
    """Those of a playbook, by its name: whoever takes a step of a task need not say in which campaign."""
    return tuple(c.id for c in reference.campaigns if reference.playbooks[c.playbook].playbook == playbook)


@lru_cache(4096)
def _slot_of(
    thread: str, about: tuple[str, tuple[str, ...], str], minutes: tuple[int, ...], day: int, zone: str
) -> int | None:
    """`about`: the playbook's name, the campaigns it may be and the subject. `day`: on which the step was taken."""
    name, campaigns, subject = about
    for earlier in range(-1, SOUGHT_DAYS):
        for minute in minutes:
            slot = instant(day - earlier, minute, zone)
            entry = slot_entry(name, slot)
            if any(task_id(entry, campaign, subject) == thread for campaign in campaigns):
                return slot
    return None


def running(playbook: str, slot: int, reference: Reference) -> Iterator[CampaignRow]:
    """The campaigns in which this slot of a playbook, by its name, opens tasks: each by its own version."""
    for campaign in reference.campaigns:
        version = reference.playbooks[campaign.playbook]
        if (
            version.playbook == playbook
            and version.task.schedule is not None
            and campaign.opened_at <= slot
            and (campaign.closed_at is None or slot < campaign.closed_at)
            and reference.is_allowed(campaign.playbook, slot, campaign.incident)
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
                    task = _task(slot, campaign, one.subject, one.seq, reference)
                    found[task.id] = task
    return found


def told_late(
    transaction: Transaction, slot: SlotRow, campaigns: Sequence[CampaignRow], reference: Reference
) -> None:
    """Whom the slot, told behind it, took for where they are now: whoever moved or was closed or opened since."""
    [rows] = transaction.ask(Query(_CHANGED_SINCE, (slot.slot,)))
    changed: dict[str, list[VersionRow]] = {}
    for version in VERSIONS.rows(rows):
        changed.setdefault(version.subject, []).append(version)
    [rows] = transaction.ask(Query(_SUBJECTS, (keys(sorted(changed)),)))
    owed, absent = [], []
    for subject in SUBJECTS.rows(rows):
        presence = presence_of(subject, changed[subject.id])
        for campaign in campaigns:
            if campaign.register == subject.register and presence.owes_slot(campaign, slot.slot, reference):
                owed.append(_task(slot, campaign, subject, slot.changed_seq, reference))
            elif not subject.closed:
                absent.append(task_id(slot.entry, campaign.id, subject.id))
    transaction.tell(Change(TASKS.insert_new, owed), absences.absent(absent))


def _task(
    slot: SlotRow, campaign: CampaignRow, subject: SubjectRow, seq: int, reference: Reference
) -> TaskRow:
    owing, opened = Owing(subject.id, subject.place, subject.void), Opened(slot.slot, slot.entry, seq)
    return task_of(task_id(slot.entry, campaign.id, subject.id), campaign, owing, opened, reference)


def _scheduled(reference: Reference) -> dict[str, set[str]]:
    """By register, the names of the playbooks whose campaigns go by a schedule."""
    found: dict[str, set[str]] = {}
    for campaign in reference.campaigns:
        playbook = reference.playbooks[campaign.playbook]
        if playbook.task.schedule is not None:
            found.setdefault(campaign.register, set()).add(playbook.playbook)
    return found
