"""The history (经过) of a task in plain sentences: what opened it, and each step with the effect it had."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from oneboard.foundation.words import catalogue, say
from oneboard.playbooks.schema import Playbook
from oneboard.playbooks.titles import state_title, step_title
from oneboard.projections.models import Step, Task
from oneboard.projections.moves import MOVED, origin_of
from oneboard.projections.openings import told
from oneboard.vocabulary.tasks import TaskAssigned, TaskReopened, TaskWithdrawn
from oneboard.work.authors import Authors

_assigned: Final = msgspec.json.Decoder(TaskAssigned).decode
_withdrawn: Final = msgspec.json.Decoder(TaskWithdrawn).decode
_reopened: Final = msgspec.json.Decoder(TaskReopened).decode


def assigned_by(step: Step) -> str | None:
    """Whom this step, of whatever sort, assigned the task to."""
    return _assigned(step.answers).to if step.step == "@assigned" else None


class Happened(msgspec.Struct, frozen=True):
    """`at`: ms. `entry`: the one in the journal that says so."""

    at: int
    entry: str
    text: str


class Histories(msgspec.Struct, frozen=True):
    """Tells them for one reader. `playbooks`: every published version, by key."""

    playbooks: Mapping[str, Playbook]
    authors: Authors

    def of(
        self, task: Task, steps: Sequence[Step], opening: str, untold: Mapping[str, int] = {}
    ) -> list[Happened]:
        """`steps` in the order of their time; `opening`: the sentence about what opened it; `untold`: of steps, the
        deadline before them of which nobody was told.
        """
        led = _led(task, steps, self.playbooks)
        found = [Happened(task.opened_at, task.opened_by, opening)]
        for step in steps:
            said = [self._step(step, *led[step.entry])]
            if step.entry in untold:
                said.append(self._say("history.untold", due=self.authors.when(untold[step.entry])))
            found.append(Happened(step.at, step.entry, self._say("history.gap").join(said)))
        return found

    def _step(self, step: Step, playbook: Playbook, state: str) -> str:
        """The words are those of the version filled in; the states are those of `playbook`, by which it led."""
        fields = {"who": self.authors.who(step.entry), "why": self.effect(step.effect, playbook)}
        if step.step in _SAID:
            key, more = step.step.removeprefix("@"), _SAID[step.step](self, step, playbook)
        else:
            key, more = "correction" if step.corrects else "step", self._taken(step, playbook, state)
            rule = playbook.task.steps.get(step.step)
            key += "_stays" if not step.effect and rule and rule.to is None else ""
        return self._say(
            f"history.{key}_without_effect" if step.effect else f"history.{key}", **fields, **more
        )

    def _taken(self, step: Step, playbook: Playbook, state: str) -> dict[str, str]:
        filled_in = self.playbooks.get(step.playbook, playbook)
        return {
            "step": step_title(filled_in, step.step, self.authors.locale),
            "state": state_title(playbook, state, self.authors.locale),
        }

    def _assigned(self, step: Step, playbook: Playbook) -> dict[str, str]:
        to = assigned_by(step)
        return {"to": self.authors.holder(to) if to else self._say("author.whoever_is_there")}

    def _withdrawn(self, step: Step, playbook: Playbook) -> dict[str, str]:
        return {"reason": self._say(f"task_reason.{_withdrawn(step.answers).reason}")}

    def _reopened(self, step: Step, playbook: Playbook) -> dict[str, str]:
        return {"reason": self._say(f"task_reason.{_reopened(step.answers).reason}")}

    def _moved(self, step: Step, playbook: Playbook) -> dict[str, str]:
        return {"version": step.playbook.rpartition("@")[2]}

    def _reminded(self, step: Step, playbook: Playbook) -> dict[str, str]:
        return {"due": self.authors.when(told(step.answers).due)}

    def _overdue(self, step: Step, playbook: Playbook) -> dict[str, str]:
        state = playbook.task.states.get(told(step.answers).state)
        roles = state.overdue.tell if state and state.overdue else ()
        return {**self._reminded(step, playbook), "to": ", ".join(map(self.authors.role, roles)) or "–"}

    def _elapsed(self, step: Step, playbook: Playbook) -> dict[str, str]:
        then = playbook.task.within.then if playbook.task.within else ""
        return {"state": state_title(playbook, then, self.authors.locale)}

    def effect(self, effect: str, playbook: Playbook) -> str:
        """Why a step had none; empty where it had."""
        kind, _, of = effect.partition(":")
        if effect == "not_from:withdrawn":
            kind = "not_from_withdrawn"
        if kind not in catalogue(self.authors.locale)["effect"]:
            return effect
        return self._say(f"effect.{kind}", of=state_title(playbook, of, self.authors.locale))

    def _say(self, key: str, **fields: str) -> str:
        return say(self.authors.locale, key, fields)


#: What a desk or the clock said, by the name of its step.
_SAID: Final[dict[str, Callable[[Histories, Step, Playbook], dict[str, str]]]] = {
    "@assigned": Histories._assigned,
    "@withdrawn": Histories._withdrawn,
    "@reopened": Histories._reopened,
    MOVED: Histories._moved,
    "@reminded": Histories._reminded,
    "@overdue": Histories._overdue,
    "@elapsed": Histories._elapsed,
}


class Led(NamedTuple):
    """Where a step led, and by which version."""

    playbook: Playbook
    state: str


def _led(task: Task, steps: Sequence[Step], playbooks: Mapping[str, Playbook]) -> dict[str, Led]:
    """Of each step, by its entry; a correction stands at the time of what it corrects."""
    first = {step.entry: step for step in steps}
    roots = {step.entry: first.get(step.corrects or step.entry, step) for step in steps}
    moves = [step for step in steps if step.step == MOVED]
    playbook = playbooks[origin_of(moves[0].answers).version if moves else task.playbook]
    state, found = playbook.opening_state, {}
    for step in sorted(steps, key=lambda step: (roots[step.entry].at, roots[step.entry].entry)):
        if not step.effect:
            rule = playbook.task.steps.get(step.step)
            state = rule.leads(state, step.answers) if rule and state in rule.from_ else state
            state = playbook.opening_state if step.step == "@reopened" else state
            if step.step == "@elapsed" and playbook.task.within is not None:
                state = playbook.task.within.then
            playbook = playbooks[step.playbook] if step.step == MOVED else playbook
        found[step.entry] = Led(playbook, state)
    return found
