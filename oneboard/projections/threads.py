"""Threads: a task and the steps taken on it, folded in time order. Pure.

Law 3: a task's state is its steps folded in (corrected time, id) order; a step without effect says why.
"""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from oneboard.playbooks.schema import Playbook
from oneboard.projections.reference import Reference
from oneboard.projections.rows import StepRow, TaskRow

EFFECTIVE = ""
#: How the effect of a step begins that lacks evidence. It is said by the entry alone, so it stays with the row.
LACKS = "lacks:"


def refold(
    tasks: dict[str, TaskRow], steps: Iterable[StepRow], reference: Reference
) -> tuple[list[TaskRow], list[StepRow]]:
    """Every task from its opening state through its steps, and every step with the effect it had."""
    threads: dict[str, list[StepRow]] = {task: [] for task in tasks}
    for step in steps:
        threads.setdefault(step.thread, []).append(step)
    folded_tasks: list[TaskRow] = []
    folded_steps: list[StepRow] = []
    for thread, taken in threads.items():
        task, judged = _refold_thread(tasks.get(thread), taken, reference)
        folded_steps += judged
        if task is not None:
            folded_tasks.append(task)
    return folded_tasks, folded_steps


def in_force(taken: Sequence[StepRow]) -> list[StepRow]:
    """The steps that hold, in order: each at the time of the entry first recorded, as it was last corrected."""
    if len(taken) < 2:
        return list(taken)
    held: dict[str, StepRow] = {}
    when: dict[str, tuple[int, str]] = {}
    for step in sorted(taken, key=lambda s: (s.corrects is not None, s.at, s.entry)):
        first = step.corrects or step.entry
        held[first] = step
        when.setdefault(first, (step.at, step.entry))
    return [held[first] for first in sorted(held, key=when.__getitem__)]


def in_state(task: TaskRow, playbook: Playbook, state: str, since: int, seq: int) -> TaskRow:
    due = playbook.due_ms(state)
    return replace(task, state=state, since=since, due=None if due is None else since + due, changed_seq=seq)


def _refold_thread(
    task: TaskRow | None, taken: Sequence[StepRow], reference: Reference
) -> tuple[TaskRow | None, list[StepRow]]:
    if not taken:
        return task, []
    holding = in_force(taken)
    judged = []
    if task is None:
        judged = [s if s.effect.startswith(LACKS) else _judged(s, _without_task(s)) for s in holding]
    else:
        task, judged = _run(task, holding, reference, max(s.seq for s in taken))
    if len(holding) < len(taken):
        held = {step.entry for step in holding}
        judged += [_judged(step, "corrected") for step in taken if step.entry not in held]
    return task, judged


def _run(
    task: TaskRow, steps: Iterable[StepRow], reference: Reference, seq: int
) -> tuple[TaskRow, list[StepRow]]:
    """`seq`: of the last entry in the thread."""
    playbook = reference.playbooks[task.playbook]
    state, since, judged = playbook.opening_state, task.opened_at, []
    for step in steps:
        rule = playbook.task.steps.get(step.step)
        if step.effect.startswith(LACKS):
            effect = step.effect
        elif step.playbook.partition("@")[0] != playbook.playbook:
            effect = "another_playbook"
        elif rule is None or state not in rule.from_:
            effect = f"not_from:{state}"
        else:
            effect, state, since = EFFECTIVE, rule.to, max(step.at, task.opened_at)
        judged.append(_judged(step, effect))
    return in_state(task, playbook, state, since, max(seq, task.changed_seq)), judged


def _without_task(step: StepRow) -> str:
    return EFFECTIVE if step.thread == (step.corrects or step.entry) else "no_task_yet"


def _judged(step: StepRow, effect: str) -> StepRow:
    return step if step.effect == effect else replace(step, effect=effect)
