"""The course of a task (进程): from the state it opens in, step by step, to where it stands. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from oneboard.playbooks.clocks import CalendarAt
from oneboard.playbooks.schema import Playbook
from oneboard.projections.moves import MOVED
from oneboard.projections.openings import BY_DESK, EFFECTIVE, withdrawn_before
from oneboard.projections.rows import StepRow, TaskRow
from oneboard.vocabulary.tasks import TaskAssigned

#: How the effect of a step begins that lacks evidence. It is said by the entry alone, so it stays with the row.
LACKS: Final = "lacks:"

#: How the name of a step begins that was not taken in the field: a desk's word, or the clock's.
SAID: Final = "@"

_assigned = msgspec.json.Decoder(TaskAssigned).decode


#: Every version, by its key.
Published = Mapping[str, Playbook]


def is_said(step: StepRow) -> bool:
    return step.step.startswith(SAID)


class Course:
    """Takes the steps that hold, in order, and says the effect of each: empty where it moved the task, else why not."""

    __slots__ = (
        "_assigned", "_calendar", "_due", "_is_due", "_playbook", "_published", "_since", "_state", "_task",
        "_withdrawn",
    )  # fmt: skip

    def __init__(
        self,
        task: TaskRow,
        playbook: Playbook,
        steps: Sequence[StepRow],
        published: Published,
        calendar: CalendarAt,
    ) -> None:
        self._task, self._playbook, self._calendar, self._published = task, playbook, calendar, published
        self._state, self._since, self._due = playbook.opening_state, task.opened_at, task.first_due
        #: Whether the deadline is set, and not worked out from the state.
        self._is_due = self._due is not None
        self._assigned = playbook.assigned(task.subject)
        self._withdrawn = task.withdrawn and withdrawn_before(task, not all(map(is_said, steps)))

    def take(self, step: StepRow) -> str:
        if step.effect.startswith(LACKS):
            return step.effect
        if is_said(step):
            return _SAID[step.step](self, step)
        if step.playbook.partition("@")[0] != self._playbook.playbook:
            return "another_playbook"
        rule = self._playbook.task.steps.get(step.step)
        if rule is None or self._withdrawn or self._state not in rule.from_:
            return self._not_from()
        if rule.to is not None:
            self._enter(rule.leads(self._state), step)
        return EFFECTIVE

    def stand(self, seq: int) -> TaskRow:
        """The task behind its last step; `seq`: of the last entry in the thread."""
        return replace(
            self._task, playbook=self._playbook.key, state=self._state, since=self._since, due=self._deadline(),
            withdrawn=self._withdrawn, assigned=self._assigned, changed_seq=max(seq, self._task.changed_seq),
        )  # fmt: skip

    def _deadline(self) -> int | None:
        if self._is_due:
            return self._due
        return self._playbook.due_at(self._state, self._since, self._calendar(self._since))

    def _enter(self, state: str, step: StepRow) -> None:
        self._state, self._since, self._is_due = state, max(step.at, self._task.opened_at), False

    def _not_from(self) -> str:
        return f"not_from:{'withdrawn' if self._withdrawn else self._state}"

    def _is_over(self) -> bool:
        return bool(self._withdrawn) or self._playbook.task.states[self._state].final

    def _assign(self, step: StepRow) -> str:
        if self._is_over():
            return self._not_from()
        self._assigned = _assigned(step.answers).to or self._playbook.assigned(self._task.subject)
        return EFFECTIVE

    def _withdraw(self, step: StepRow) -> str:
        if self._is_over():
            return self._not_from()
        self._withdrawn = BY_DESK
        return EFFECTIVE

    def _reopen(self, step: StepRow) -> str:
        if not self._is_over():
            return self._not_from()
        self._withdrawn = ""
        self._enter(self._playbook.opening_state, step)
        return EFFECTIVE

    def _move(self, step: StepRow) -> str:
        """From here on it goes by another version; what was due by the one before stays due."""
        following = self._published[step.playbook]
        if self._is_over() or self._state not in following.open_states:
            return self._not_from()
        self._due, self._is_due, self._playbook = self._deadline(), True, following
        return EFFECTIVE


_SAID: Final[dict[str, Callable[[Course, StepRow], str]]] = {
    "@assigned": Course._assign,
    "@withdrawn": Course._withdraw,
    "@reopened": Course._reopen,
    MOVED: Course._move,
}
