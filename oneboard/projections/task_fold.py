"""The fold of tasks: threads are folded whole, what they ask for is opened, and that again, until nothing new is asked.

A task that a rule opened may have been worked on before its opener arrived: its steps are there and are folded then.
"""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from oneboard.foundation.rows import Change, Query, Transaction, keys
from oneboard.projections.lasts import Begun
from oneboard.projections.openings import Opening, task_of
from oneboard.projections.reference import Reference
from oneboard.projections.rows import STEPS, TASKS, StepRow, TaskMove, TaskRow
from oneboard.projections.subject_rows import SUBJECTS
from oneboard.projections.threads import refold
from oneboard.projections.timetable import NOTICES

_TASKS_BY_ID = TASKS.fetch("id")
_STEPS_BY_THREAD = STEPS.fetch("thread")
_SUBJECTS_BY_ID = SUBJECTS.fetch("id")
_MOVE_TASKS = TASKS.update(TaskMove)


class Threads(NamedTuple):
    """The rows that stood before, tasks by id, steps by thread and entry: one entry may move many tasks."""

    tasks: dict[str, TaskRow]
    steps: dict[tuple[str, str], StepRow]


def fold(
    transaction: Transaction,
    standing: Threads,
    opened: dict[str, TaskRow],
    steps: Sequence[StepRow],
    reference: Reference,
    begun: Mapping[str, int],
) -> list[Begun]:
    """`begun`: by id, the entries by which tasks came to be there in this group. Returns what was opened then."""
    taken = [*standing.steps.values(), *steps]
    worked_on, known = {step.thread for step in taken}, standing.tasks | opened
    folded = refold({id_: task for id_, task in known.items() if id_ in worked_on}, taken, reference)
    # What nobody has worked on stands as it was opened.
    untouched = [task for id_, task in opened.items() if id_ not in worked_on]
    tasks, taken = [*folded.tasks, *untouched], folded.steps
    # In the order of their ids, neighbours in the index are written one after the other.
    tasks.sort(key=attrgetter("id"))
    taken.sort(key=attrgetter("thread"))
    transaction.tell(
        Change(TASKS.upsert, [task for task in tasks if task.id in opened or task.id not in standing.tasks]),
        Change(
            _MOVE_TASKS,
            [_move(task) for task in tasks if task.id not in opened and task != standing.tasks.get(task.id)],
        ),
        Change(
            STEPS.upsert, [step for step in taken if step != standing.steps.get((step.thread, step.entry))]
        ),
        Change(NOTICES.upsert, folded.notices),
    )
    return fold_openings(transaction, folded.openings, reference, begun)


def fold_openings(
    transaction: Transaction, openings: Sequence[Opening], reference: Reference, begun: Mapping[str, int]
) -> list[Begun]:
    """Opens what is asked for behind its steps, which may have come first, and then what those ask for."""
    found: dict[str, Begun] = {}
    while openings:
        standing, opened = _asked(transaction, openings, reference)
        folded = refold(opened, standing.steps.values(), reference)
        transaction.tell(
            Change(TASKS.upsert, [task for task in folded.tasks if task != standing.tasks.get(task.id)]),
            Change(STEPS.upsert, [s for s in folded.steps if s != standing.steps.get((s.thread, s.entry))]),
            Change(NOTICES.upsert, folded.notices),
        )
        worked_on = dict[str, list[StepRow]]()
        for step in standing.steps.values():
            worked_on.setdefault(step.thread, []).append(step)
        for opening in openings:
            id_ = opening.id
            if id_ in worked_on and id_ in opened and id_ not in standing.tasks:
                # A step asks for nothing before its own task is there.
                seq = max(opening.asked, _begun(opening.opener or "", found, begun))
                found[id_] = Begun(seq, opened[id_], worked_on[id_])
        openings = folded.openings
    return list(found.values())


def _asked(
    transaction: Transaction, openings: Sequence[Opening], reference: Reference
) -> tuple[Threads, dict[str, TaskRow]]:
    """The threads as they stand, and by id the tasks that are asked for."""
    ids = keys(sorted(opening.id for opening in openings))
    about = keys(sorted({opening.subject for opening in openings if opening.subject}))
    rows, taken, subjects = transaction.ask(
        Query(_TASKS_BY_ID, (ids,)), Query(_STEPS_BY_THREAD, (ids,)), Query(_SUBJECTS_BY_ID, (about,))
    )
    tasks = {row.id: row for row in TASKS.rows(rows)}
    known = {row.id: row for row in SUBJECTS.rows(subjects)}
    asked = [
        task_of(opening, tasks.get(opening.id), known.get(opening.subject or ""), reference)
        for opening in openings
    ]
    steps = {(row.thread, row.entry): row for row in STEPS.rows(taken)}
    return Threads(tasks, steps), {task.id: task for task in asked if task is not None}


def _begun(opener: str, found: Mapping[str, Begun], begun: Mapping[str, int]) -> int:
    return found[opener].seq if opener in found else begun.get(opener, 0)


def _move(task: TaskRow) -> TaskMove:
    return TaskMove(
        task.playbook, task.state, task.since, task.due, task.withdrawn, task.assigned, task.next_at,
        task.changed_seq, task.id,
    )  # fmt: skip
