"""The fold (折叠) of what comes in numbers: registrations, steps and blobs, a group at a time.

Three stages: rows are loaded that the group can touch, pure functions work out what they become, the differences are
written; a fixed number of statements, however large the group. A task is always folded whole from its steps in
(corrected time, id) order, so that a late step needs no second way and any order of arrival ends in the same rows.
No row depends on how entries were grouped: replay groups them otherwise and must end in the same rows.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from oneboard.foundation.ids import near_id
from oneboard.foundation.rows import Change, Query, Statement, Transaction, both, keys
from oneboard.projections import absences, marks, merges, slots, subject_fold, task_fold
from oneboard.projections.brought import brought_by
from oneboard.projections.lasts import Begun
from oneboard.projections.owing import Opened, Owing, task_of
from oneboard.projections.reference import Reference
from oneboard.projections.rows import BLOBS, STEPS, TASKS, CampaignRow, StepRow, TaskRow
from oneboard.projections.said import is_said
from oneboard.projections.subject_fold import Touched
from oneboard.projections.subject_rows import SubjectRow
from oneboard.vocabulary.entry import Recorded

_TASKS_BY_ID = TASKS.fetch("id")
_TASKS_ABOUT = TASKS.fetch("subject")
_STEPS_BY_THREAD = STEPS.fetch("thread")
# Not those of campaigns, which were opened for their subjects.
_ASKED_ABOUT = Statement(
    *(f"{sql} AND (opener IS NOT NULL OR campaign IS NULL)" for sql in TASKS.fetch("subject"))
)
_STEPS_ABOUT = STEPS.fetch_linked("thread", STEPS, "thread", "subject")
_FOLLOW = both(
    "UPDATE projections_task SET place = ?, void = ?, "
    "changed_seq = CASE WHEN changed_seq < ? THEN ? ELSE changed_seq END WHERE subject = ?"
)

_NOTICES_FOLLOW = both(
    "UPDATE projections_notice SET place = ?, "
    "changed_seq = CASE WHEN changed_seq < ? THEN ? ELSE changed_seq END WHERE subject = ?"
)


class Standing(msgspec.Struct):
    """The rows that stood before the group: `steps` in the threads it touches, `related` about its subjects.

    `merged`: of those, and of what is one with them, the subject each is merged into.
    """

    tasks: dict[str, TaskRow]
    steps: dict[tuple[str, str], StepRow]
    related: dict[tuple[str, str], StepRow]
    merged: dict[str, str]


def fold(
    transaction: Transaction,
    group: Sequence[Recorded],
    reference: Reference,
    known_tasks: Mapping[str, TaskRow] = {},
) -> None:
    """`known_tasks`: some that stand before the group, and need not be read."""
    brought = brought_by(group, reference)
    touched = subject_fold.fold(transaction, brought, reference)
    opened = {
        id_: open_task(id_, campaign, one.subject, one.seq, reference)
        for one in touched
        for place, at in one.placed
        for campaign in reference.campaigns_of(one.subject.register, place, at)
        for id_ in (task_id(campaign.id, one.subject.id),)
    }
    opened |= slots.owed_late(transaction, touched, reference)
    opened |= _opened_anew(transaction, touched, reference)
    threads = {step.thread for step in brought.steps}.union(opened)
    standing = _load(transaction, threads, _reached(brought.steps, reference), known_tasks)
    transaction.tell(Change(BLOBS.insert_new, brought.blobs))
    behind = {id_: task.changed_seq for id_, task in opened.items()}
    before = task_fold.Threads(standing.tasks, standing.steps)
    begun = [Begun(task.changed_seq, task) for task in opened.values()]
    begun += task_fold.fold(transaction, before, opened, brought.steps, reference, behind)
    begun += task_fold.fold_openings(transaction, brought.orders, reference, behind)
    transaction.tell(*_followed(touched, _known_before(transaction, touched)))
    absences.fold(transaction, touched, reference)
    stood = marks.Before(standing.steps, standing.related, standing.tasks, standing.merged)
    marks.fold(transaction, stood, brought.steps, begun, group, reference)


def refold_threads(
    transaction: Transaction, threads: Iterable[str], recorded: Recorded, reference: Reference
) -> None:
    """Folds tasks anew that the entry opened behind their steps."""
    standing = _load(transaction, set(threads), set())
    opened = {id_: task for id_, task in standing.tasks.items() if task.opened_by == recorded.entry.id}
    begun = [Begun(recorded.seq, task) for task in opened.values()]
    behind = dict.fromkeys(opened, recorded.seq)
    threads_before = task_fold.Threads(standing.tasks, standing.steps)
    begun += task_fold.fold(transaction, threads_before, {}, [], reference, behind)
    earlier = {id_: task for id_, task in standing.tasks.items() if id_ not in opened}
    marks.fold(transaction, marks.Before(standing.steps, {}, earlier, {}), [], begun, [recorded], reference)


def task_id(campaign: str, subject: str) -> str:
    return near_id(subject, "campaign", campaign, subject)


def open_task(
    id_: str, campaign: CampaignRow, subject: SubjectRow, seq: int, reference: Reference
) -> TaskRow:
    owing = Owing(subject.id, subject.place, subject.void)
    opened = Opened(max(campaign.opened_at, subject.at), campaign.opened_by, seq)
    return task_of(id_, campaign, owing, opened, reference)


def _opened_anew(
    transaction: Transaction, touched: Iterable[Touched], reference: Reference
) -> dict[str, TaskRow]:
    """What was owed by a registration whose place an earlier one takes, wherever that one puts the subject."""
    anew = {one.subject.id: one for one in touched if one.anew}
    if not anew:
        return {}
    [records] = transaction.ask(Query(_TASKS_ABOUT, (keys(sorted(anew)),)))
    campaigns = {campaign.id: campaign for campaign in reference.campaigns}
    return {
        task.id: open_task(task.id, campaign, one.subject, one.seq, reference)
        for task in TASKS.rows(records)
        for one in (anew[task.subject or ""],)
        # What a rule opened names the campaign that its step named, and a phone may name one that there never was.
        if (campaign := campaigns.get(task.campaign or ""))
        and task.id == task_id(campaign.id, one.subject.id)
    }


def _known_before(transaction: Transaction, touched: Iterable[Touched]) -> set[str]:
    """Of the subjects that are new, those about which a rule or an order asked for something already."""
    fresh = [one.subject.id for one in touched if one.fresh]
    if not fresh:
        return set()
    [rows] = transaction.ask(Query(_ASKED_ABOUT, (keys(fresh),)))
    return {task.subject for task in TASKS.rows(rows) if task.subject}


def _followed(touched: Iterable[Touched], known: set[str]) -> list[Query]:
    """What is owed about a subject goes where it goes, and is void while it is closed."""
    return [
        query
        for one in touched
        if one.seq and (not one.fresh or one.subject.id in known)
        for place, seq, subject in [(one.subject.place, one.seq, one.subject.id)]
        for query in (
            Query(_FOLLOW, (place, one.subject.void, seq, seq, subject)),
            Query(_NOTICES_FOLLOW, (place, seq, seq, subject)),
        )
    ]


def _load(
    transaction: Transaction, threads: set[str], reached: set[str], known: Mapping[str, TaskRow] = {}
) -> Standing:
    tasks, steps, related, merged = transaction.ask(
        Query(_TASKS_BY_ID, (keys(sorted(threads - known.keys())),)),
        Query(_STEPS_BY_THREAD, (keys(sorted(threads)),)),
        Query(_STEPS_ABOUT, (keys(reached),)),
        merges.one_with(reached),
    )
    standing = Standing(
        {id_: known[id_] for id_ in threads & known.keys()} | {row.id: row for row in TASKS.rows(tasks)},
        {(row.thread, row.entry): row for row in STEPS.rows(steps)},
        {(row.thread, row.entry): row for row in STEPS.rows(related)},
        dict(merged),
    )
    # A correction may name another subject than what it corrects: then both are counted anew.
    more = {s.subject for s in standing.steps.values() if s.subject} if reached else set()
    while others := more.union(standing.merged, standing.merged.values()) - reached:
        reached |= others
        related, merged = transaction.ask(Query(_STEPS_ABOUT, (keys(others),)), merges.one_with(others))
        standing.related.update(((row.thread, row.entry), row) for row in STEPS.rows(related))
        standing.merged.update(merged)
    return standing


def _reached(steps: Sequence[StepRow], reference: Reference) -> set[str]:
    """The subjects that these steps, or what they correct, may reach: a distinct count needs all steps about them."""
    counting = {key for key, playbook in reference.playbooks.items() if playbook.counts_distinct}
    return {
        step.subject
        for step in steps
        if step.subject and (step.corrects or step.playbook in counting) and not is_said(step)
    }
