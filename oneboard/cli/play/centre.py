"""The centre (指挥中心) of a play: who founds, who is on duty, who dispatches; and what each of them says."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files as beside
from pathlib import Path
from typing import Any, Final

import msgspec

from oneboard.cli.play.calendar import at
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.door import Desk
from oneboard.cli.play.ledger import Ledger, Step
from oneboard.cli.play.people import posts
from oneboard.cli.play.scenes.all import PLAYBOOKS, REGISTERS
from oneboard.cli.play.tasks import Task
from oneboard.foundation.clock import iso
from oneboard.intake.imports.playbooks import Files, read_files

#: What the play works by stands with the other content, beside the package.
CONTENT: Final = Path(str(beside("oneboard"))).parent / "content/epidemic"

_VERSION: Final = re.compile(rb"^version: *(\d+)", re.MULTILINE)

#: Tasks on one page.
_PAGE: Final = 500


class Centre:
    """`root`: the place everything lies in. `ledger`: of what is said at its own desks; `done`: how often they did
    what. `unit`: of those who sit there; `desks`: by username. `playbooks`: by name, with their versions; `campaigns`:
    those open, by the playbook's name.
    """

    def __init__(self, founder: Desk, root: str, seed: int) -> None:
        self.founder, self.root, self.ledger, self._seed = founder, root, Ledger(), seed
        self.ids, self.chance = self.chance_of("ids"), self.chance_of("centre")
        self.now = at(0, 8)
        self.desks: dict[str, Desk] = {}
        self.officer: Desk
        self.dispatcher: Desk
        self.unit = self.incident = ""
        self.playbooks: dict[str, str] = {}
        self.campaigns: dict[str, str] = {}
        self.done: Counter[str] = Counter()
        self._for: dict[str, int] = {}

    def chance_of(self, what: str) -> Chance:
        """One of its own, so that whatever else is played leaves the rest as it was."""
        return Chance(self._seed, what)

    def say(self, desk: Desk, path: str, **body: Any) -> Any:
        return desk.say(path, {"id": self.ids.id_at(self.now), **body})

    def set_clock(self, now: int) -> None:
        self.founder.say("/exercise/clock", {"to": iso(now)})
        self.now = now

    def staff(self) -> None:
        """Two people at two desks, of whom neither does the other's work."""
        self.unit = unit = self.ids.id_at(self.now)
        self.say(self.founder, "/units", unit=unit, name="市域社会治理指挥中心值班室", place=self.root)
        self.officer = self.join("officer", self.chance.name(), [(unit, "duty_officer", self.root)])
        self.dispatcher = self.join("dispatcher", self.chance.name(), [(unit, "town_dispatcher", self.root)])

    def join(self, username: str, name: str, posts: Sequence[tuple[str, str, str]]) -> Desk:
        """Somebody with a desk; `posts`: of which unit, as what, and where."""
        member = self.ids.id_at(self.now)
        self.say(self.founder, "/members", member=member, name=name)
        for unit, role, place in posts:
            said = {"post": self.ids.id_at(self.now), "member": member, "unit": unit}
            self.say(self.founder, "/posts", place=place, role=role, **said)
        made = self.founder.say("/accounts", {"member": member, "username": username})
        self.desks[username] = Desk(self.founder.door, made["username"], made["password"])
        return self.desks[username]

    def publish(self) -> None:
        """What restricts people takes both of them."""
        for register in REGISTERS:
            source = (CONTENT / f"registers/{register}.yaml").read_text(encoding="utf-8")
            self.say(self.founder, "/registers", source=source)
        for playbook in PLAYBOOKS:
            files = read_files(CONTENT / f"playbooks/{playbook}.yaml")
            [version] = _VERSION.findall(files.source)
            self.playbooks[playbook] = f"{playbook}@{int(version)}"
            self._put_in_force(files.body)

    def publish_next(self, name: str, old: str, new: str, **how: Any) -> None:
        """A version in which this stands instead of that in every form; the open tasks go on under it."""
        files = read_files(CONTENT / f"playbooks/{name}.yaml")
        following = int(self.playbooks[name].partition("@")[2]) + 1
        source = _VERSION.sub(f"version: {following}".encode(), files.source, count=1)
        forms = {file: form.replace(old.encode(), new.encode()) for file, form in files.forms.items()}
        self._put_in_force({**Files(source, forms).body, "moves": "open_tasks", **how})
        self.playbooks[name] = f"{name}@{following}"

    def _put_in_force(self, body: Mapping[str, Any]) -> None:
        self.say(self.founder, "/playbooks", **body)
        for motion in self.officer.read("/motions"):
            id_ = Chance(0, motion["motion"]).id_at(self.now)
            self.officer.say(f"/motions/{motion['motion']}/approve", {"id": id_})

    def open_incident(self) -> None:
        self.incident = self.ids.id_at(self.now)
        self.say(
            self.officer, "/incidents", incident=self.incident, title="疫情防控（演练）", sort="exercise"
        )

    def open_campaign(self, name: str, title: str) -> None:
        self.campaigns[name] = campaign = self.ids.id_at(self.now)
        self.say(self.officer, "/campaigns", campaign=campaign, incident=self.incident, playbook=self.playbooks[name],
                 place=self.root, title=title)  # fmt: skip

    def order_care(self, person: str) -> str:
        """The task's id. The dispatcher orders it, so that the officer may decide an appeal, and extend it."""
        return self.order("care_in_isolation", person, "").id

    def order(self, name: str, subject: str, place: str, **more: Any) -> Task:
        """A task about a subject or of a unit, which lies at that place."""
        id_ = self.ids.id_at(self.now)
        body = {"id": id_, "playbook": name, "subject": subject, "incident": self.incident, **more}
        self.dispatcher.say("/tasks", body)
        return Task(id_, self.playbooks[name], place, subject, "", "")

    def tasks(
        self, playbook: str, state: str | None = None, most: int = 10_000, desk: Desk | None = None
    ) -> Iterator[Task]:
        """Those in a state, or all that is owed, as a desk sees them, the dispatcher's if no other; at most so many."""
        after = ""
        while most > 0:
            page = (desk or self.dispatcher).read(
                "/tasks", playbook=playbook, state=state, limit=min(_PAGE, most), after=after
            )
            yield from msgspec.convert(page["tasks"], list[Task])
            most, after = most - len(page["tasks"]), page["next"]
            if not after:
                return

    def owed_at(self, desk: Desk) -> list[Task]:
        """What somebody at a desk owes."""
        found = desk.read("/today", limit=_PAGE)["tasks"]
        return msgspec.convert([one["task"] for one in found], list[Task])

    def in_post(self, role: str) -> int:
        """How many hold this role now."""
        return sum(post["role"] == role for post in posts(self.founder))

    def units_at(self, place: str) -> list[str]:
        """Those of whom somebody holds a post there."""
        return sorted({post["unit"] for post in posts(self.founder) if post["place"] == place})

    def expect_for(self, tasks: Iterable[Task], day: int) -> None:
        """Whatever is done on these tasks counts on the day that they are for."""
        self._for |= {task.id: day for task in tasks}

    def take(self, task: Task, step: str, answers: Mapping[str, Any] = {}, desk: Desk | None = None) -> None:
        """A step at a desk, the dispatcher's if no other."""
        id_ = self.ids.id_at(self.now)
        (desk or self.dispatcher).say(
            f"/tasks/{task.id}/steps", {"id": id_, "step": step, "answers": answers}
        )
        self.done[step] += 1
        said = Step(id_, self.now, task.place, task.name, step, task.id, task.subject, answers)
        self.ledger.hear(said._replace(day=self._for.get(task.id)))
