"""The sheet of figures: each with what it was, what was new, late and corrected, and their sum."""

from typing import Any, Final

from oneboard.foundation.words import say
from oneboard.outputs.bulletin import wording
from oneboard.outputs.bulletin.bulletin import Bulletin, Line
from oneboard.outputs.bulletin.sheet_cells import GAIN, widen, write_number, write_sum, write_text
from oneboard.playbooks.titles import called

#: Each with its width; the keys are words of the locales.
_COLUMNS: Final = {
    "section": 18, "figure_title": 34, "unit": 12, "part_before": 12, "part_new": 12, "late": 12, "corrected": 12,
    "so_far": 14, "figure": 30, "definitions": 40,
}  # fmt: skip
_AT: Final = {key: column for column, key in enumerate(_COLUMNS, 1)}


def fill(sheet: Any, bulletin: Bulletin, locale: str, number: int) -> None:
    """`number` 0: a draft."""
    sheet.title = say(locale, "bulletin.sheet_figures")
    about = [
        called(bulletin.heads.title, locale, bulletin.template), wording.which(number, locale),
        wording.as_of(bulletin, locale), wording.compared(bulletin, locale),
    ]  # fmt: skip
    if bulletin.exercise:
        about.insert(0, say(locale, "bulletin.exercise"))
    for row, text in enumerate(about, 1):
        write_text(sheet, row, 1, text, bold=True)
    row = len(about) + 2
    for key, column in _AT.items():
        write_text(sheet, row, column, say(locale, f"bulletin.{key}"), bold=True)
    sheet.freeze_panes = f"C{row + 1}"
    widen(sheet, list(_COLUMNS.values()))
    for section in bulletin.sections:
        for line in section.lines:
            row += 1
            write_text(sheet, row, _AT["section"], called(section.title, locale, ""))
            _fill_row(sheet, row, line, locale)


def _fill_row(sheet: Any, row: int, line: Line, locale: str) -> None:
    write_text(sheet, row, _AT["figure_title"], called(line.title, locale, line.figure))
    write_text(sheet, row, _AT["unit"], called(line.unit, locale, ""))
    write_text(sheet, row, _AT["figure"], line.figure)
    definitions = ", ".join(line.definitions) or say(locale, "bulletin.uncounted")
    write_text(sheet, row, _AT["definitions"], definitions)
    if line.change:
        write_number(sheet, row, _AT["part_before"], line.change.before)
        for key, n in (
            ("part_new", line.change.new), ("late", line.change.late), ("corrected", line.change.corrected)
        ):  # fmt: skip
            write_number(sheet, row, _AT[key], n, GAIN)
        write_sum(sheet, row, _AT["so_far"], f"D{row}:G{row}")
