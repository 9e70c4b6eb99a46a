"""A simulated phone: keeps what it said until it has an answer for it, over a line that breaks in every way."""

import threading
from collections import Counter
from http.client import HTTPException
from random import Random
from typing import Any, Final

from torture.entries import CLOCKS, Author, Said
from torture.wire import Answer, Line

#: Entries in one batch, and entries that may wait before the phone says nothing new.
BATCH: Final = 24
WAITING: Final = 48

#: Passing trouble, after which a phone sends again: the node is away, busy, or its store is.
PASSING: Final = frozenset({429, 500, 502, 503, 504})


class Phone(threading.Thread):
    """`faults` is what must never happen, `seen` what did."""

    def __init__(self, author: Author, line: Line, rng: Random, pause_s: float) -> None:
        super().__init__(name=f"phone {author.place}", daemon=True)
        self.author, self.line, self.rng, self.pause_s = author, line, rng, pause_s
        self.said: list[Said] = []
        self.waiting: list[Said] = []
        self.answered: list[Said] = []
        self.faults: list[str] = []
        self.seen: Counter[str] = Counter()
        self.draining = threading.Event()
        self.stopping = threading.Event()

    def run(self) -> None:
        try:
            while not self.stopping.is_set() and not (self.draining.is_set() and not self.waiting):
                self._live()
                self.stopping.wait(self.rng.random() * self.pause_s)
            self._ask_again_for_held()
        except Exception as error:  # a phone that fell over would pass for one that has nothing to say
            self.faults.append(f"{self.name} fell over: {error!r}")
            raise

    def _live(self) -> None:
        if not self.draining.is_set() and len(self.waiting) < WAITING:
            for _ in range(self.rng.randrange(1, 8)):
                new = self.author.some()
                self.said += new
                self.waiting += new
        if self.rng.random() < 0.02:
            self.author.clock_ms = self.rng.choice(CLOCKS)
        # In any order: children before their parents, and now and then what was answered long ago once more.
        batch = self.rng.sample(self.waiting, min(len(self.waiting), self.rng.randrange(1, BATCH + 1)))
        if self.answered and self.rng.random() < 0.15:
            batch += self.rng.sample(self.answered, min(len(self.answered), self.rng.randrange(1, 9)))
        if batch and not self._over_the_line(batch):
            self.stopping.wait(0.05 + self.rng.random() * 0.1)

    def _over_the_line(self, batch: list[Said]) -> bool:
        """Whether the node could be reached."""
        body = self._body(batch)
        try:
            self._one_way(batch, body)
        except TimeoutError:
            self.seen["no answer in time"] += 1
        except (OSError, HTTPException):
            self.seen["line broken"] += 1
            return False
        return True

    def _one_way(self, batch: list[Said], body: bytes) -> None:
        chance = self.rng.random()
        if chance < 0.72:
            self._hear(batch, self.line.send(body, zipped=self.rng.random() < 0.25))
        elif chance < 0.80:
            self.seen["sent twice at once"] += 1
            self._hear(batch, *self.line.send_twice(body))
        elif chance < 0.88:
            self.seen["cut before the answer"] += 1
            reads = self.rng.choice((0, 0, 5))
            self.line.cut(body, sent=1, waits_s=self.rng.random() * 0.03, reads=reads)
        elif chance < 0.94:
            self.seen["cut in the request"] += 1
            self.line.cut(body, sent=self.rng.random(), waits_s=0, reads=0)
        else:
            self._send_torn(body)

    def _send_torn(self, body: bytes) -> None:
        """A body cut short, honestly announced: it must be refused as a whole, and nothing of it recorded."""
        self.seen["torn body"] += 1
        torn = body[: self.rng.randrange(len(body))]
        if self.rng.random() < 0.3:
            answer = self.line.send_as_it_is(b"\x1f\x8b\x08" + torn, {"Content-Encoding": "gzip"})
        else:
            answer = self.line.send(torn)
        if answer.status not in PASSING | {400, 413}:
            self.faults.append(f"a torn body was answered with {answer.status}")

    def _body(self, batch: list[Said]) -> bytes:
        head = f'{{"device":"{self.author.device}","sent_at":"{self.author.now()}","entries":['
        return head.encode() + b",".join(said.raw for said in batch) + b"]}"

    def _hear(self, batch: list[Said], *answers: Answer) -> None:
        """Of answers to the same batch at once, nobody knows which was given first: `held` must have been."""
        told = [entries for answer in answers if (entries := self._entries(batch, answer)) is not None]
        for said, *each in zip(batch, *told, strict=True) if told else ():
            for one in sorted(each, key=lambda one: one["outcome"] != "held"):
                self._note(said, one)

    def _entries(self, batch: list[Said], answer: Answer) -> list[dict[str, Any]] | None:
        """One for each entry of the batch; None where the node could not take it."""
        self.seen[f"answer {answer.status}"] += 1
        if answer.status in PASSING:
            return None
        entries: Any = answer.body and answer.body.get("entries")
        if answer.status != 200 or entries is None or len(entries) != len(batch):
            self.faults.append(f"a whole batch was answered with {answer.status} {str(answer.body)[:300]}")
            return None
        return list(entries)

    def _note(self, said: Said, told: dict[str, Any]) -> None:
        now = (told["outcome"], told.get("seq"), told.get("recorded_at"), told.get("reason", ""))
        before, said.answer = said.answer, now
        if said.body is not None and told["id"] != said.id:
            self.faults.append(f"{said.id} was answered under the id {told['id']}")
        if before is None:
            self.waiting.remove(said)
            self.answered.append(said)
            return
        self.seen["asked again"] += 1
        if before != now and before[0] != "held":
            self.faults.append(f"{said.id} was {before}, and sent again {now}")

    def _ask_again_for_held(self) -> None:
        """Held ones may have been woken since; so their last answer is asked for at the end."""
        held = [said for said in self.answered if said.answer and said.answer[0] == "held"]
        while held and not self.stopping.is_set():
            part, held = held[:200], held[200:]
            try:
                answer = self.line.send(self._body(part))
            except (OSError, HTTPException):
                answer = Answer(503, None)
            self._hear(part, answer)
            if answer.status in PASSING:
                held += part
                self.stopping.wait(0.3)
