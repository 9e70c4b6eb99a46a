"""Threads: a task and the steps taken on it, folded in time order. Pure.

Law 3: a task's state is its steps folded in (corrected time, id) order; a step without effect says why. What a desk
says of a task is a step of its thread, too: its name begins with `@`.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from oneboard.playbooks.schema import Playbook
from oneboard.projections.course import LACKS, Course
from oneboard.projections.moves import MOVED, origin_of
from oneboard.projections.openings import EFFECTIVE, Opening, Rules, openings_of
from oneboard.projections.reference import Reference
from oneboard.projections.rows import StepRow, TaskRow


class Folded(NamedTuple):
    tasks: list[TaskRow]
    steps: list[StepRow]
    openings: list[Opening]


def refold(tasks: dict[str, TaskRow], steps: Iterable[StepRow], reference: Reference) -> Folded:
    """Every task from its opening state through its steps, every step with the effect it had, and what they ask for."""
    threads: dict[str, list[StepRow]] = {task: [] for task in tasks}
    for step in steps:
        threads.setdefault(step.thread, []).append(step)
    folded = Folded([], [], [])
    for thread, taken in threads.items():
        task, judged = _refold_thread(tasks.get(thread), taken, reference)
        folded.steps.extend(judged)
        if task is not None:
            folded.tasks.append(task)
        folded.openings.extend(openings_of(task, judged, _rules(task, judged, reference), reference))
    return folded


def in_force(taken: Sequence[StepRow]) -> list[StepRow]:
    """The steps that hold, in order: each at the time of the entry first recorded, as it was last corrected."""
    if len(taken) < 2:
        return list(taken)
    held: dict[str, StepRow] = {}
    when: dict[str, tuple[int, str]] = {}
    for step in sorted(taken, key=lambda s: (s.corrects is not None, s.at, s.entry)):
        first = step.corrects or step.entry
        held[first] = step
        # A move is behind whatever happened at its moment: all that was recorded before it happened by then.
        when.setdefault(first, (step.at, f"~{step.seq:020}" if step.step == MOVED else step.entry))
    return [held[first] for first in sorted(held, key=when.__getitem__)]


def _refold_thread(
    task: TaskRow | None, taken: Sequence[StepRow], reference: Reference
) -> tuple[TaskRow | None, list[StepRow]]:
    holding = in_force(taken)
    if task is None:
        judged = [s if s.effect.startswith(LACKS) else _judged(s, _without_task(s)) for s in holding]
    else:
        opened_by = reference.playbooks[_origin(task, holding)]
        course = Course(task, opened_by, holding, reference.playbooks, reference.calendar)
        judged = [_judged(step, course.take(step)) for step in holding]
        task = course.stand(max((s.seq for s in taken), default=0))
    if len(holding) < len(taken):
        held = {step.entry for step in holding}
        judged += [_judged(step, "corrected") for step in taken if step.entry not in held]
    return task, judged


def _origin(task: TaskRow, holding: Sequence[StepRow]) -> str:
    """The version it was opened with."""
    first = next((step for step in holding if step.step == MOVED), None)
    return task.playbook if first is None else origin_of(first.answers).version


def _rules(task: TaskRow | None, judged: Sequence[StepRow], reference: Reference) -> Rules:
    """Whose rules each step goes by; nobody's as long as its task is not there, for they are the task's."""
    if task is None:
        root = next((step for step in judged if step.entry == step.thread), None)
        return Rules(reference.playbooks.get(root.playbook) if root else None)
    if not any(step.step == MOVED for step in judged):
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
