"""All crews of a play: one within this process, or some in processes of their own."""

from collections.abc import Iterable
from typing import Protocol

from oneboard.cli.play.crew import Crew
from oneboard.cli.play.door import Door
from oneboard.cli.play.orders import Done, Order


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
