"""The centre's side: makes the town and its phones through the node's local socket, and goes on giving commands."""

import base64
import socket
import threading
import time
from pathlib import Path
from random import Random
from typing import Any, Final

import msgspec

from oneboard.foundation.ids import new_id
from oneboard.intake.imports.playbooks import read_files
from torture.entries import Author
from torture.node import ROOT, Node

REGISTER: Final = ROOT / "content/epidemic/registers/households.yaml"
PLAYBOOK: Final = ROOT / "torture/household_visit.yaml"

#: Every post is in force since long before any clock of this torture, but the impossible ones.
BEGINS: Final = "2015-01-02T00:00:00Z"
TOWN: Final = "511702001"


def ask(home: Path, account: str, method: str, path: str, body: object = None) -> tuple[int, Any]:
    """Status and JSON of any route, as that account. Raises OSError when nobody answers."""
    address, _, query = path.partition("?")
    sent = b"" if body is None else msgspec.json.encode(body)
    asked = {"account": account, "method": method, "path": address, "query": query,
             "body": base64.b64encode(sent).decode()}  # fmt: skip
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(60)
        line.connect(str(home / "local.sock"))
        line.sendall(msgspec.json.encode(asked) + b"\n")
        with line.makefile("rb") as reply:
            said = reply.readline()
    if not said:
        raise ConnectionResetError("the node went away")
    answer = msgspec.json.decode(said)
    content = base64.b64decode(answer["body"])
    return answer["status"], msgspec.json.decode(content) if content else None


def must(home: Path, account: str, path: str, **body: object) -> Any:
    status, answer = ask(home, account, "POST", path, {"id": _new(), **body})
    if status >= 300:
        raise RuntimeError(f"POST {path}: {status} {answer}")
    return answer


def settle_in(node: Node, officer: str, phones: int, seed: int) -> list[Author]:
    """Places, people, playbook, an open campaign, and so many enrolled phones, each with a grid of its own."""
    home = node.home
    unit, incident, campaign = _new(), _new(), _new()
    for place, level, parent in (("511702", "county", "5117"), (TOWN, "town", "511702")):
        must(home, "founder", "/places", place=place, level=level, name=place, parent=parent)
    must(home, "founder", "/units", unit=unit, name="centre", place="5117")
    _join(home, officer, "duty_officer", "5117", unit)
    must(home, "founder", "/registers", source=REGISTER.read_text())
    must(home, "founder", "/playbooks", **read_files(PLAYBOOK).body)
    must(home, "officer", "/incidents", incident=incident, title="torture", sort="exercise")
    must(home, "officer", "/campaigns", campaign=campaign, incident=incident, playbook="household_visit@1",
         place="5117", title="torture")  # fmt: skip
    authors = []
    for number in range(phones):
        grid, member = f"g{number:02}", _new()
        must(home, "founder", "/places", place=grid, level="grid", name=grid, parent=TOWN)
        post = _join(home, member, "grid_worker", grid, unit)
        code = must_code(home, member)
        status, enrolled = ask(home, "founder", "POST", "/devices", {"code": code, "name": grid})
        assert status < 300, enrolled
        rng = Random(f"{seed} {grid}")
        authors.append(Author(member, post, enrolled["device"], enrolled["token"], grid, campaign, rng))
    return authors


def must_code(home: Path, member: str) -> str:
    status, made = ask(home, "founder", "POST", "/enrolments", {"member": member})
    assert status < 300, made
    return str(made["code"])


def _join(home: Path, member: str, role: str, place: str, unit: str) -> str:
    post = _new()
    must(home, "founder", "/members", member=member, name="some one")
    must(
        home, "founder", "/posts", post=post, member=member, unit=unit, place=place, role=role, begins=BEGINS
    )
    return post


def _new() -> str:
    return new_id(time.time_ns() // 1_000_000)


class Desk(threading.Thread):
    """Opens an incident every now and then, sends each command until it is answered, and then once more."""

    def __init__(self, home: Path) -> None:
        super().__init__(name="desk", daemon=True)
        self.home = home
        self.recorded: dict[str, tuple[int, str]] = {}
        self.faults: list[str] = []
        self.last = ""
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.wait(0.3):
            id_ = _new()
            command = {"id": id_, "incident": _new(), "title": "another", "sort": "exercise"}
            first = self._until_answered(command)
            again = self._until_answered(command)
            if first and again and first != again:
                self.faults.append(f"the command {id_} was {first}, and sent again {again}")
            if first:
                self.recorded[id_] = first

    def _until_answered(self, command: dict[str, str]) -> tuple[int, str] | None:
        while not self.stopping.is_set():
            try:
                status, answer = ask(self.home, "officer", "POST", "/incidents", command)
            except (OSError, msgspec.DecodeError) as error:
                status, answer = 503, repr(error)
            self.last = f"the last command was answered with {status} {answer}"
            if status < 300:
                return answer["seq"], answer["recorded_at"]
            if status < 500 and status != 429:
                self.faults.append(f"a command was refused: {status} {answer}")
                return None
            self.stopping.wait(0.2)
        return None
