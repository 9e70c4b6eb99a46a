"""The play's own ledger (对账): what was said and got in, counted by code of its own. The node's figures must equal it.

It knows nothing of the node's marks and tallies, nor of the playbooks' files: what a step counts for is written out
anew in `counts`. It is told each entry once, whatever was sent twice or lost on the way.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from oneboard.cli.play.calendar import at, day_of
from oneboard.cli.play.counts import counted, distinct, last

#: An indicator, a place and a day.
Cell = tuple[str, str, int]


class Step(NamedTuple):
    """A step as it was taken: `at` in true ms, `task` and `subject` by id, `answers` those that count.

    `day`: of the play, on which it counts; None: the day on which it was taken.
    """

    entry: str
    at: int
    place: str
    playbook: str
    step: str
    task: str
    subject: str
    answers: Mapping[str, Any]
    day: int | None = None


class Ledger:
    """`merged`: subjects that were found to be others, by the id that stays."""

    def __init__(self) -> None:
        self._steps: dict[str, Step] = {}
        self.merged: dict[str, str] = {}

    def hear(self, step: Step) -> None:
        self._steps[step.entry] = step

    def forget(self, entry: str) -> None:
        """What a person has to decide is heard when it is settled."""
        self._steps.pop(entry, None)

    def correct(self, entry: str, answers: Mapping[str, Any]) -> None:
        """A correction counts on the day of what it corrects."""
        self._steps[entry] = self._steps[entry]._replace(answers=answers)

    def cells(self) -> Counter[Cell]:
        found: Counter[Cell] = Counter()
        for indicator, step, n in (*self._sums(), *self._firsts(), *self._lasts()):
            found[indicator, step.place, day_of(step.at if step.day is None else at(step.day, 0))] += n
        return found

    def _sums(self) -> Iterator[tuple[str, Step, int]]:
        for step in self._steps.values():
            for indicator, n in counted(step.playbook, step.step, step.answers):
                yield indicator, step, n

    def _firsts(self) -> Iterator[tuple[str, Step, int]]:
        """Each subject once, where and when it was reached first."""
        firsts: dict[tuple[str, str], Step] = {}
        for step in self._steps.values():
            for indicator in distinct(step.playbook, step.step, step.answers):
                key = indicator, self.merged.get(step.subject, step.subject)
                known = firsts.get(key)
                if known is None or (step.at, step.entry) < (known.at, known.entry):
                    firsts[key] = step
        for (indicator, _), step in firsts.items():
            yield indicator, step, 1

    def _lasts(self) -> Iterator[tuple[str, Step, int]]:
        """Of each task, what was said of it last."""
        lasts: dict[tuple[str, str], tuple[Step, int]] = {}
        for step in self._steps.values():
            for indicator, n in last(step.playbook, step.step, step.answers):
                known = lasts.get((indicator, step.task))
                if known is None or (known[0].at, known[0].entry) < (step.at, step.entry):
                    lasts[indicator, step.task] = step, n
        for (indicator, _), (step, n) in lasts.items():
            yield indicator, step, n
