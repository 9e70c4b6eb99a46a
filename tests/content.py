"""The content we keep, played through the door: playbooks published, tasks worked on, and a ledger of the test's own.

What a test says it did is added to `ledger`; `agree` holds the node's figures to it.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from oneboard.foundation.clock import DAY_MS, MINUTE_MS, now_ms, run_from
from oneboard.foundation.ids import new_id
from oneboard.intake.clock import deadlines
from oneboard.intake.clock.slots import Slots
from oneboard.intake.imports.playbooks import Files, read_files
from oneboard.playbooks.loader import load
from oneboard.playbooks.schema import Playbook
from oneboard.projections.models import Task
from oneboard.recorder import recorder
from tests.evaluation import evaluated
from tests.house import House

CONTENT: Final = Path(__file__).parents[1] / "content"
CITY: Final = "5117"


def kept(emergency: str, name: str) -> Files:
    """As it is kept, but for the day on which its basis ends: a test is played today."""
    found = read_files(CONTENT / emergency / f"playbooks/{name}.yaml")
    return Files(found.source.replace(b"ends: 2020-04-30", b"ends: 2099-12-31"), found.forms)


class Play:
    """`seen`: the states that its tasks stood in, and the steps that had an effect, by playbook."""

    def __init__(self, house: House, emergency: str, *names: str, registers: Iterable[str] = ()) -> None:
        self.house, self.ledger = house, Counter[str]()
        self.playbooks: dict[str, Playbook] = {}
        self.seen: set[tuple[str, str]] = set()
        for register in registers:
            source = (CONTENT / emergency / f"registers/{register}.yaml").read_text(encoding="utf-8")
            house.must("founder", "/registers", source=source)
        for name in names:
            files = kept(emergency, name)
            self.playbooks[name] = load(files.source, files.forms).playbook
            house.must("founder", "/playbooks", **files.body)
            for motion in house.say("officer", "/motions", method="GET").body:
                house.must("officer", f"/motions/{motion['motion']}/approve")
        self.incident = new_id(now_ms())
        house.must("officer", "/incidents", incident=self.incident, title="演练", sort="exercise")
        house.join("leader", "squad_leader", "511702001", house.unit)

    def campaign(self, name: str, place: str = CITY) -> str:
        campaign = new_id(now_ms())
        self.house.must("officer", "/campaigns", campaign=campaign, incident=self.incident, place=place, title="演练",
                        playbook=self.playbooks[name].key)  # fmt: skip
        return campaign

    def order(self, who: str, name: str, subject: str, **more: Any) -> str:
        """The task's id."""
        id_ = new_id(now_ms())
        self.house.must(who, "/tasks", id=id_, playbook=name, subject=subject, incident=self.incident, **more)
        self._look(id_)
        return id_

    def unit(self, who: str, place: str, name: str) -> str:
        """A unit with `who` as its reporter."""
        unit = new_id(now_ms())
        self.house.must("founder", "/units", unit=unit, name=name, place=place)
        self.house.join(who, "reporter", place, unit)
        return unit

    def next_slots(self) -> int:
        """Lets time pass until all is open that the schedules ask for within the next 24 hours; how many slots that
        were.
        """
        slots = [slot for slot, _ in Slots(recorder.running()).open_due(now_ms() + DAY_MS - MINUTE_MS)]
        run_from(max([now_ms(), *(slot + MINUTE_MS for slot in slots)]))
        return len(slots)

    def clock(self, moment: int) -> None:
        """Lets time pass until then, and the clock say what it has to say by then."""
        deadlines.tell(recorder.running(), moment)
        run_from(max(now_ms(), moment))

    def later(self, moment: int) -> None:
        """It is that moment for everybody, and the clock has said what it had to; all sign in anew."""
        run_from(moment)
        self.house._clients.clear()
        self.clock(moment)

    def notices(self, who: str) -> list[tuple[str, str]]:
        """What the clock told somebody, by kind and task."""
        told = self.house.say(who, "/notices", method="GET").body
        return [(notice["kind"], notice["task"]) for notice in told]

    def subject(
        self, register: str = "households", who: str = "li", place: str = "g1", **answers: Any
    ) -> str:
        entry = self.house.entry(who, "subject.registered@1", {"register": register}, place=place,
                                 subject=new_id(now_ms()), answers=answers)  # fmt: skip
        assert self.house.tell(who, entry) == [("recorded", "")]
        return str(entry["subject"])

    def task(self, name: str, subject: str) -> str:
        """The one opened last; its id."""
        found = Task.objects.filter(playbook__startswith=f"{name}@", subject=subject).latest("opened_at").id
        self._look(found)
        return str(found)

    def said(self, who: str, step: str, task: str, answers: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The entry of a step on a phone, not yet sent."""
        about = Task.objects.get(id=task)
        return self.house.entry(who, "step.taken@1", {"step": step}, playbook=about.playbook, place=about.place,
                                subject=about.subject, campaign=about.campaign, task=task, answers=answers,
                                **more)  # fmt: skip

    def phone(
        self, who: str, step: str, task: str, answers: dict[str, Any] | None = None, **more: Any
    ) -> str:
        """A step on a phone that has an effect; the entry's id."""
        entry = self.said(who, step, task, answers or {}, **more)
        assert self.house.tell(who, entry) == [("recorded", "")], entry
        self._took(who, step, task, str(entry["id"]))
        return str(entry["id"])

    def desk(self, who: str, step: str, task: str, answers: dict[str, Any] | None = None) -> None:
        id_ = new_id(now_ms())
        self.house.must(who, f"/tasks/{task}/steps", id=id_, step=step, answers=answers or {})
        self._took(who, step, task, id_)

    def refused(self, who: str, step: str, task: str) -> str:
        """The code with which a desk refuses a step."""
        return str(self.house.say(who, f"/tasks/{task}/steps", step=step).body["code"])

    def state(self, task: str) -> str:
        found = Task.objects.get(id=task)
        return found.not_owed or found.state

    def effects(self, task: str) -> list[str]:
        shown = self.house.say("officer", f"/tasks/{task}", method="GET").body
        return [step["effect"] for step in shown["steps"]]

    def count(self, **more: int) -> None:
        self.ledger.update(more)

    def agree(self, *places: str) -> None:
        """At each place above the grid g1, where all of a play is."""
        for place in places or ("g1", "511702001", CITY):
            found = {name: n for name, n in self.house.figures(place).items() if n}
            assert (place, found) == (place, {name: n for name, n in self.ledger.items() if n})
        for playbook in self.playbooks.values():
            for name in playbook.count.keys() & self.ledger.keys():
                listed = self.house.say("officer", f"/figures/{name}/entries", method="GET", place=CITY).body
                assert (
                    evaluated(playbook.count[name], [one["entry"] for one in listed]) == self.ledger[name]
                ), name

    def unseen(self, name: str) -> set[str]:
        """The states and steps of a playbook that this play has not come to."""
        task = self.playbooks[name].task
        return {*task.states, *task.steps} - {what for playbook, what in self.seen if playbook == name}

    def _took(self, who: str, step: str, task: str, entry: str = "") -> None:
        shown = self.house.say(who, f"/tasks/{task}", method="GET").body
        taken = next(one for one in reversed(shown["steps"]) if not entry or one["entry"] == entry)
        assert taken["effect"] == "", (step, taken)
        self.seen.add((Task.objects.get(id=task).playbook.partition("@")[0], step))
        self._look(task)

    def _look(self, task: str) -> None:
        found = Task.objects.get(id=task)
        self.seen.add((found.playbook.partition("@")[0], found.state))
