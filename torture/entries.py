"""What phones say, good and bad: each entry is frozen as bytes when it is made, and never changes after."""

import time
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

import msgspec

from oneboard.foundation.clock import iso
from oneboard.foundation.ids import near_id, new_id

PLAYBOOK: Final = "household_visit@1"

#: Clocks of phones, in ms: right, minutes off, hours, and years both ways.
CLOCKS: Final = (0, 0, 0, 180_000, -240_000, 2_400_000, -10_800_000, 400 * 86_400_000, -2_500 * 86_400_000)

#: Why a good entry may be given to a person all the same: the phone's clock was set right between two tries.
EXCUSED: Final = frozenset({"clock.impossible"})


@dataclass(slots=True)
class Said:
    """One entry in one content. `reasons`: why it must be quarantined; empty for a good one.

    `answer` is the last one: outcome, seq, recorded_at, reason.
    """

    id: str
    raw: bytes
    body: dict[str, Any] | None
    reasons: frozenset[str] = frozenset()
    answer: "tuple[str, int | None, str | None, str] | None" = None


@dataclass
class Author:
    """A grid worker with a phone: who speaks, where, and with which clock."""

    member: str
    post: str
    device: str
    token: str
    place: str
    campaign: str
    rng: Random
    clock_ms: int = 0
    seq: int = 0
    homes: list[tuple[str, str]] = field(default_factory=list)
    steps: list[Said] = field(default_factory=list)

    def now(self) -> str:
        return iso(time.time_ns() // 1_000_000 + self.clock_ms)

    def some(self) -> list[Said]:
        """The next thing that happens at a door, mostly one entry."""
        ways = (self.home, self.step, self.step, self.step, self.correction, self.quiet_step, self.orphan)
        troubles = (self.malformed, self.unfit, self.twins)
        make = self.rng.choice(troubles if self.rng.random() < 0.06 else ways)
        return make()

    def home(self) -> list[Said]:
        subject = new_id(time.time_ns() // 1_000_000)
        answers = {"address": f"滨河路 {self.rng.randrange(900)} 号", "head": "王五"}
        fact = {"register": "households"}
        said = self._said(self._entry("subject.registered@1", fact, subject=subject, answers=answers))
        self.homes.append((subject, said.id))
        return [said]

    def step(self) -> list[Said]:
        if not self.homes:
            return self.home()
        said = self._said(self._step(self._answers()))
        self.steps.append(said)
        return [said]

    def quiet_step(self) -> list[Said]:
        """Nothing but a position, or nothing but counts: what is hashed without a subject's sealed answers."""
        if not self.homes:
            return self.home()
        about = self.rng.choice(({}, {"leaflets": self.rng.randrange(5)}))
        position = {"latitude": 31_209_123, "longitude": 107_467_456}
        said = self._said(self._step(about) | ({"position": position} if self.rng.random() < 0.5 else {}))
        self.steps.append(said)
        return [said]

    def correction(self) -> list[Said]:
        if not self.steps:
            return self.step()
        first = self.rng.choice(self.steps).body
        assert first
        kept = {name: first[name] for name in ("kind", "subject", "task", "campaign", "playbook", "place")}
        entry = self._entry(kept.pop("kind"), {"step": self._which()}, **kept, answers=self._answers())
        return [self._said(entry | {"corrects": first["id"]})]

    def orphan(self) -> list[Said]:
        """Its parent never comes; now and then another waits for it in turn."""
        if self.rng.random() < 0.7 or not self.homes:
            return self.step()
        lost = self._step(self._answers()) | {"parents": [new_id(1)]}
        child = self._step(self._answers()) | {"parents": [lost["id"]]}
        return [self._said(child), self._said(lost)]

    def malformed(self) -> list[Said]:
        entry = self._entry("step.taken@1", {"step": "visit"}, answers={})
        raw = msgspec.json.encode(entry)
        broken = self.rng.choice((
            msgspec.json.encode(entry | {"device_seq": "seven"}), msgspec.json.encode(entry | {"colour": "red"}),
            raw.replace(b'"happened_at":"', b'"happened_at":"yesterday '), b'{"id":"%s"}' % entry["id"].encode(),
            b'"%s"' % new_id(1).encode(), b"%d" % self.rng.randrange(10**12), b"[" * 20 + b'"%s"' % new_id(1).encode()
            + b"]" * 20,
        ))  # fmt: skip
        return [Said(entry["id"], broken, None, frozenset({"entry.unreadable"}))]

    def unfit(self) -> list[Said]:
        """It can be read, and a person must look at it."""
        if not self.homes:
            return self.home()
        entry = self._step(self._answers())
        change, reason = self.rng.choice((
            ({"playbook": "nothing@1"}, "playbook.unknown"), ({"place": "nowhere"}, "place.unknown"),
            ({"answers": {"leaflets": "two"}}, "answer.wrong_type"), ({"answers": {"needs": "a\0b"}}, "answer.nul"),
            ({"answers": {"faith": "x"}}, "answer.unasked"), ({"device": new_id(1)}, "device.other"),
            ({"fact": {"step": "dance"}}, "step.unknown"), ({"kind": "place.registered@1"}, "kind.unknown"),
            ({"place": "5117"}, "place.elsewhere"), ({"incident": new_id(1)}, "incident.unknown"),
        ))  # fmt: skip
        return [self._said(entry | change, reason)]

    def twins(self) -> list[Said]:
        """The same id with two contents: whichever comes first is the entry, the other is a clash."""
        if not self.homes:
            return self.home()
        entry = self._step(self._answers())
        other = entry | {"answers": {"leaflets": 77, "needs": "other"}}
        return [self._said(entry, "twin"), self._said(other, "twin")]

    def _answers(self) -> dict[str, Any]:
        name = {"members/1/name": "王五", "needs": "米 10 斤"} if self.rng.random() < 0.7 else {}
        return {"members_seen": self.rng.randrange(1, 6), "leaflets": self.rng.randrange(4), **name}

    def _which(self) -> str:
        return self.rng.choice(("visit", "visit", "not_home", "refuse"))

    def _step(self, answers: dict[str, Any]) -> dict[str, Any]:
        subject, registration = self.rng.choice(self.homes)
        task = near_id(subject, "campaign", self.campaign, subject)
        return self._entry("step.taken@1", {"step": self._which()}, subject=subject, task=task, parents=[registration],
                           campaign=self.campaign, playbook=PLAYBOOK, answers=answers)  # fmt: skip

    def _entry(self, kind: str, fact: dict[str, str], **fields: Any) -> dict[str, Any]:
        self.seq += 1
        return {
            "id": new_id(time.time_ns() // 1_000_000), "kind": kind, "device": self.device, "device_seq": self.seq,
            "actor": {"member": self.member, "post": self.post}, "happened_at": self.now(), "fact": fact,
            "place": self.place, **fields,
        }  # fmt: skip

    @staticmethod
    def _said(entry: dict[str, Any], *reasons: str) -> Said:
        return Said(entry["id"], msgspec.json.encode(entry), entry, frozenset(reasons))
