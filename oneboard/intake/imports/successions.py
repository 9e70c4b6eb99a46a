"""The file of successions: written out as a report of every proposal, filled in by a person, and read back."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from oneboard.foundation.words import say
from oneboard.intake.imports.faults import Fault
from oneboard.intake.imports.lists import read
from oneboard.work.proposals import FOR_A_PERSON, REASONS, Line
from oneboard.work.wills import Succession

#: `origin`, `heir` and `share` are read back; the rest is for whoever decides.
COLUMNS: Final = (
    "reason", "origin", "named", "level", "where", "grids", "proposed", "voted", "heir", "share", "hints",
)  # fmt: skip
_WIDTHS: Final = (24, 18, 26, 9, 40, 7, 30, 14, 20, 8, 60)


class Successions(NamedTuple):
    rows: list[Succession]
    faults: list[Fault]


def read_successions(path: Path) -> Successions:
    """A row without an heir is one that nobody decided yet."""
    listing = read(path, "successions", ("origin", "heir"))
    rows: list[Succession] = []
    faults = list(listing.faults)
    for number, cells in listing.rows:
        if not cells["heir"]:
            continue
        try:
            share = _share(cells.get("share", ""))
        except ValueError:
            faults.append(Fault(path.name, number, "share_unreadable", {"share": cells["share"]}))
        else:
            rows.append(Succession(cells["origin"], cells["heir"].split()[0], share, number))
    return Successions(rows, faults)


def _share(text: str) -> float | None:
    """From 0 to 1; 60, 60 % and 0.6 are the same. Raises ValueError."""
    if not text:
        return None
    number = float(text.rstrip("%％ "))
    if not 0 <= number <= 100:
        raise ValueError(text)
    return number / 100 if number > 1 or text[-1] in "%％" else number


def write_report(path: Path, lines: Sequence[Line], locale: str) -> None:
    """.xlsx with a sheet for each reason, or .csv in one, which Excel opens; those that need a person come first."""
    header = [say(locale, f"succession.{column}") for column in COLUMNS]
    if path.suffix.lower() == ".xlsx":
        _write_book(path, header, lines, locale)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        out.writerows([_harmless(cell) for cell in cells] for line in lines for cells in _rows(line, locale))


def _write_book(path: Path, header: list[str], lines: Sequence[Line], locale: str) -> None:
    book = openpyxl.Workbook(write_only=True)
    for reason in REASONS:
        if chosen := [line for line in lines if line.reason == reason]:
            sheet = book.create_sheet(say(locale, f"succession.{reason}")[:31])
            sheet.freeze_panes = "A2"
            for letter, width in zip("ABCDEFGHIJK", _WIDTHS, strict=True):
                sheet.column_dimensions[letter].width = width
            sheet.append([_cell(sheet, text, bold=True) for text in header])
            for cells in (cells for line in chosen for cells in _rows(line, locale)):
                sheet.append([_cell(sheet, text) for text in cells])
    if not book.worksheets:
        book.create_sheet().append(header)
    book.save(path)


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    """Text and nothing else: a name that begins with `=` is no formula, and a code keeps its zeros."""
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.font = Font(bold=bold)
    return cell


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _rows(line: Line, locale: str) -> Iterator[list[str]]:
    """One, or one for each heir that the file told; what is proposed for want of better stays open."""
    said = [
        say(locale, f"succession.{line.reason}"), line.place, line.name, say(locale, f"level.{line.level}"),
        line.where, str(line.leaves), f"{line.heir} {line.heir_name}".strip(),
        f"{line.voted[0]}/{line.voted[1]}" if line.voted[1] and line.reason in ("majority", "gone") else "",
    ]  # fmt: skip
    hints = [f"{hint.code} {hint.name} ({say(locale, f'succession.{hint.why}')})" for hint in line.hints]
    for heir, share in line.told or (("", None),):
        yield [*said, heir, "" if share is None else f"{share:g}", "; ".join(hints)]


def for_a_person(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.reason in FOR_A_PERSON]
