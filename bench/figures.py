"""A figure beside its goal and its limit, and the two ways to print it."""

import sys
from collections.abc import Sequence

import msgspec
from rich.console import Console
from rich.table import Table


class Figure(msgspec.Struct, frozen=True):
    """`goal` begins with ≤ or ≥, or is empty for what is only told. `limit`: what the machine could do at best on the
    same bytes in the same run; `share` = value / limit."""

    bench: str
    value: float
    unit: str
    goal: str = ""
    limit: float | None = None

    @property
    def holds(self) -> bool | None:
        if not self.goal:
            return None
        bound = float(self.goal[1:].replace(",", ""))
        return self.value <= bound if self.goal[0] == "≤" else self.value >= bound

    @property
    def share(self) -> float | None:
        return self.value / self.limit if self.limit else None

    def line(self) -> bytes:
        told = {
            "bench": self.bench, "value": _rounded(self.value), "unit": self.unit, "goal": self.goal or None,
            "holds": self.holds, "limit": _rounded(self.limit), "share": _rounded(self.share),
        }  # fmt: skip
        return msgspec.json.encode(told)


def print_lines(figures: Sequence[Figure]) -> None:
    for figure in figures:
        print(figure.line().decode())


def print_table(figures: Sequence[Figure]) -> None:
    table = Table("figure", "value", "goal", "holds", "limit", "share", box=None, pad_edge=False)
    for figure in figures:
        holds = {None: "", True: "✓", False: "✗"}[figure.holds]
        value = f"{_text(figure.value)} {figure.unit}"
        table.add_row(figure.bench, value, figure.goal, holds, _text(figure.limit), _text(figure.share))
    console = Console(width=None if sys.stdout.isatty() else 110)
    console.print(table)


def progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def _text(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
