"""The simulated phones: a process that prepares batches, sends them when told, and says what was answered.

    python -m bench.phones PORT      # first line in: the town; then an order a line, and `go` when it is ready

It shares the machine with what it measures, so it does next to nothing per entry: requests are whole byte strings,
and an answer is searched, not parsed. It ends with its standard input.
"""

import asyncio
import resource
import sys
import time
from collections import deque

import msgspec

from bench.bodies import Desk
from bench.town import Town

#: Connections open at once, however many phones there are.
CONNECTIONS = 64

_RECORDED = b'"outcome":"recorded"'


class Order(msgspec.Struct, frozen=True):
    """So many batches of `entries` from each of the first `phones` phones; `sort`: register or visit."""

    sort: str
    phones: int
    batches: int
    entries: int


class Ready(msgspec.Struct, frozen=True):
    batches: int
    bytes: int


class Sent(msgspec.Struct):
    """`odd`: the first answers in which not every entry was recorded; a run that has any is not sound."""

    recorded: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    busy: int = 0
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    longest_ms: float = 0.0
    odd: list[str] = msgspec.field(default_factory=list)


class Load:
    """Requests not yet sent, and what came of those that were."""

    def __init__(self, requests: deque[bytes], entries: int) -> None:
        self.requests, self.entries = requests, entries
        self.sent = Sent()
        self.waits: list[float] = []
        self.unanswered = len(requests)
        self.done = asyncio.get_running_loop().create_future()

    def take(self, answer: bytes, wait: float) -> bool:
        """False: the node is busy and wants the same again."""
        if answer.startswith((b"HTTP/1.1 429", b"HTTP/1.1 503")):
            self.sent.busy += 1
            return False
        recorded = answer.count(_RECORDED)
        self.sent.recorded += recorded
        self.waits.append(wait)
        if recorded != self.entries and len(self.sent.odd) < 3:
            self.sent.odd.append(answer[:2000].decode(errors="replace"))
        self.unanswered -= 1
        if not self.unanswered and not self.done.done():
            self.done.set_result(None)
        return True


class Line(asyncio.Protocol):
    """One kept-alive connection that asks again as soon as it is answered."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._request = b""
        self._answer = bytearray()
        self._length = 0
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._load.done.done():
            self._load.done.set_exception(error or ConnectionError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not self._length:
            end = self._answer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._answer[:end]).lower()
            self._length = end + 4 + int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
        if len(self._answer) >= self._length:
            answer, self._answer, self._length = bytes(self._answer), bytearray(), 0
            if self._load.take(answer, time.perf_counter() - self._began):
                self._next()
            else:
                asyncio.get_running_loop().call_later(0.2, self._send)

    def _next(self) -> None:
        if self._load.requests:
            self._request = self._load.requests.popleft()
            self._send()

    def _send(self) -> None:
        self._began = time.perf_counter()
        self._transport.write(self._request)


async def send(port: int, requests: deque[bytes], entries: int) -> Sent:
    load = Load(requests, entries)
    loop = asyncio.get_running_loop()
    number = min(CONNECTIONS, len(requests))
    began, cpu = time.perf_counter(), _cpu()
    lines = [(await loop.create_connection(lambda: Line(load), "127.0.0.1", port))[0] for _ in range(number)]
    await load.done
    sent = load.sent
    sent.seconds, sent.cpu_seconds = time.perf_counter() - began, _cpu() - cpu
    waits = sorted(load.waits)
    sent.p50_ms, sent.p95_ms, sent.longest_ms = (
        waits[int((len(waits) - 1) * n)] * 1000 for n in (0.5, 0.95, 1)
    )
    for line in lines:
        line.close()
    return sent


def prepared(order: Order, desks: list[Desk]) -> deque[bytes]:
    """Batch by batch over the phones, so that neighbours in the queue come from different ones."""
    requests: deque[bytes] = deque()
    for _ in range(order.batches):
        for desk in desks[: order.phones]:
            make = desk.registrations if order.sort == "register" else desk.visits
            requests.append(make(order.entries))
    return requests


def main(port: int) -> None:
    town = msgspec.json.decode(sys.stdin.buffer.readline(), type=Town)
    desks = [Desk(phone, town.campaign) for phone in town.phones]
    while line := sys.stdin.buffer.readline():
        order = msgspec.json.decode(line, type=Order)
        requests = prepared(order, desks)
        _say(Ready(len(requests), sum(map(len, requests))))
        if sys.stdin.buffer.readline():
            _say(asyncio.run(send(port, requests, order.entries)))


def _say(what: msgspec.Struct) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(what) + b"\n")
    sys.stdout.buffer.flush()


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(int(sys.argv[1]))
