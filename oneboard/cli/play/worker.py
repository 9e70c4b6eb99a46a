"""A grid worker (网格员) of a play: pulls the work of one grid, goes from door to door, and says what came of it."""

from collections.abc import Mapping
from typing import Any, Final

from oneboard.cli.play.calendar import at
from oneboard.cli.play.door import Door
from oneboard.cli.play.ledger import Step
from oneboard.cli.play.rounds import Call, Home, planned, visited
from oneboard.cli.play.speaker import Speaker
from oneboard.foundation.clock import MINUTE_MS

#: Households that stand on no list, for each that does.
_UNLISTED: Final = 0.036


class Worker:
    """`next`: the worker of the next grid of the town, or the same where there is one only."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker, self.phone, self.ledger = speaker, speaker.phone, speaker.ledger
        self.playbook = speaker.playbooks["household_visit"]
        self.next = self
        self.homes: dict[str, Home] = {}
        self.doubles: list[tuple[str, str]] = []
        self.trespasses: dict[str, Step] = {}
        self._plan: dict[int, list[Call]] = {}
        self._slips: dict[int, list[tuple[Home, str]]] = {}

    @property
    def grid(self) -> str:
        return self.phone.identity.place

    def pull(self, door: Door, span: int) -> None:
        """Learns its homes, and plans the round of so many days."""
        seqs: dict[str, int] = {}
        tasks: list[Any] = []
        for page in self.phone.pull(door):
            seqs |= {s["id"]: s["seq"] for s in page["subjects"] if s["register"] == "households"}
            tasks += [t for t in page["tasks"] if t["playbook"] == self.playbook]
        homes = [Home(t["subject"], t["id"], self.grid, seqs[t["subject"]]) for t in tasks]
        homes.sort(key=lambda home: home.seq)
        self.homes = {home.task: home for home in homes}
        self._plan = planned(homes, span, self.phone.chance)

    def work(self, day: int) -> None:
        """The calls of the day, one every twenty minutes or less."""
        calls = self._plan.pop(day, [])
        pace = min(20, 480 // (len(calls) + 1)) * MINUTE_MS
        if calls and day in self.phone.identity.silent:
            calls[0] = calls[0]._replace(word="correct")  # so that a correction waits for what it corrects
        for n, call in enumerate(calls):
            self._call(call, at(day, 9) + n * pace, day)
        for home, first in self._slips.pop(day, []):
            self._correct(home, first, at(day, 18, 30))
        if calls and self.phone.chance.happens(_UNLISTED * len(calls)):
            self._found(at(day, 17, 10), day)

    def again(self, task: str, day: int) -> None:
        """A dispatcher sends somebody once more, and this time the door opens."""
        self._plan.setdefault(day, []).append(Call(self.homes[task], "visit"))

    def _call(self, call: Call, now: int, day: int) -> None:
        home, chance = call.home, self.phone.chance
        match call.word:
            case "visit":
                self.step(home, "visit", now, visited(chance))
            case "not_home":
                self.step(home, "not_home", now, {"come_again": "evening"})
            case "refuse":
                self.step(home, "refuse", now, {"why": "busy", "leaflets": chance.randint(0, 2)})
            case "not_here":
                self.step(home, "not_here", now, {"found": chance.choice(("moved", "empty"))})
            case "correct":
                self._slip(home, now, day)
            case "mend":
                self._slip(home, now, day + 2)
            case "double":
                self._double(home, now)
            case "move":
                self._move(home, now, day)
            case "neighbour":
                self.next.trespass(home, now)

    def step(self, home: Home, step: str, now: int, answers: Mapping[str, Any], **fields: Any) -> str:
        said = self._say(home, step, now, answers, **fields)
        if "corrects" not in fields:
            self.ledger.hear(said)
        return said.entry

    def _say(self, home: Home, step: str, now: int, answers: Mapping[str, Any], **fields: Any) -> Step:
        entry = self.phone.say(
            "step.taken@1", {"step": step}, now, home.grid, playbook=self.playbook, subject=home.subject,
            task=home.task, campaign=self.speaker.campaigns["household_visit"], answers=answers, **fields,
        )  # fmt: skip
        return Step(entry, now, home.grid, "household_visit", step, home.task, home.subject, answers)

    def _slip(self, home: Home, now: int, mended: int) -> None:
        """What is said wrongly, and corrected in the evening of a day."""
        first = self.step(home, "visit", now, visited(self.phone.chance))
        self._slips.setdefault(mended, []).append((home, first))

    def _correct(self, home: Home, first: str, now: int) -> None:
        right = visited(self.phone.chance)
        self.step(home, "visit", now, right, corrects=first)
        self.ledger.correct(first, right)

    def _double(self, home: Home, now: int) -> None:
        self.step(home, "visit", now, visited(self.phone.chance))
        other = self._register(now + MINUTE_MS)
        self.step(other, "visit", now + 2 * MINUTE_MS, visited(self.phone.chance))
        self.doubles.append((other.subject, home.subject))

    def _move(self, home: Home, now: int, day: int) -> None:
        """The next worker finds them two days later, at their new door."""
        there = self.next
        self.phone.say("subject.moved@1", {"register": "households", "to": there.grid, "as_of": home.seq}, now,
                       home.grid, subject=home.subject)  # fmt: skip
        there.expect(home._replace(grid=there.grid), day + 2)

    def expect(self, home: Home, day: int) -> None:
        self._plan.setdefault(day, []).append(Call(home, "visit"))

    def trespass(self, home: Home, now: int) -> None:
        """It needs a person whether this counts, so the ledger hears nothing yet."""
        said = self._say(home, "visit", now, visited(self.phone.chance))
        self.trespasses[said.entry] = said

    def _found(self, now: int, day: int) -> None:
        """A household that stands on no list is registered and visited."""
        home = self._register(now)
        self.step(home, "visit", now + 10 * MINUTE_MS, visited(self.phone.chance))

    def _register(self, now: int) -> Home:
        chance = self.phone.chance
        answers = {
            "head": chance.name(),
            "address": f"{chance.randint(1, 60)} 号 {chance.randint(1, 6)} 单元",
        }
        subject = self.speaker.register("households", now, answers)
        return Home(subject, self.speaker.task_of("household_visit", subject), self.grid, 0)
