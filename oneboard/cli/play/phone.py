"""A phone (手机) of a play: what its worker says is kept in it, and sent in batches, over a line that loses answers."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from oneboard.cli.play.camera import Photograph, upload
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.door import Door, Refused, patiently
from oneboard.foundation.clock import iso

#: Entries in one batch, as the field app sends them.
BATCH: Final = 50

#: And in one after days without a line.
_SMALL: Final = 5

#: How many answers are lost on the way: the phone then sends the same again.
_LOST: Final = 0.05

_RECORDED: Final = b'"outcome":"recorded"'


class Identity(msgspec.Struct, frozen=True):
    """`apart_ms`: how far its clock is from the true time. `silent`: the days on which it has no line."""

    device: str
    token: str
    member: str
    post: str
    place: str
    role: str
    apart_ms: int = 0
    silent: tuple[int, ...] = ()


class Sent(msgspec.Struct):
    """What came of what was sent. `kept`: the entries that wait for a person."""

    entries: int = 0
    doubles: int = 0
    late: int = 0
    wrong_clocks: int = 0
    recorded: int = 0
    held: int = 0
    quarantined: int = 0
    kept: list[str] = msgspec.field(default_factory=list)

    def add(self, other: "Sent") -> None:
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Phone:
    def __init__(self, identity: Identity, seed: int) -> None:
        self.identity, self._seed = identity, seed
        self.chance, self._line, self.ids = (self.chance_of(what) for what in ("phone", "line", "ids"))
        self._number = 0
        self._kept: list[dict[str, Any]] = []
        self.photographs: list[Photograph] = []
        self._waited = False

    def chance_of(self, what: str) -> Chance:
        """One of its own, so that whatever else is played leaves the rest as it was."""
        return Chance(self._seed, f"{what}/{self.identity.place}/{self.identity.role}")

    def say(self, kind: str, fact: Mapping[str, Any], at: int, place: str, **fields: Any) -> str:
        """Keeps an entry until it is sent; returns its id. `at`: in true ms."""
        self._number += 1
        of, id_ = self.identity, self.ids.id_at(at)
        self._kept.append({
            "id": id_, "kind": kind, "actor": {"member": of.member, "post": of.post}, "device": of.device,
            "device_seq": self._number, "happened_at": iso(at + of.apart_ms), "place": place, "fact": fact, **fields,
        })  # fmt: skip
        return id_

    @property
    def is_waiting(self) -> bool:
        """Whether something is kept that the node has not heard."""
        return bool(self._kept)

    def scrawl(self) -> None:
        """A line that nobody can read."""
        self._kept.append({"id": "not an id", "note": "a broken phone wrote this"})

    def send(self, door: Door, now: int, day: int) -> Sent:
        """All that is kept; after days without a line the newest batch first, so that parents come late."""
        sent = Sent()
        if day in self.identity.silent:
            self._waited = True
            return sent
        for photograph in self.photographs:
            upload(door, self.identity.token, photograph)
        self.photographs = []
        late, size = self._waited, _SMALL if self._waited else BATCH
        batches = [self._kept[start : start + size] for start in range(0, len(self._kept), size)]
        self._waited, self._kept = False, []
        if late:
            batches.reverse()
        for batch in batches:
            tries = 2 if self._line.happens(_LOST) else 1
            for _ in range(tries):
                answer = self._push(door, batch, now)
            sent.add(self._told(answer, batch, tries, late=late))
        return sent

    def _push(self, door: Door, batch: Sequence[Mapping[str, Any]], now: int) -> bytes:
        """Raises Refused."""
        of = self.identity
        body = msgspec.json.encode({"device": of.device, "sent_at": iso(now + of.apart_ms), "entries": batch})
        headers = {"Authorization": f"Bearer {of.token}", "Content-Type": "application/json"}
        return _heard(door, "POST", "/sync", body, headers)

    def _told(self, answer: bytes, batch: Sequence[Any], tries: int, *, late: bool) -> Sent:
        number = len(batch)
        sent = Sent(
            entries=number, doubles=(tries - 1) * number, late=number if late else 0,
            wrong_clocks=number if self.identity.apart_ms else 0, recorded=answer.count(_RECORDED),
        )  # fmt: skip
        if sent.recorded < number:
            told = json.loads(answer)["entries"]
            sent.kept = [str(entry["id"]) for entry in told if entry["outcome"] == "quarantined"]
            sent.quarantined = len(sent.kept)
            sent.held = sum(entry["outcome"] == "held" for entry in told)
        return sent

    def pull(self, door: Door) -> Iterator[Mapping[str, Any]]:
        """Each page of what it is sent. Raises Refused."""
        cursor, more = "", True
        while more:
            path = f"/sync?cursor={cursor}"
            token = {"Authorization": f"Bearer {self.identity.token}"}
            page = msgspec.json.decode(_heard(door, "GET", path, None, token))
            yield page
            cursor, more = page["cursor"], page["more"]


def _heard(door: Door, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> bytes:
    """Raises Refused."""
    answer = patiently(door, method, path, body, headers)
    if answer.status != 200:
        raise Refused(f"{method} /sync: {answer.status} {answer.body.decode(errors='replace')}")
    return answer.body
