"""The fold (折叠) of what comes in numbers: registrations, steps and blobs, a group at a time.

Three stages: rows are loaded that the group can touch, pure functions work out what they become, the differences are
written; a fixed number of statements, however large the group. A task is always folded whole from its steps in
(corrected time, id) order, so that a late step needs no second way and any order of arrival ends in the same rows.
No row depends on how entries were grouped: replay groups them otherwise and must end in the same rows.
"""

from collections.abc import Iterable, Sequence

import msgspec

from oneboard.foundation.ids import derived_id
from oneboard.foundation.rows import Change, Query, Transaction, keys
from oneboard.projections import marks
from oneboard.projections.brought import brought_by
from oneboard.projections.reference import Reference
from oneboard.projections.rows import (
    BLOBS,
    STEPS,
    SUBJECTS,
    TASKS,
    CampaignRow,
    StepRow,
    SubjectRow,
    TaskMove,
    TaskRow,
)
from oneboard.projections.threads import in_state, refold
from oneboard.vocabulary.entry import Recorded

_TASKS_BY_ID = TASKS.fetch("id")
_STEPS_BY_THREAD = STEPS.fetch("thread")
_STEPS_ABOUT = STEPS.fetch_linked("thread", STEPS, "thread", "subject")
_MOVE_TASKS = TASKS.update(TaskMove)
_SUBJECTS_BY_ID = SUBJECTS.fetch("id")


class Standing(msgspec.Struct):
    """The rows that stood before the group: `steps` in the threads it touches, `related` about its subjects."""

    tasks: dict[str, TaskRow]
    steps: dict[str, StepRow]
    related: dict[str, StepRow]
    subjects: dict[str, SubjectRow]


def fold(transaction: Transaction, group: Sequence[Recorded], reference: Reference) -> None:
    brought = brought_by(group)
    owed = [
        (task_id(c, s), c, _settled(s, reference))
        for s in brought.subjects
        for c in reference.campaigns_of(s.register, s.place, s.at)
    ]
    brought.subjects = [_settled(s, reference) for s in brought.subjects]
    threads = {step.thread for step in brought.steps}.union(id_ for id_, _, _ in owed)
    standing = _load(transaction, threads, brought.subjects, _reached(brought.steps, reference))

    registered = _first_registrations(brought.subjects, standing.subjects)
    entries = {s.entry for s in registered}
    opened = {id_: open_task(id_, c, s, reference) for id_, c, s in owed if s.entry in entries}
    transaction.tell(
        Change(SUBJECTS.upsert, list({s.id: s for s in registered}.values())),
        Change(BLOBS.insert_new, brought.blobs),
    )
    _fold_threads(transaction, standing, opened, brought.steps, reference)
    known = standing.related | standing.steps
    marks.fold(transaction, known.values(), brought.steps, group, reference)


def refold_threads(transaction: Transaction, threads: Iterable[str], reference: Reference) -> None:
    """Folds tasks anew that were opened behind their steps."""
    _fold_threads(transaction, _load(transaction, set(threads), [], set()), {}, [], reference)


def _settled(subject: SubjectRow, reference: Reference) -> SubjectRow:
    """What was registered at a grid that has been merged since is the new grid's."""
    place = reference.heir(subject.place)
    return subject if place == subject.place else msgspec.structs.replace(subject, place=place)


def task_id(campaign: CampaignRow, subject: SubjectRow) -> str:
    return derived_id("campaign", campaign.id, subject.id)


def open_task(id_: str, campaign: CampaignRow, subject: SubjectRow, reference: Reference) -> TaskRow:
    """The task as it stands when nobody has taken a step. `campaigns.py` says the same in SQL, for all at once."""
    playbook = reference.playbooks[campaign.playbook]
    opened_at = max(campaign.opened_at, subject.at)
    task = TaskRow(
        id_, campaign.playbook, campaign.incident, campaign.id, subject.place, subject.id, opened_at,
        campaign.opened_by, playbook.opening_state, opened_at, None, subject.changed_seq,
    )  # fmt: skip
    return in_state(task, playbook, playbook.opening_state, opened_at, subject.changed_seq)


def _fold_threads(
    transaction: Transaction,
    standing: Standing,
    opened: dict[str, TaskRow],
    steps: Sequence[StepRow],
    reference: Reference,
) -> None:
    tasks, taken = refold(standing.tasks | opened, [*standing.steps.values(), *steps], reference)
    transaction.tell(
        Change(TASKS.upsert, [task for task in tasks if task.id in opened or task.id not in standing.tasks]),
        Change(
            _MOVE_TASKS,
            [_move(task) for task in tasks if task.id not in opened and task != standing.tasks.get(task.id)],
        ),
        Change(STEPS.upsert, [step for step in taken if step != standing.steps.get(step.entry)]),
    )


def _move(task: TaskRow) -> TaskMove:
    return TaskMove(task.state, task.since, task.due, task.changed_seq, task.id)


def _load(
    transaction: Transaction, threads: set[str], subjects: Sequence[SubjectRow], reached: set[str]
) -> Standing:
    by_thread = (keys(threads),)
    tasks, steps, known, related = transaction.ask(
        Query(_TASKS_BY_ID, by_thread),
        Query(_STEPS_BY_THREAD, by_thread),
        Query(_SUBJECTS_BY_ID, (keys(s.id for s in subjects),)),
        Query(_STEPS_ABOUT, (keys(reached),)),
    )
    standing = Standing(
        {row.id: row for row in TASKS.rows(tasks)},
        {row.entry: row for row in STEPS.rows(steps)},
        {row.entry: row for row in STEPS.rows(related)},
        {row.id: row for row in SUBJECTS.rows(known)},
    )
    if others := {s.subject for s in standing.steps.values() if s.subject} - reached if reached else set():
        # A correction may name another subject than what it corrects: then both are counted anew.
        [related] = transaction.ask(Query(_STEPS_ABOUT, (keys(others),)))
        standing.related.update((row.entry, row) for row in STEPS.rows(related))
    return standing


def _reached(steps: Sequence[StepRow], reference: Reference) -> set[str]:
    """The subjects that these steps, or what they correct, may reach: a distinct count needs all steps about them."""
    counting = {key for key, playbook in reference.playbooks.items() if playbook.counts_distinct}
    return {step.subject for step in steps if step.subject and (step.corrects or step.playbook in counting)}


def _first_registrations(brought: Sequence[SubjectRow], known: dict[str, SubjectRow]) -> list[SubjectRow]:
    """Of several registrations of one id the earliest holds, whichever came first. Those that held when they came."""
    first, held = dict(known), []
    for subject in brought:
        standing = first.get(subject.id)
        if standing is None or (subject.at, subject.entry) < (standing.at, standing.entry):
            first[subject.id] = subject
            held.append(subject)
    return held
