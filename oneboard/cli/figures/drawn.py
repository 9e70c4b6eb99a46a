"""Figures as a picture: each day as a point, or each place of a level as a bar."""

from importlib import import_module
from pathlib import Path
from typing import Any, Final, Literal

from oneboard.api.figure_tables import FigureTable, IndicatorSeen
from oneboard.cli.call import Refused
from oneboard.cli.figures.asking import DAYS, WHERE, Asking

#: Panels that one picture has room for.
_MOST: Final = {"days": 6, "places": 3}


def draw(asking: Asking, file: Path) -> None:
    """Raises Refused, Refusal drawing.fount."""
    table = asking.get(FigureTable, "/figures/table", *WHERE, *DAYS)
    kind: Literal["days", "places"] = "days" if asking.asked.since else "places"
    rows = table.rows if kind == "days" else table.rows[1:]
    named = asking.asked.indicators is not None
    shown = [n for n in range(len(table.indicators)) if named or any(row.values[n] for row in rows)]
    if not rows or not 0 < len(shown) <= _MOST[kind]:
        raise Refused(asking.say("draw_few", most=_MOST[kind], found=len(shown), rows=len(rows)))
    # Loaded only where something is drawn: it takes longer than most commands.
    pictures: Any = import_module("oneboard.outputs.drawing.pictures")
    panels = [
        pictures.Panel(
            *_words(asking, table.indicators[n]),
            tuple(row.values[n] for row in rows),
            table.indicators[n].share,
        )
        for n in shown
    ]
    here, labels = table.rows[0].name, [row.day if kind == "days" else row.name for row in rows]
    heading = (
        f"{here}  {labels[0]} – {labels[-1]}"
        if kind == "days"
        else f"{here}  {asking.asked.day or ''}".rstrip()
    )
    note = asking.say("as_of" if table.seq else "as_of_nothing", **asking.moment(table))
    warning = asking.say("exercise") if table.exercise else ""
    pictures.draw(pictures.Picture(heading, note, tuple(labels), tuple(panels), kind, warning), file)


def _words(asking: Asking, one: IndicatorSeen) -> tuple[str, str]:
    return asking.called(one.title, one.indicator), asking.called(one.unit, "")
