"""The demo's own ledger: what it sent, counted by code of its own. The product's figures must equal it."""

import msgspec


class Ledger(msgspec.Struct):
    """`visited` and `leaflets` are kept by grid: (grid, household) and the sum of what each visit handed out."""

    visited: set[tuple[str, str]] = msgspec.field(default_factory=set)
    leaflets: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)
    absent: int = 0
    refused: int = 0
    doubles: int = 0
    wrong_clocks: int = 0
    corrections: int = 0
    unreadable: int = 0
    recorded: int = 0

    def visit(self, grid: str, household: str, entry: str, leaflets: int) -> None:
        self.visited.add((grid, household))
        self.leaflets.setdefault(grid, {})[entry] = leaflets

    def correct(self, grid: str, entry: str, leaflets: int) -> None:
        self.corrections += 1
        self.leaflets[grid][entry] = leaflets

    def figures(self, grid: str | None) -> dict[str, int]:
        """Of one grid, or of the town."""
        grids = self.leaflets if grid is None else {grid: self.leaflets.get(grid, {})}
        return {
            "households_visited": sum(grid is None or place == grid for place, _ in self.visited),
            "leaflets_handed_out": sum(sum(entries.values()) for entries in grids.values()),
        }
