"""A squad leader (队长) of a town in a play: sends its daily report, and does what rules and the clock opened."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from oneboard.cli.play.calendar import at
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.ledger import Ledger, Step
from oneboard.cli.play.phone import Phone
from oneboard.foundation.clock import MINUTE_MS

Answers = Mapping[str, Any]


class Task(msgspec.Struct, frozen=True):
    """As a desk's list shows it. `playbook`: with its version."""

    id: str
    playbook: str
    place: str
    subject: str
    state: str
    since: str
    assigned: str | None = None


class Leader:
    """`reporting`: the campaign of daily reports; the day that a report is for is told by it and the task's id."""

    def __init__(self, phone: Phone, ledger: Ledger, reporting: str) -> None:
        self.phone, self._ledger, self._reporting = phone, ledger, reporting
        self._missing: set[str] = set()
        self._for: dict[str, int] = {}
        self._turn = 0

    def see_to(self, tasks: Sequence[Task], day: int) -> None:
        """What lies open in the town is done in the afternoon, one after the other."""
        for n, task in enumerate(tasks):
            now = at(day, 14) + n * 3 * MINUTE_MS
            for m, (step, answers) in enumerate(_seen_to(task, self.phone.chance)):
                self._say(task, step, now + m * MINUTE_MS, answers)

    def report(self, task: Task, day: int) -> None:
        """Before five; a few say nothing at all, some say something else a little later."""
        chance = self.phone.chance
        self._for[task.id] = day
        if task.id in self._missing or chance.happens(0.03):
            self._missing.add(task.id)
            return
        now = at(day, 15, 30) + chance.randint(0, 1800) * 1000
        self._say(task, "report", now, _reported(chance))
        if chance.happens(0.04):
            self._say(task, "report", now + 12 * MINUTE_MS, _reported(chance))

    def report_late(self, task: Task, day: int) -> None:
        """The next morning, after somebody called."""
        if task.state == "returned" or (task.id in self._missing and self.phone.chance.happens(0.5)):
            self._say(task, "report", at(day, 9, 40), _reported(self.phone.chance))

    def _say(self, task: Task, step: str, now: int, answers: Answers) -> None:
        self._turn = (self._turn + 1) % 1000  # nobody does two things within one millisecond
        entry = self.phone.say(
            "step.taken@1", {"step": step}, now + self._turn, task.place, playbook=task.playbook,
            subject=task.subject, task=task.id, answers=answers,
            **({"campaign": self._reporting} if task.id in self._for else {}),
        )  # fmt: skip
        playbook = task.playbook.partition("@")[0]
        said = Step(entry, now + self._turn, task.place, playbook, step, task.id, task.subject, answers)
        self._ledger.hear(said._replace(day=self._for.get(task.id)))


def _reported(chance: Chance) -> Answers:
    if chance.happens(0.02):
        return {"status": "not_applicable", "reason": "closed"}
    short = {"on_duty": chance.randint(4, 40), "short_of": ["masks"] if chance.happens(0.3) else ["none"]}
    if chance.happens(0.4):
        return {"status": "zero", **short}
    figures = {name: chance.randint(0, 3) for name in ("new_fevers", "isolated", "released")}
    return {"status": "figures", **short, **figures}


def _seen_to(task: Task, chance: Chance) -> Iterator[tuple[str, Answers]]:
    yield from _SEEN_TO[task.playbook.partition("@")[0]](chance)


def _fever(chance: Chance) -> Iterator[tuple[str, Answers]]:
    match chance.choice(("no_fever", "no_fever", "advise", "hand_over", "cannot_reach")):
        case "no_fever":
            yield "no_fever", {"way": "phone", "temperature": 366}
        case "advise":
            yield "advise", {"way": "door", "temperature": 378, "contact": "no", "advice": ["rest", "again"]}
        case "hand_over":
            yield "hand_over", _HANDED_OVER
        case _:
            yield "cannot_reach", {}


def _medical(chance: Chance) -> Iterator[tuple[str, Answers]]:
    match chance.choice(("no_alarm", "advise", "hand_over")):
        case "no_alarm":
            yield "no_alarm", {"way": "phone", "temperature": 368}
        case "advise":
            yield "advise", {"way": "phone", "advice": ["rest", "medicine"]}
        case _:
            yield "hand_over", _HANDED_OVER


def _door(chance: Chance) -> Iterator[tuple[str, Answers]]:
    if chance.happens(0.1):
        yield "nobody", {}
    if chance.happens(0.8):
        yield "well", {"why": chance.choice(("asleep", "ours", "phone")), "better": "other_time"}
    else:
        yield "help", {"done": ["supplies", "listened"]}


def _errand(chance: Chance) -> Iterator[tuple[str, Answers]]:
    if chance.happens(0.4):
        yield "take", {"things": "口罩两包（演练）", "payer": "after"}
        yield "cannot_buy", {"missing": "sold_out"}
    yield "arrange", {"by_whom": "镇上的志愿者下午送去（演练）"}


_HANDED_OVER: Final[Answers] = {
    "way": "door", "temperature": 384, "receiver": "clinic", "reach": "在家等候（演练）", "transport": "arranged",
    "told": True,
}  # fmt: skip

_SEEN_TO: Final[dict[str, Callable[[Chance], Iterator[tuple[str, Answers]]]]] = {
    "fever_check": _fever,
    "medical_call": _medical,
    "door_visit": _door,
    "errand": _errand,
    "isolation_errand": _errand,
}

#: What a leader sees to, by playbook.
SEEN_TO: Final = tuple(_SEEN_TO)
