"""The last word (末次): of each task, what was said last with effect, for the counts that ask for that. Pure.

Whether a step has an effect is said by its whole thread, so that a thread is judged anew with each entry of it, and
when its task comes to be there; entry by entry, so that nothing depends on how entries were grouped.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from oneboard.projections.ledger import Line, Spot, spot_of
from oneboard.projections.openings import EFFECTIVE
from oneboard.projections.reference import Reference
from oneboard.projections.rows import StepRow, TaskRow
from oneboard.projections.threads import judge

#: By indicator, where and when it was said, and what.
Said = dict[str, tuple[Spot, int]]


class Begun(NamedTuple):
    """A task as the entry `seq` opened it, behind `steps` that there were before the group, if they were read."""

    seq: int
    task: TaskRow
    steps: Sequence[StepRow] = ()


class Lasts:
    """`steps`: all there were in the threads that something happens to. `tasks`: as they stood, by id."""

    def __init__(self, steps: Iterable[StepRow], tasks: Mapping[str, TaskRow], reference: Reference) -> None:
        self._reference, self._tasks = reference, dict(tasks)
        self._counting = {key for key, playbook in reference.playbooks.items() if playbook.counts_last}
        self._steps: dict[str, list[StepRow]] = defaultdict(list)
        for step in steps if self._counting else ():
            self._steps[step.thread].append(step)

    def enter(self, step: StepRow) -> Iterator[Line]:
        """Takes the step in and returns what it moves."""
        if not self._counting:
            return iter(())
        before = self._said(step.thread)
        self._steps[step.thread].append(step)
        return _moved(before, self._said(step.thread))

    def begin(self, task: TaskRow) -> Iterator[Line]:
        """The same for a task that came behind its steps."""
        before = self._said(task.id)
        self._tasks[task.id] = task
        return _moved(before, self._said(task.id))

    def _said(self, thread: str) -> Said:
        taken = self._steps.get(thread, [])
        if not any(step.playbook in self._counting for step in taken):
            return {}
        roots = {step.entry: step for step in taken}
        said: Said = {}
        for step in judge(self._tasks.get(thread), taken, self._reference)[1]:
            if step.effect == EFFECTIVE and step.playbook in self._counting:
                spot = spot_of(roots.get(step.corrects or "", step), step.place, self._reference)
                lasts = self._reference.meaning(step.playbook, step.step, step.answers).lasts
                said |= {indicator: (spot, n) for indicator, n in lasts}
        return said


def _moved(before: Said, after: Said) -> Iterator[Line]:
    for indicator in dict.fromkeys([*before, *after]):
        was, now = before.get(indicator), after.get(indicator)
        for said, sign in ((was, -1), (now, 1)) if was != now else ():
            if said is not None and said[1]:
                yield indicator, said[0], sign * said[1]
