"""Threads: a task and the steps taken on it, folded in time order. Pure.

Law 3: a task's state is its steps folded in (corrected time, id) order; a step without effect says why. What a desk
says of a task is a step of its thread, too: its name begins with `@`.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from oneboard.playbooks.schema import Playbook
from oneboard.playbooks.watches import Watch
from oneboard.projections.course import Course
from oneboard.projections.moves import MOVED, origin_of
from oneboard.projections.notices import notices_of
from oneboard.projections.openings import EFFECTIVE, Opening, Rules, openings_of
from oneboard.projections.reference import Reference
from oneboard.projections.rows import StepRow, TaskRow
from oneboard.projections.said import LACKS, TOLD, is_said
from oneboard.projections.timetable import NoticeRow


class Folded(NamedTuple):
    tasks: list[TaskRow]
    steps: list[StepRow]
    openings: list[Opening]
    notices: list[NoticeRow]


def refold(tasks: dict[str, TaskRow], steps: Iterable[StepRow], reference: Reference) -> Folded:
    """Every task from its opening state through its steps, every step with the effect it had, and what they ask for."""
    threads: dict[str, list[StepRow]] = {task: [] for task in tasks}
    for step in steps:
        threads.setdefault(step.thread, []).append(step)
    folded = Folded([], [], [], [])
    for thread, taken in threads.items():
        task, judged = judge(tasks.get(thread), taken, reference)
        folded.steps.extend(judged)
        if task is not None:
            folded.tasks.append(task)
        rules = _rules(task, judged, reference)
        folded.openings.extend(openings_of(task, judged, rules, reference))
        if task is not None and rules.now is not None and (rules.now.is_watched or rules.earlier):
            folded.notices.extend(notices_of(task, judged, rules))
    return folded


class Held(NamedTuple):
    """A step that holds, as it was last corrected, and the time (ms) of the entry first recorded."""

    at: int
    step: StepRow


def in_force(taken: Sequence[StepRow]) -> list[Held]:
    """In their order; what the clock says of a moment comes behind all that happened in it."""
    if len(taken) < 2:
        return [Held(step.at, step) for step in taken]
    held: dict[str, StepRow] = {}
    when: dict[str, tuple[int, bool, str]] = {}
    for step in sorted(taken, key=lambda s: (s.corrects is not None, s.at, s.entry)):
        first = step.corrects or step.entry
        held[first] = step
        # A move is behind whatever happened at its moment: all that was recorded before it happened by then.
        told, id_ = step.step in TOLD, f"~{step.seq:020}" if step.step == MOVED else step.entry
        when.setdefault(first, (step.at, told, id_))
    return [Held(when[first][0], held[first]) for first in sorted(held, key=when.__getitem__)]


def watches_of(task: TaskRow, taken: Sequence[StepRow], reference: Reference, now_ms: int) -> list[Watch]:
    """What the clock, where it shows `now_ms`, has still to say of a task, behind the steps of its thread."""
    holding = in_force(taken)
    course = _course(task, holding, reference)
    for at, step in holding:
        course.take(step, at)
    return course.watches(now_ms)


def ends_at(task: TaskRow, taken: Sequence[StepRow], reference: Reference) -> int | None:
    """When the whole of it is over, in ms, behind the steps of its thread; None where that is not said."""
    holding = in_force(taken)
    course = _course(task, holding, reference)
    for at, step in holding:
        course.take(step, at)
    whole = course.whole()
    return None if whole is None else whole.due


def untold(task: TaskRow, taken: Sequence[StepRow], reference: Reference) -> dict[str, int]:
    """By the step that came after it, the deadline that had passed by then and of which the clock told nobody: it was
    not looking, and what is over it does not tell any more.
    """
    holding, found = in_force(taken), dict[str, int]()
    course = _course(task, holding, reference)
    for at, step in holding:
        passed = [watch.due for watch in course.watches(at) if watch.what == "overdue" and watch.at <= at]
        if course.take(step, at) == EFFECTIVE and passed and not is_said(step):
            found[step.entry] = passed[0]
    return found


def judge(
    task: TaskRow | None, taken: Sequence[StepRow], reference: Reference
) -> tuple[TaskRow | None, list[StepRow]]:
    """A task behind its steps, and every step with its effect: those that hold in their order, then the corrected."""
    holding = in_force(taken)
    if task is None:
        judged = [s if s.effect.startswith(LACKS) else _judged(s, _without_task(s)) for _, s in holding]
    else:
        course = _course(task, holding, reference)
        judged = [_judged(step, course.take(step, at)) for at, step in holding]
        task = course.stand(max([s.seq for s in taken], default=0))
    if len(holding) < len(taken):
        held = {step.entry for _, step in holding}
        judged += [_judged(step, "corrected") for step in taken if step.entry not in held]
    return task, judged


def _course(task: TaskRow, holding: Sequence[Held], reference: Reference) -> Course:
    steps = [step for _, step in holding]
    opened_by = reference.playbooks[_origin(task, steps)]
    level = reference.levels.get(task.place)
    return Course(task, opened_by, steps, reference.playbooks, reference.calendar, level)


def _origin(task: TaskRow, holding: Sequence[StepRow]) -> str:
    """The version it was opened with."""
    moves = [step for step in holding if step.step == MOVED]
    return origin_of(moves[0].answers).version if moves else task.playbook


def _rules(task: TaskRow | None, judged: Sequence[StepRow], reference: Reference) -> Rules:
    """Whose rules each step goes by; nobody's as long as its task is not there, for they are the task's."""
    if task is None:
        root = next((step for step in judged if step.entry == step.thread), None)
        return Rules(reference.playbooks.get(root.playbook) if root else None)
    if MOVED not in [step.step for step in judged]:
        return Rules(reference.playbooks[task.playbook])
    version = reference.playbooks[_origin(task, judged)]
    earlier: dict[str, Playbook] = {}
    passed: list[str] = []
    for step in judged:
        if step.step == MOVED and step.effect == EFFECTIVE:
            earlier.update(dict.fromkeys(passed, version))
            version, passed = reference.playbooks[step.playbook], []
        else:
            passed.append(step.corrects or step.entry)
    return Rules(version, earlier)


def _without_task(step: StepRow) -> str:
    return EFFECTIVE if step.thread == (step.corrects or step.entry) else "no_task_yet"


def _judged(step: StepRow, effect: str) -> StepRow:
    return step if step.effect == effect else replace(step, effect=effect)
