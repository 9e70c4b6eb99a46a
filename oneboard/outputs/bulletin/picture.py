"""A bulletin as one picture, for a wall or a message: every figure on a line, with what changed."""

import io
from collections.abc import Iterator
from typing import Final, NamedTuple

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from oneboard.foundation.words import say
from oneboard.outputs.bulletin import wording
from oneboard.outputs.bulletin.bulletin import Bulletin, Issue, Line
from oneboard.outputs.drawing.founts import fount_for
from oneboard.outputs.drawing.saving import Ending, save
from oneboard.outputs.papers.paper import full_widths
from oneboard.playbooks.titles import called

#: Inches: of the whole width, of a line, and of what is left free around.
_WIDTH, _LINE, _EDGE = 8.0, 0.3, 0.35
#: Where numbers end and units begin, and where what changed, came late and was corrected ends; inches from the left.
_NUMBER, _CHANGES = 4.6, {"since": 6.1, "late": 6.85, "corrected": _WIDTH - _EDGE}
_INK, _GREY, _RED, _BLUE = "#1b1e23", "#8a8f98", "#c00000", "#1f5a96"

_TITLE, _TEXT, _SMALL = 17.0, 11.0, 9.0

#: Inches that a title may take; a longer one is written smaller.
_ROOM: Final = _NUMBER - 1.5
_POINTS_AN_INCH: Final = 72


class _Word(NamedTuple):
    """A text at `left` inches, on the line `row` from above; `align`: which of its edges stands there."""

    row: float
    left: float
    text: str
    size: float = _TEXT
    color: str = _INK
    align: str = "left"


def write(bulletin: Bulletin, locale: str, issue: Issue, ending: Ending) -> bytes:
    """Raises Refusal drawing.fount where no fount of this machine has every character."""
    words = [*_head(bulletin, locale, issue.number), *_lines(bulletin, locale)]
    fount = fount_for(word.text for word in words)
    height = (max(word.row for word in words) + 1) * _LINE + 2 * _EDGE
    figure = Figure(figsize=(_WIDTH, height), facecolor="white")
    FigureCanvasAgg(figure)
    for word in words:
        below = 1 - (_EDGE + (word.row + 0.5) * _LINE) / height
        figure.text(word.left / _WIDTH, below, word.text, fontproperties=fount, fontsize=word.size, color=word.color,
                    ha=word.align, va="center")  # fmt: skip
    file = io.BytesIO()
    save(figure, file, ending)
    return file.getvalue()


def _head(bulletin: Bulletin, locale: str, number: int) -> Iterator[_Word]:
    yield _Word(0.2, _EDGE, called(bulletin.heads.title, locale, bulletin.template), _TITLE)
    if bulletin.exercise:
        yield _Word(0.2, _WIDTH - _EDGE, say(locale, "bulletin.exercise"), _TITLE, _RED, "right")
    about = (
        wording.which(number, locale),
        wording.as_of(bulletin, locale),
        wording.compared(bulletin, locale),
    )
    yield _Word(1.3, _EDGE, "   ".join(about), _SMALL, _GREY)
    for key in _changes(bulletin):
        yield _Word(2.4, _CHANGES[key], say(locale, f"bulletin.{key}"), _SMALL, _GREY, "right")
    yield _Word(2.4, _NUMBER, say(locale, "bulletin.so_far"), _SMALL, _GREY, "right")


def _lines(bulletin: Bulletin, locale: str) -> Iterator[_Word]:
    row = 2.4
    for section in bulletin.sections:
        lines = [line for line in section.lines if line.change]
        if lines:
            yield _Word(row, _EDGE, called(section.title, locale, ""), _TEXT, _BLUE)
        for line in lines:
            row += 1
            yield from _line(bulletin, line, row, locale)
        row += 1.4 * bool(lines)


def _line(bulletin: Bulletin, line: Line, row: float, locale: str) -> Iterator[_Word]:
    if line.change is None:
        return
    title = called(line.title, locale, line.figure)
    yield _Word(row, _EDGE + 0.2, title, min(_TEXT, _ROOM / full_widths(title) * _POINTS_AN_INCH))
    yield _Word(row, _NUMBER, f"{line.change.after:,}", align="right")
    yield _Word(row, _NUMBER + 0.08, called(line.unit, locale, ""), _SMALL, _GREY)
    said = {
        "since": wording.gain(line.change), "late": wording.signed(line.change.late),
        "corrected": wording.signed(line.change.corrected),
    }  # fmt: skip
    for key in _changes(bulletin):
        yield _Word(row, _CHANGES[key], said[key], color=_GREY, align="right")


def _changes(bulletin: Bulletin) -> list[str]:
    return [key for key in _CHANGES if key != "since" or bulletin.previous]
