"""The demo's own ledger: what it sent, counted by code of its own. The product's figures must equal it."""

from collections import Counter

import msgspec


class Ledger(msgspec.Struct):
    """`visited`: (grid, household). `counted`: by grid and by the entry first sent, what it adds to which figure."""

    visited: set[tuple[str, str]] = msgspec.field(default_factory=set)
    counted: dict[str, dict[str, dict[str, int]]] = msgspec.field(default_factory=dict)
    absent: int = 0
    refused: int = 0
    doubles: int = 0
    wrong_clocks: int = 0
    corrections: int = 0
    unreadable: int = 0
    recorded: int = 0

    def visit(self, grid: str, household: str, entry: str, **counted: int) -> None:
        self.visited.add((grid, household))
        self.count(grid, entry, **counted)

    def count(self, grid: str, entry: str, **counted: int) -> None:
        self.counted.setdefault(grid, {})[entry] = counted

    def correct(self, grid: str, entry: str, **counted: int) -> None:
        self.corrections += 1
        self.count(grid, entry, **counted)

    def figures(self, grid: str | None) -> dict[str, int]:
        """Of one grid, or of the town."""
        figures = Counter(households_visited=sum(grid is None or place == grid for place, _ in self.visited))
        for place, entries in self.counted.items():
            for counted in entries.values() if grid in (None, place) else ():
                figures.update(counted)
        return {name: value for name, value in figures.items() if value}
