"""The course of a task (进程): from the state it opens in, step by step, to where it stands. Pure.

The clock's words are steps, too, at the moment that they speak of and behind all that happened in it: what was done in
time takes them back, however late it comes.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from oneboard.playbooks import watches
from oneboard.playbooks.clocks import CalendarAt, is_early, span_ms
from oneboard.playbooks.schema import Playbook
from oneboard.playbooks.watches import NOTHING, Stay, Watch, What
from oneboard.projections.moves import MOVED
from oneboard.projections.openings import BY_DESK, EFFECTIVE, told, withdrawn_before
from oneboard.projections.rows import StepRow, TaskRow
from oneboard.projections.said import LACKS, WHAT, is_said
from oneboard.vocabulary.places import Level
from oneboard.vocabulary.tasks import TaskAssigned

_assigned = msgspec.json.Decoder(TaskAssigned).decode


class Course:
    """Takes the steps that hold, in order, and says the effect of each: empty where it moved the task, else why not."""

    __slots__ = (
        "_assigned", "_begun", "_calendar", "_due", "_elapsed", "_is_due", "_level", "_moved_at", "_paused",
        "_playbook", "_published", "_since", "_state", "_task", "_told", "_withdrawn",
    )  # fmt: skip

    def __init__(
        self,
        task: TaskRow,
        playbook: Playbook,
        steps: Sequence[StepRow],
        published: Mapping[str, Playbook],
        calendar: CalendarAt,
        level: Level | None,
    ) -> None:
        self._task, self._playbook, self._calendar, self._published = task, playbook, calendar, published
        self._state, self._since, self._due = playbook.opening_state, task.opened_at, task.first_due
        self._level = level
        #: Whether the deadline is set, and not worked out from the state.
        self._is_due = self._due is not None and not playbook.lasts_as_opened
        self._assigned = playbook.assigned(task.subject)
        self._withdrawn = task.withdrawn and withdrawn_before(task, not all(map(is_said, steps)))
        # Of which deadline of the state the clock said what. Since when the whole runs, its pauses, and if it ended.
        self._told: Mapping[What, int] = NOTHING
        self._begun, self._paused, self._elapsed, self._moved_at = task.opened_at, 0, False, 0

    def take(self, step: StepRow, at: int) -> str:
        """`at`: when it happened, in ms; of a correction, when what it corrects did."""
        if step.effect.startswith(LACKS):
            return step.effect
        if is_said(step):
            return _SAID[step.step](self, step, at)
        if step.playbook.partition("@")[0] != self._playbook.playbook:
            return "another_playbook"
        rule = self._playbook.task.steps.get(step.step)
        if rule is None or self._withdrawn or self._state not in rule.from_:
            return self._not_from()
        if rule.after_due and at < (self._deadline() or 0):
            return "before_due"
        schedule = self._playbook.task.schedule
        if is_early(schedule, at, self._task.opened_at, self._calendar(at).zone):
            return "too_early"
        if rule.to is not None:
            keeps = self._deadline() if rule.keeps_due else None
            self._enter(rule.leads(self._state, step.answers), at, keeps)
        if rule.reopens:
            self._begin()
        if rule.extends is not None:
            self._paused += span_ms(rule.extends)
        return EFFECTIVE

    def stand(self, seq: int) -> TaskRow:
        """The task behind its last step; `seq`: of the last entry in the thread."""
        return replace(
            self._task, playbook=self._playbook.key, state=self._state, since=self._since, due=self._deadline(),
            withdrawn=self._withdrawn, assigned=self._assigned,
            next_at=min((watch.at for watch in self.watches()), default=None) if self._playbook.is_watched else None,
            changed_seq=max(seq, self._task.changed_seq),
        )  # fmt: skip

    def watches(self, now_ms: int = 0) -> list[Watch]:
        """What the clock, at `now_ms`, has still to say; of a version it was moved to, at the earliest since then."""
        if not self._playbook.is_watched or self._is_over():
            return []
        calendar = self._calendar(self._since)
        whole = self._elapsing()
        until = now_ms if whole is None else min(now_ms, whole.at)
        found = watches.of_state(self._playbook, self._stay(), calendar, self._told, until)
        found += [] if whole is None else [whole]
        found = [watch._replace(at=max(watch.at, self._moved_at)) for watch in found]
        return [watch for watch in found if watch.what != "reminded" or watch.at < watch.due]

    def _deadline(self) -> int | None:
        if self._is_due:
            return self._due
        due_at, brought = self._playbook.due_at, self._task.first_due
        return due_at(self._state, self._since, self._calendar, self._level, brought)

    def _stay(self) -> Stay:
        return Stay(self._state, self._since, self._deadline())

    def _elapsing(self) -> Watch | None:
        """A pause puts it off, unless the time was over before that began."""
        if self._elapsed:
            return None
        whole = self.whole()
        pauses = self._playbook.task.states[self._state].pause
        return None if whole is None or (pauses and whole.at > self._since) else whole

    def whole(self) -> Watch | None:
        """The end of all of it, whether it has come or not."""
        return watches.elapsing(self._playbook, self._begun, self._paused, self._calendar(self._begun))

    def _enter(self, state: str, at: int, due: int | None = None) -> None:
        """`due`: the deadline that it keeps; nothing more is said of it for a moment before."""
        since = max(at, self._task.opened_at)
        pauses = self._playbook.is_watched and self._playbook.task.states[self._state].pause
        if pauses and self._elapsing() is None:
            self._paused += since - self._since
        if self._playbook.is_handed_on(self._state, state):
            self._assigned = self._playbook.assigned(self._task.subject)
        self._state, self._since, self._told = state, since, NOTHING
        self._due, self._is_due, self._moved_at = due, due is not None, since if due else self._moved_at

    def _begin(self) -> None:
        self._begun, self._paused, self._elapsed = self._since, 0, False

    def _not_from(self) -> str:
        return f"not_from:{'withdrawn' if self._withdrawn else self._state}"

    def _is_over(self) -> bool:
        return bool(self._withdrawn) or self._playbook.task.states[self._state].final

    def _assign(self, step: StepRow, at: int) -> str:
        if self._is_over():
            return self._not_from()
        self._assigned = _assigned(step.answers).to or self._playbook.assigned(self._task.subject)
        return EFFECTIVE

    def _withdraw(self, step: StepRow, at: int) -> str:
        if self._is_over():
            return self._not_from()
        self._withdrawn = BY_DESK
        return EFFECTIVE

    def _reopen(self, step: StepRow, at: int) -> str:
        if not self._is_over():
            return self._not_from()
        self._withdrawn = ""
        self._enter(self._playbook.opening_state, at)
        self._begin()
        return EFFECTIVE

    def _tell(self, step: StepRow, at: int) -> str:
        said, what = told(step.answers), WHAT[step.step]
        behind, calendar = self._told.get(what, 0), self._calendar(self._since)
        ends = watches.deadlines(self._playbook, self._stay(), behind, calendar)
        if (
            self._is_over()
            or said.state != self._state
            or said.due != next((e for e in ends if e >= said.due), None)
        ):
            return self._not_from()
        self._told = {**self._told, what: said.due}
        return EFFECTIVE

    def _elapse(self, step: StepRow, at: int) -> str:
        whole, within = self._elapsing(), self._playbook.task.within
        if self._is_over() or not within or whole is None or whole.due != told(step.answers).due:
            return self._not_from()
        self._enter(within.then, at)
        self._elapsed = True
        return EFFECTIVE

    def _move(self, step: StepRow, at: int) -> str:
        """From here on it goes by another version; what was due by the one before stays due."""
        following = self._published[step.playbook]
        if self._is_over() or self._state not in following.open_states:
            return self._not_from()
        self._due, self._is_due, self._playbook, self._moved_at = self._deadline(), True, following, at
        return EFFECTIVE


_SAID: Final[dict[str, Callable[[Course, StepRow, int], str]]] = {
    "@assigned": Course._assign,
    "@withdrawn": Course._withdraw,
    "@reopened": Course._reopen,
    MOVED: Course._move,
    "@reminded": Course._tell,
    "@overdue": Course._tell,
    "@elapsed": Course._elapse,
}
