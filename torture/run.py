"""One run on one store: make the node, load it, torment it, let the phones finish, and ask the questions."""

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import psycopg

from oneboard.foundation.ids import new_id
from tests.postgres import Cluster, cluster
from torture import books, checks
from torture.desk import Desk, ask, settle_in
from torture.entries import Author
from torture.node import Node, Stuck
from torture.phone import Phone
from torture.result import Result
from torture.tormentor import Tormentor
from torture.wire import Line

#: How long phones may take to have an answer for everything, once nobody torments the node any more.
DRAIN_S = 120.0


@dataclass(frozen=True)
class Asked:
    kills: int
    minutes: float
    seed: int
    phones: int = 10
    pause_s: float = 0.15
    tell: Callable[[str], None] = print


def run(store: str, asked: Asked) -> Result:
    result, began = Result(store, asked.seed), time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="oneboard-torture-")))
        server = stack.enter_context(cluster()) if store == "postgresql" else None
        url = _database(server) if server else None
        node = Node(folder / "home", url, workers=2 if server else 1)
        stack.callback(node.kill)
        try:
            phones, desk = _torment(node, server, asked, result)
            _question(node, url, phones, desk, result)
        except (Stuck, OSError, RuntimeError) as error:
            result.faults.append(f"{type(error).__name__}: {error}")
        result.complaints = node.complaints()
    result.seconds = time.monotonic() - began
    return result


def _torment(node: Node, server: Cluster | None, asked: Asked, result: Result) -> tuple[list[Phone], Desk]:
    officer = new_id(time.time_ns() // 1_000_000)
    node.make(officer)
    node.start()
    node.wait_until_up()
    authors = settle_in(node, officer, asked.phones, asked.seed)
    tormentor = Tormentor(node, server, Random(f"{asked.seed} {result.store} tormentor"))
    with _load(node, authors, asked) as (phones, desk):
        end = time.monotonic() + asked.minutes * 60
        while tormentor.kills < asked.kills and time.monotonic() < end:
            time.sleep(0.2 + tormentor.rng.random())
            name = tormentor.act()
            _wait_for_answers(phones, desk, name)
            _tell(asked, result.store, tormentor, phones, name)
        node.mislead(0)
        _drain(phones, desk)
        result.said = sum(len(phone.said) for phone in phones)
    result.kills, result.acts = tormentor.kills, tormentor.done
    result.faults += tormentor.faults
    _gather(phones, desk, result)
    return phones, desk


@contextmanager
def _load(node: Node, authors: list[Author], asked: Asked) -> Iterator[tuple[list[Phone], Desk]]:
    desk = Desk(node.home)
    phones = [
        Phone(
            author, Line(node.port, author.token), Random(f"{asked.seed} {author.place} line"), asked.pause_s
        )
        for author in authors
    ]
    try:
        for thread in (*phones, desk):
            thread.start()
        yield phones, desk
    finally:
        for stopping in (*(phone.stopping for phone in phones), desk.stopping):
            stopping.set()
        for thread in (*phones, desk):
            thread.join(60)


def _wait_for_answers(phones: list[Phone], desk: Desk, act: str) -> None:
    """The node must take entries and commands again by itself after each act. Raises Stuck."""
    end = time.monotonic() + 60
    answered, given = sum(len(phone.answered) for phone in phones), len(desk.recorded)
    while sum(len(phone.answered) for phone in phones) <= answered or len(desk.recorded) <= given:
        if time.monotonic() > end:
            raise Stuck(
                f"a minute after `{act}`: {len(desk.recorded) - given} commands recorded; {desk.last}"
            )
        time.sleep(0.05)


def _drain(phones: list[Phone], desk: Desk) -> None:
    desk.stopping.set()
    for phone in phones:
        phone.draining.set()
    end = time.monotonic() + DRAIN_S
    for phone in phones:
        phone.join(max(0.1, end - time.monotonic()))
        if phone.is_alive():
            raise Stuck(f"{phone.name} still waits for answers to {len(phone.waiting)} entries: {phone.seen}")


def _gather(phones: list[Phone], desk: Desk, result: Result) -> None:
    for phone in phones:
        result.faults += phone.faults
        result.line += phone.seen
        result.outcomes += Counter(said.answer[0] for said in phone.said if said.answer)
    result.faults += desk.faults
    result.commands = len(desk.recorded)


def _question(node: Node, url: str | None, phones: list[Phone], desk: Desk, result: Result) -> None:
    result.faults += _of_lists(node, phones)
    node.terminate()
    said = [one for phone in phones for one in phone.said]
    found = books.read(node.home, url)
    result.faults += checks.faults_of(said, found, desk.recorded, node.home)
    for words in (("journal", "verify"), ("replay", "--check")):
        done = node.command(*words)
        if done.returncode != 0:
            result.faults.append(
                f"oneboard {' '.join(words)}: {done.returncode} {(done.stdout + done.stderr)[-800:]}"
            )


def _of_lists(node: Node, phones: list[Phone]) -> Iterator[str]:
    """What a person is shown: the phone's own list, and the centre's, each up to its page of 500."""
    quarantined = sum(
        1 for phone in phones for one in phone.said if one.answer and one.answer[0] == "quarantined"
    )
    status, listed = ask(node.home, "officer", "GET", "/quarantine")
    # There may be more: what was held while the node's clock was days behind has waited too long by now.
    if status != 200 or len(listed) < min(500, quarantined):
        yield f"{quarantined} are quarantined, and the centre's list has {len(listed or ())} ({status})"
    for phone in phones:
        kept = sum(1 for one in phone.said if one.answer and one.answer[0] in ("held", "quarantined"))
        answer = phone.line.pull()
        shown: Any = (answer.body or {}).get("kept", [])
        if answer.status != 200 or len(shown) != min(500, kept):
            yield f"{phone.name}: {kept} are kept, and its list has {len(shown)} ({answer.status})"


def _database(server: Cluster) -> str:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE node")
    return urlsplit(server.url)._replace(path="/node").geturl()


def _tell(asked: Asked, store: str, tormentor: Tormentor, phones: list[Phone], name: str) -> None:
    answered = sum(len(phone.answered) for phone in phones)
    again = sum(phone.seen["asked again"] for phone in phones)
    waiting = sum(len(phone.waiting) for phone in phones)
    asked.tell(
        f"{store:<10} {name:<24} kills {tormentor.kills:>4}/{asked.kills}  answered {answered:>7}"
        f"  asked again {again:>6}  waiting {waiting:>4}"
    )
