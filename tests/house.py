"""A whole node for a test: real store, real recorder, every route, and a cast of invented people.

`li` is the grid worker of grid g1, `neighbour` of g2 in the next village, `far` of another city's town, `officer` has
the night at the centre, `dispatcher` the town, `clerk` the people. Each acts through the door.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any, Final

import msgspec
from django.test import Client, override_settings

from oneboard.accounts import accounts, devices
from oneboard.foundation.clock import iso, now_ms
from oneboard.foundation.ids import new_id
from oneboard.foundation.settings import Settings
from oneboard.intake.desk.founding import Territory, found
from oneboard.intake.imports.playbooks import read_files
from oneboard.recorder import recorder
from tests.door import FAST
from tests.stores import migrated

CONTENT: Final = Path(__file__).parents[1] / "content/epidemic"
SAMPLE: Final = Path(__file__).parent / "sample/playbooks/household_visit.yaml"
PASSWORD: Final = "only for tests, 只用于测试"

#: Place, level, parent.
PLACES: Final = (
    ("511702", "county", "5117"), ("511703", "county", "5117"),
    ("511702001", "town", "511702"), ("511702002", "town", "511702"), ("511703001", "town", "511703"),
    ("511702001001", "village", "511702001"), ("511702001002", "village", "511702001"),
    ("g1", "grid", "511702001001"), ("g2", "grid", "511702001002"), ("g3", "grid", "511703001"),
)  # fmt: skip

#: Who, role, place. All with an account; those in the field with a phone as well.
CAST: Final = (
    ("officer", "duty_officer", "5117"), ("clerk", "clerk", "5117"), ("guard", "data_protection_officer", "5117"),
    ("dispatcher", "town_dispatcher", "511702001"), ("li", "grid_worker", "g1"),
    ("neighbour", "grid_worker", "g2"), ("far", "grid_worker", "g3"),
)  # fmt: skip


class Reply:
    """An answer of the node: its status and its JSON."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.headers = response.headers
        self.body: Any = msgspec.json.decode(response.content) if response.content else None

    def __repr__(self) -> str:
        return f"{self.status} {self.body}"


class House:
    """Everything is said through the door; ids of people are in `members`, `posts`, `tokens` by name."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.members: dict[str, str] = {}
        self.posts: dict[str, str] = {}
        self.devices, self.tokens = dict[str, str](), dict[str, str]()
        self.device_seq, self.unit = 0, ""
        self._clients: dict[str, Client] = {}

    def copied_to(self, settings: Settings) -> "House":
        """The same people in a copy of their node. Nobody is signed in."""
        house = House(settings)
        for name in ("members", "posts", "devices", "tokens", "device_seq", "unit"):
            setattr(house, name, copy(getattr(self, name)))
        return house

    def client(self, who: str) -> Client:
        if who not in self._clients:
            client = self._clients[who] = Client(SERVER_NAME="localhost", raise_request_exception=False)
            signed_in = client.post("/session", {"username": who, "password": PASSWORD}, "application/json")
            assert signed_in.status_code < 300, signed_in.content
        return self._clients[who]

    def say(self, who: str, path: str, /, method: str = "POST", **body: Any) -> Reply:
        """As an account, at a desk. An id is made where the command has none."""
        if method == "GET":
            return Reply(self.client(who).get(path, body))
        body = {"id": new_id(now_ms()), **body}
        return Reply(self.client(who).generic(method, path, msgspec.json.encode(body), "application/json"))

    def must(self, who: str, path: str, /, **body: Any) -> Any:
        reply = self.say(who, path, **body)
        assert reply.status < 300, reply
        return reply.body

    def phone(self, who: str, entries: list[Any], **head: Any) -> Reply:
        """A batch from this member's phone."""
        batch = {"device": self.devices[who], "sent_at": iso(now_ms()), "entries": entries, **head}
        return self.raw_phone(who, msgspec.json.encode(batch))

    def tell(self, who: str, *entries: Any, **head: Any) -> list[tuple[str, str]]:
        """The outcome and the reason of each entry."""
        reply = self.phone(who, list(entries), **head)
        assert reply.status == 200, reply
        return [(entry["outcome"], entry.get("reason", "")) for entry in reply.body["entries"]]

    def raw_phone(self, who: str, body: bytes, **headers: str) -> Reply:
        token = {"Authorization": f"Bearer {self.tokens[who]}", **headers}
        return Reply(Client(SERVER_NAME="localhost", raise_request_exception=False).post(
            "/sync", body, "application/json", headers=token))  # fmt: skip

    def pull(self, who: str, cursor: str = "") -> Reply:
        token = {"Authorization": f"Bearer {self.tokens[who]}"}
        return Reply(Client(SERVER_NAME="localhost").get("/sync", {"cursor": cursor}, headers=token))

    def entry(self, who: str, kind: str, fact: dict[str, Any], **fields: Any) -> dict[str, Any]:
        self.device_seq += 1
        # Nobody does two things within one millisecond; their order would be that of their ids, that is, any.
        time.sleep(0.001)
        now = now_ms()
        return {
            "id": new_id(now), "kind": kind, "actor": {"member": self.members[who], "post": self.posts[who]},
            "device": self.devices[who], "device_seq": self.device_seq, "happened_at": iso(now),
            "fact": fact, **fields,
        }  # fmt: skip

    def household(self, who: str, place: str, **answers: Any) -> dict[str, Any]:
        """The registration of a household; its id is the entry's `subject`."""
        answers = answers or {"address": "滨河路 7 号 2 单元", "head": "王五"}
        return self.entry(who, "subject.registered@1", {"register": "households"}, place=place,
                          subject=new_id(now_ms()), answers=answers)  # fmt: skip

    def step(self, who: str, step: str, place: str, subject: str, /, **fields: Any) -> dict[str, Any]:
        return self.entry(who, "step.taken@1", {"step": step}, playbook="household_visit@1", place=place,
                          subject=subject, **fields)  # fmt: skip

    def settle_in(self, exercise_from: int | None = None) -> None:
        city, centre = Territory("5117", "city", "达州市"), "市域治理中心"
        self.members["founder"] = found(city, centre, "周一", exercise_from)
        accounts.create("founder", PASSWORD, now_ms(), member=self.members["founder"])
        for place, level, parent in PLACES:
            self.must("founder", "/places", place=place, level=level, name=f"{place} 地", parent=parent)
        unit = self.unit = new_id(now_ms())
        self.must("founder", "/units", unit=unit, name=centre, place="5117")
        for who, role, place in CAST:
            self.join(who, role, place, unit)
        for register in ("households", "persons"):
            self.must("founder", "/registers", source=(CONTENT / f"registers/{register}.yaml").read_text())
        self.must("founder", "/playbooks", **read_files(SAMPLE).body)

    def join(self, who: str, role: str, place: str, unit: str) -> None:
        self.members[who], self.posts[who] = new_id(now_ms()), new_id(now_ms())
        self.must("founder", "/members", member=self.members[who], name=who)
        said = {"post": self.posts[who], "member": self.members[who], "unit": unit, "place": place}
        self.must("founder", "/posts", role=role, **said)
        accounts.create(who, PASSWORD, now_ms(), member=self.members[who])
        if role in ("grid_worker", "checkpoint_worker"):
            device, self.tokens[who] = devices.add(self.members[who], f"phone of {who}", None, now_ms())
            self.devices[who] = device.id

    def appoint(self, who: str, place: str, role: str = "grid_worker", **times: str) -> str:
        """One more post for a member of the cast; returns its id."""
        times |= {"post": new_id(now_ms()), "member": self.members[who], "unit": self.unit}
        self.must("founder", "/posts", place=place, role=role, **times)
        return times["post"]

    def leave(self, who: str) -> None:
        """The member's first post ends now."""
        self.must("founder", f"/posts/{self.posts[who]}/end", reason="left")

    def campaign(self, place: str = "5117") -> str:
        """An open exercise campaign in which every household is to be visited; returns its id."""
        incident, campaign = new_id(now_ms()), new_id(now_ms())
        self.must("officer", "/incidents", incident=incident, title="演练", sort="exercise")
        said = {"playbook": "household_visit@1", "place": place, "title": "入户走访"}
        self.must("officer", "/campaigns", campaign=campaign, incident=incident, **said)
        return campaign

    def figures(self, place: str, who: str = "officer", **query: str) -> dict[str, int]:
        found = self.say(who, "/figures", method="GET", place=place, **query)
        return {figure["indicator"]: figure["value"] for figure in found.body}


def founded(settings: Settings) -> House:
    """Makes the node of which every test that asks for a house gets a copy."""
    migrated(settings)
    house = House(settings)
    with at_work(settings):
        house.settle_in()
    return house


@contextmanager
def at_work(settings: Settings) -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=FAST):
        recorder.start(settings.home, settings.time_zone)
        try:
            yield
        finally:
            recorder.stop()
