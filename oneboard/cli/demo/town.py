"""The exercise town: two villages, eight grids, as many workers, invented households; and one day of visits.

Everything is said through the doors. The day has what days have: people who are not at home or refuse, answers that
are lost on the way and sent again, a phone whose clock is years off, a slip of the pen, and an entry nobody can read.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any, Final, NamedTuple

from oneboard.cli.demo.ledger import Ledger
from oneboard.cli.demo.node import Node, Person
from oneboard.foundation.clock import DAY_MS, iso, now_ms
from oneboard.foundation.ids import near_id, new_id
from oneboard.intake.imports.playbooks import Files

VILLAGES: Final = (("v1", "柏树村"), ("v2", "双河社区"))
GRIDS_PER_VILLAGE: Final = 4
BATCH: Final = 50

_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN: Final = "安宁康乐平和顺祥松柏竹梅兰菊荷莲"

Progress = Callable[[int], None]


class Phone(NamedTuple):
    """A worker's phone. `off_ms`: how far its clock is from ours."""

    grid: str
    member: str
    post: str
    device: str
    token: str
    off_ms: int


class Town:
    def __init__(self, node: Node, founder: Person, seed: int) -> None:
        self.node, self.founder = node, founder
        self.ledger = Ledger()
        self.phones: list[Phone] = []
        self.officer: Person
        self.campaign = ""
        self._random = Random(seed)  # noqa: S311  (an exercise is to be the same each time)
        self._device_seq = 0

    def settle(self, register: str, playbooks: Sequence[Files]) -> None:
        """Places, people, phones, and what they work by."""
        unit = new_id(now_ms())
        self.founder.say("/units", unit=unit, name="双柏镇综治中心", place="town")
        self.officer = self._officer(unit)
        for village, name in VILLAGES:
            self.founder.say("/places", place=village, level="village", name=name, parent="town")
            for number in range(1, GRIDS_PER_VILLAGE + 1):
                grid = f"{village}-g{number}"
                self.founder.say(
                    "/places", place=grid, level="grid", name=f"{name}第{number}网格", parent=village
                )
                self.phones.append(self._phone(unit, grid, off_ms=-3 * 365 * DAY_MS if number == 2 else 0))
        self.founder.say("/registers", source=register)
        for playbook in playbooks:
            self.founder.say("/playbooks", **playbook.body)

    def open_campaign(self) -> None:
        incident, self.campaign = new_id(now_ms()), new_id(now_ms())
        self.officer.say("/incidents", incident=incident, title="疫情防控（演练）", sort="exercise")
        self.officer.say("/campaigns", campaign=self.campaign, incident=incident, playbook="household_visit@2",
                         place="town", title="入户走访（演练）")  # fmt: skip

    def play(self, households: int, progress: Progress) -> None:
        """Each worker registers the households of his grid and visits them; `progress` hears of entries sent."""
        for number, phone in enumerate(self.phones):
            homes = [self._household(phone) for _ in range(households // len(self.phones))]
            day = [entry for home in homes for entry in self._day_at(phone, home["subject"])]
            entries = [*homes, *day]
            if number == 0:
                entries.append({"id": "not an id", "note": "a line that a broken phone wrote"})
                self.ledger.unreadable += 1
            for start in range(0, len(entries), BATCH):
                batch = entries[start : start + BATCH]
                self._send(phone, batch)
                progress(len(batch))

    def _send(self, phone: Phone, entries: list[dict[str, Any]]) -> None:
        """One in five answers is lost on the way: then the phone sends the same again."""
        tries = 2 if self._random.random() < 0.2 else 1
        for _ in range(tries):
            sent_at = iso(now_ms() + phone.off_ms)
            answer, _ = self.node.ask("POST", "/sync", {"device": phone.device, "sent_at": sent_at, "entries": entries},
                                      {"Authorization": f"Bearer {phone.token}"})  # fmt: skip
        self.ledger.doubles += (tries - 1) * len(entries)
        self.ledger.wrong_clocks += len(entries) if phone.off_ms else 0
        self.ledger.recorded += sum(entry["outcome"] == "recorded" for entry in answer["entries"])

    def _day_at(self, phone: Phone, home: str) -> Iterator[dict[str, Any]]:
        chance = self._random.random()
        if chance < 0.15:
            self.ledger.absent += 1
            yield from self._in_vain(phone, "not_home", home, doors_not_opened=1)
            if chance < 0.05:
                return
        elif chance < 0.18:
            self.ledger.refused += 1
            yield from self._in_vain(phone, "refuse", home, households_declining=1)
            return
        leaflets, seen = self._random.randint(1, 4), self._random.randint(1, 6)
        visit = self._step(phone, "visit", home, leaflets=leaflets, members_seen=seen)
        self.ledger.visit(phone.grid, home, visit["id"], leaflets_handed_out=leaflets, people_seen=seen)
        yield visit
        if chance > 0.97:
            self.ledger.correct(phone.grid, visit["id"], leaflets_handed_out=leaflets + 1, people_seen=2)
            yield self._step(
                phone, "visit", home, corrects=visit["id"], leaflets=leaflets + 1, members_seen=2
            )

    def _in_vain(self, phone: Phone, step: str, home: str, **counted: int) -> Iterator[dict[str, Any]]:
        entry = self._step(phone, step, home)
        self.ledger.count(phone.grid, entry["id"], **counted)
        yield entry

    def _step(
        self, phone: Phone, step: str, home: str, corrects: str | None = None, **answers: int
    ) -> dict[str, Any]:
        task = near_id(home, "campaign", self.campaign, home)
        return self._entry(phone, "step.taken@1", {"step": step}, playbook="household_visit@2", subject=home, task=task,
                           campaign=self.campaign, corrects=corrects, answers=answers)  # fmt: skip

    def _household(self, phone: Phone) -> dict[str, Any]:
        head = self._random.choice(_SURNAMES) + self._random.choice(_GIVEN)
        answers = {
            "head": head,
            "address": f"{self._random.randint(1, 60)} 号 {self._random.randint(1, 6)} 单元",
        }
        return self._entry(phone, "subject.registered@1", {"register": "households"},
                           subject=new_id(now_ms()), answers=answers)  # fmt: skip

    def _entry(self, phone: Phone, kind: str, fact: dict[str, str], **fields: Any) -> dict[str, Any]:
        self._device_seq += 1
        now = now_ms()
        return {
            "id": new_id(now), "kind": kind, "actor": {"member": phone.member, "post": phone.post},
            "device": phone.device, "device_seq": self._device_seq, "happened_at": iso(now + phone.off_ms),
            "place": phone.grid, "fact": fact, **{name: value for name, value in fields.items() if value is not None},
        }  # fmt: skip

    def _officer(self, unit: str) -> Person:
        member, _ = self._join(unit, "duty_officer", "town", "周值班")
        made = self.founder.ask("/accounts", member=member, username="officer")
        return Person(self.node, made["username"], made["password"])

    def _phone(self, unit: str, grid: str, off_ms: int) -> Phone:
        member, post = self._join(unit, "grid_worker", grid, f"{grid} 网格员")
        code = self.founder.ask("/enrolments", member=member)["code"]
        enrolled, _ = self.node.ask("POST", "/devices", {"code": code, "name": f"phone of {grid}"})
        return Phone(grid, member, post, enrolled["device"], enrolled["token"], off_ms)

    def _join(self, unit: str, role: str, place: str, name: str) -> tuple[str, str]:
        member, post = new_id(now_ms()), new_id(now_ms())
        self.founder.say("/members", member=member, name=name)
        self.founder.say("/posts", post=post, member=member, unit=unit, place=place, role=role)
        return member, post
