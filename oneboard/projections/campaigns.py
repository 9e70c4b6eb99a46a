"""Campaigns (行动): one entry opens the tasks of a whole city in one statement."""

from collections.abc import Sequence
from typing import Final

from oneboard.foundation.rows import Change, Query, Transaction, both, keys
from oneboard.playbooks.schema import UNITS
from oneboard.projections import slots
from oneboard.projections.flow import refold_threads, task_id
from oneboard.projections.owing import Opened, Owing, deadlines, task_of
from oneboard.projections.reference import Reference
from oneboard.projections.referring import current
from oneboard.projections.rows import CAMPAIGNS, TASKS, CampaignRow
from oneboard.projections.selections import selection_of, written
from oneboard.projections.timetable import SLOTS, SlotRow
from oneboard.vocabulary.calendar import SlotOpened
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.incidents import CampaignClosed, CampaignOpened
from oneboard.vocabulary.people import UnitRegistered

_CLOSE: Final = both("UPDATE projections_campaign SET closed_at = ?, changed_seq = ? WHERE id = ?")

_WITH_STEPS: Final = both(
    "SELECT DISTINCT step.thread FROM projections_step step "
    "JOIN projections_task task ON task.id = step.thread WHERE task.campaign = ?"
)


def fold_opening(transaction: Transaction, recorded: Recorded, reference: Reference) -> None:
    entry = recorded.entry
    fact = read_as(CampaignOpened, entry.kind, entry.fact)
    campaign = CampaignRow(
        entry.campaign or entry.id, entry.incident or "", entry.playbook or "", fact.register, entry.place or "",
        fact.title, recorded.at, entry.id, recorded.seq, reference.edition, None, recorded.seq,
    )  # fmt: skip
    transaction.tell(Change(CAMPAIGNS.upsert, [campaign]))
    if not reference.playbooks[campaign.playbook].task.schedule:
        _open_tasks(transaction, campaign, recorded, reference)


def _open_tasks(
    transaction: Transaction, campaign: CampaignRow, recorded: Recorded, reference: Reference
) -> None:
    playbook, selection = reference.playbooks[campaign.playbook], selection_of(campaign.register)
    state = playbook.opening_state

    [later] = transaction.ask(Query(selection.later, (campaign.id,)))
    moments = keys([moment, *deadlines(playbook, moment, reference)] for (moment,) in later)
    due, next_at = map(written, deadlines(playbook, campaign.opened_at, reference))
    transaction.tell(Query(selection.open_tasks, (state, moments, due, moments, next_at, campaign.id)))
    [threads] = transaction.ask(Query(_WITH_STEPS, (campaign.id,)))
    if threads:
        now = current(transaction, recorded.seq, reference)
        refold_threads(transaction, [thread for (thread,) in threads], recorded, now)


def fold_units(transaction: Transaction, group: Sequence[Recorded], reference: Reference) -> None:
    """What units that are registered now owe to campaigns that run."""
    tasks = []
    for recorded in group:
        entry = recorded.entry
        if not entry.kind.startswith("unit.registered@"):
            continue
        if read_as(UnitRegistered, entry.kind, entry.fact).squad:
            continue
        unit, at = entry.subject or entry.id, recorded.recorded_at
        for campaign in reference.campaigns_of(UNITS, entry.place or "", at):
            opened = Opened(max(campaign.opened_at, at), campaign.opened_by, recorded.seq)
            tasks.append(
                task_of(
                    task_id(campaign.id, unit), campaign, Owing(unit, entry.place or ""), opened, reference
                )
            )
    transaction.tell(Change(TASKS.insert_new, tasks))


def fold_slot(transaction: Transaction, recorded: Recorded, reference: Reference) -> None:
    """A slot opens its tasks in every campaign that runs by its playbook."""
    fact = read_as(SlotOpened, recorded.entry.kind, recorded.entry.fact)
    slot = SlotRow(fact.playbook, fact.slot, recorded.entry.id, recorded.seq)
    transaction.tell(Change(SLOTS.upsert, [slot]))
    running = list(slots.running(slot.playbook, slot.slot, reference))
    for campaign in running:
        playbook, selection = reference.playbooks[campaign.playbook], selection_of(campaign.register)
        state = playbook.opening_state
        due, next_at = map(written, deadlines(playbook, slot.slot, reference))
        transaction.tell(Query(selection.open_slot, (state, due, next_at, campaign.id, slot.entry)))
    slots.told_late(transaction, slot, running, reference)
    for campaign in running:
        selection = selection_of(campaign.register)
        [threads] = transaction.ask(Query(selection.worked_on, (campaign.id, slot.entry)))
        if threads:
            refold_threads(transaction, [thread for (thread,) in threads], recorded, reference)


def fold_closing(transaction: Transaction, recorded: Recorded) -> None:
    read_as(CampaignClosed, recorded.entry.kind, recorded.entry.fact)
    parameters = (recorded.at, recorded.seq, recorded.entry.campaign)
    transaction.tell(Query(_CLOSE, parameters))
