"""Judging (核验): of each statement, whether it is served, its scenario ran, and its figure is right."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from oneboard.cli.play.comparing import Compared
from oneboard.cli.play.director import Director
from oneboard.cli.statements.statements import Statement, served_by, statements


class Line(msgspec.Struct, frozen=True):
    """`by` machine: a play reached its figure; person: served, and for a person to judge; none: not served yet.

    `source`: the figure of the source, which a play at the scale of the city must meet by the `rule`.
    """

    statement: str
    serves: list[str]
    by: Literal["machine", "person", "none"]
    figure: int | None
    source: int | None
    rule: str | None
    holds: bool


def lines(director: Director, compared: Compared) -> Iterator[Line]:
    serving = served_by()
    for number, one in statements().items():
        figure, right = _reached(one, director, compared)
        met = director.scale.name != "city" or (figure is not None and one.is_met_by(figure))
        by: Literal["machine", "person", "none"] = (
            "none" if not serving[number] else "person" if figure is None else "machine"
        )
        yield Line(number, serving[number], by, figure, one.figure, one.rule if one.figure else None,
                   bool(by == "machine" and figure and right and met))  # fmt: skip


def _reached(one: Statement, director: Director, compared: Compared) -> tuple[int | None, bool]:
    """The figure of the play, None where nothing in it counts for this; and whether it equals the ledger's."""
    if one.counted == "figures_compared":
        return compared.cells, not compared.differences
    if one.counted == "grid_workers":
        found = director.centre.in_post("grid_worker")
        return found, found == len(director.grids)
    if not one.indicators:
        return None, False
    figures = compared.figures[director.scale.root.place]
    wrong = {difference.indicator for difference in compared.differences}
    return sum(figures.get(name, 0) for name in one.indicators), wrong.isdisjoint(one.indicators)
