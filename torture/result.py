"""What came of a run: figures, and every fault in words."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Result:
    store: str
    seed: int
    kills: int = 0
    seconds: float = 0.0
    acts: Counter[str] = field(default_factory=Counter)
    said: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    commands: int = 0
    line: Counter[str] = field(default_factory=Counter)
    complaints: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def line_of_json(self) -> dict[str, Any]:
        lost = sum(fault.startswith(("lost", "vanished")) for fault in self.faults)
        doubled = sum(fault.startswith("doubled") for fault in self.faults)
        return {
            "torture": self.store, "seed": self.seed, "kills": self.kills, "seconds": round(self.seconds),
            "entries": self.said, **dict(self.outcomes), "asked_again": self.line["asked again"], "lost": lost,
            "doubled": doubled, "faults": len(self.faults), "holds": not self.faults,
        }  # fmt: skip


def table(results: list[Result]) -> str:
    """Store beside store; `·` are acts, `~` what the phones met, `!` what the node logged as failed."""
    rows = [_row(result) for result in results]
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [f"{name:<38}" + "".join(f"{row.get(name, '–')!s:>14}" for row in rows) for name in names]
    held = not any(result.faults for result in results)
    return "\n".join(["", *lines, "✓ everything acknowledged is there, once" if held else ""])


def faults(results: list[Result]) -> list[str]:
    """A line for each, of one store at most 40."""
    return [f"✗ {result.store}: {fault}" for result in results for fault in result.faults[:40]]


def _row(result: Result) -> dict[str, Any]:
    row = result.line_of_json() | {"commands": result.commands}
    for sign, counted in (("·", result.acts), ("~", result.line), ("!", result.complaints)):
        row |= {f"{sign} {name}": n for name, n in sorted(counted.items())}
    return row
