"""All crews of a play: one within this process, or some in processes of their own."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

import msgspec

from oneboard.cli.play.crew import LINES, Crew
from oneboard.cli.play.door import Door, HttpDoor, Refused
from oneboard.cli.play.orders import Done, Order
from oneboard.cli.play.scales import Scale


class Crews(Protocol):
    """`number` of them, each with so many `lines` to the node."""

    number: int
    lines: int

    def do(self, order: Order) -> list[Done]:
        """One order for all."""

    def each(self, orders: Iterable[Order]) -> list[Done]:
        """One order for each."""


class OneCrew:
    """In this process; with one line everything is said in a fixed order."""

    number = 1

    def __init__(self, door: Door, lines: int = 1) -> None:
        self.lines = lines
        self._crew = Crew(door, lines)

    def do(self, order: Order) -> list[Done]:
        return [self._crew.do(order)]

    def each(self, orders: Iterable[Order]) -> list[Done]:
        return [self._crew.do(order) for order in orders]


class CrewsAway:
    """In processes of their own, which work at once; each ends with its standard input."""

    def __init__(self, host: str, port: int, number: int) -> None:
        self.number, self.lines = number, LINES
        command = [sys.executable, "-m", "oneboard.cli.play.away", host, str(port)]
        self._processes = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(number)
        ]

    def do(self, order: Order) -> list[Done]:
        return self.each([order] * self.number)

    def each(self, orders: Iterable[Order]) -> list[Done]:
        for process, order in zip(self._processes, orders, strict=True):
            assert process.stdin
            process.stdin.write(msgspec.json.encode(order) + b"\n")
            process.stdin.flush()
        return [self._told(process) for process in self._processes]

    def _told(self, process: "subprocess.Popen[bytes]") -> Done:
        """Raises Refused where the crew was; its standard error says why."""
        assert process.stdout
        line = process.stdout.readline()
        if not line:
            raise Refused("a crew of the play ended before the play did")
        return msgspec.json.decode(line, type=Done)

    def close(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()


@contextmanager
def crews_for(scale: Scale, host: str, port: int) -> Iterator[Crews]:
    """One within this process for a town, else as many as the scale says."""
    if not scale.crews:
        yield OneCrew(HttpDoor(host, port), LINES)
        return
    away = CrewsAway(host, port, scale.crews)
    try:
        yield away
    finally:
        away.close()
