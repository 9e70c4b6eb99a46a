"""The sheet of places: each is the sum of those below it, and of what was counted at itself."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from oneboard.foundation.words import say
from oneboard.outputs.bulletin import wording
from oneboard.outputs.bulletin.branches import Branch, branches
from oneboard.outputs.bulletin.bulletin import Bulletin
from oneboard.outputs.bulletin.sheet_cells import widen, write_number, write_sum, write_text
from oneboard.playbooks.titles import called

#: The columns before the figures, each with its width, and the first row that has a place.
_COLUMNS: Final = {"place": 30, "level": 10, "code": 20}
_FIRST: Final = len(_COLUMNS) + 1
_FIRST_ROW: Final = 3


def fill(sheet: Any, bulletin: Bulletin, locale: str) -> None:
    sheet.title = say(locale, "bulletin.sheet_places")
    _fill_heads(sheet, bulletin, locale)
    found = branches(bulletin)
    rows = {branch.key: row for row, branch in enumerate(found, _FIRST_ROW)}
    # Beside what is withheld, a sum would be too small, or give it away.
    held = {at for branch in found for at, n in enumerate(branch.values) if n is None}
    for branch in found:
        _name(sheet, rows[branch.key], branch, locale)
        for at in range(len(branch.values)):
            _fill_cell(sheet, branch, at, rows, summed=at not in held)
    if held:
        note = say(locale, "bulletin.withheld", {"mark": wording.WITHHELD})
        write_text(sheet, _FIRST_ROW + len(found) + 1, 1, note)


def _fill_heads(sheet: Any, bulletin: Bulletin, locale: str) -> None:
    for column, key in enumerate(_COLUMNS, 1):
        write_text(sheet, 1, column, say(locale, f"bulletin.{key}"), bold=True)
    for column, line in enumerate(bulletin.counted, _FIRST):
        write_text(sheet, 1, column, called(line.title, locale, line.figure), bold=True)
        write_text(sheet, 2, column, called(line.unit, locale, ""))
    sheet.freeze_panes = f"{get_column_letter(_FIRST)}{_FIRST_ROW}"
    widen(sheet, [*_COLUMNS.values(), *([14] * len(bulletin.counted))])


def _name(sheet: Any, row: int, branch: Branch, locale: str) -> None:
    key = "bulletin.own" if branch.own else "bulletin.whole" if branch.depth == 0 else ""
    name = say(locale, key, {"place": branch.name}) if key else branch.name
    write_text(sheet, row, 1, name, bold=bool(branch.parts))
    sheet.cell(row, 1).alignment = Alignment(indent=branch.depth)
    write_text(sheet, row, 2, say(locale, f"level.{branch.level}"))
    write_text(sheet, row, 3, branch.place)


def _fill_cell(sheet: Any, branch: Branch, at: int, rows: Mapping[str, int], *, summed: bool) -> None:
    row, column, n = rows[branch.key], _FIRST + at, branch.values[at]
    if branch.parts and summed:
        write_sum(
            sheet, row, column, _ranges(get_column_letter(column), [rows[part] for part in branch.parts])
        )
    elif n is None:
        write_text(sheet, row, column, wording.WITHHELD)
    else:
        write_number(sheet, row, column, n)


def _ranges(letter: str, rows: Sequence[int]) -> str:
    """Neighbours as one range: a sum takes 255 of them."""
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    names = [(f"{letter}{run[0]}", f"{letter}{run[-1]}") for run in runs]
    return ",".join(first if first == last else f"{first}:{last}" for first, last in names)
