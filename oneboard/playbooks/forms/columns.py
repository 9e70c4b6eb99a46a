"""Columns, sheets and settings of a workbook: brought to the names of `supported`, and named where they are none."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from oneboard.playbooks.forms import supported
from oneboard.playbooks.forms.faults import Fault, instead
from oneboard.playbooks.forms.workbook import Sheet
from oneboard.playbooks.near import near

_HEADER: Final = re.compile(r"(?P<column>[^:]+?)\s*::?\s*(?P<language>.+)")
_FIELD: Final = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


class Column(NamedTuple):
    """`language` as the form calls it, empty in a column that names none."""

    name: str
    language: str = ""

    def __str__(self) -> str:
        return f"{self.name}::{self.language}" if self.language else self.name


def column_of(header: str, known: Mapping[str, tuple[str, ...]]) -> Column:
    """A header that is none of the known columns comes back as it was written."""
    translated = _HEADER.fullmatch(header)
    written = translated["column"] if translated else header
    name = re.sub(r"[\s]+", "_", written.strip().lower())
    name = next((column for column, others in known.items() if name == column or name in others), "")
    if name and translated and name not in supported.TRANSLATED:
        name = ""
    return Column(name, translated["language"] if translated else "") if name else Column(header)


def bring_to_names(sheets: dict[str, Sheet]) -> tuple[list[Fault], list[Fault]]:
    """Renames headers in place and leaves out what is none of the form's. Returns faults and warnings."""
    faults, warnings = list(_faults_of_sheets(sheets)), list[Fault]()
    for name in supported.SHEETS:
        sheet = sheets.setdefault(name, Sheet())
        known = {
            "survey": supported.SURVEY_COLUMNS,
            "choices": supported.CHOICES_COLUMNS,
            "settings": supported.SETTINGS,
        }[name]
        renamed = {header: column_of(header, known) for header in sheet.columns}
        for header, column in renamed.items():
            if column.name in known:
                continue
            fault = _fault_of_column(name, header, known)
            if fault is not None:
                (warnings if fault.key == "form.column_ignored" else faults).append(fault)
        faults += _doubles(name, renamed)
        keep = {
            h: str(c)
            for h, c in renamed.items()
            if c.name in known or (name == "choices" and _FIELD.fullmatch(h))
        }
        sheet.columns = tuple(keep.values())
        sheet.rows = [{keep[h]: text for h, text in row.items() if h in keep} for row in sheet.rows]
    return faults, warnings


def _faults_of_sheets(sheets: Mapping[str, Sheet]) -> Iterator[Fault]:
    for name, sheet in sheets.items():
        if name in supported.SHEETS_INSTEAD and sheet.rows:
            yield Fault("form.sheet", {"instead": instead(supported.SHEETS_INSTEAD[name])}, name)
        elif name not in supported.SHEETS and (meant := near(name, supported.SHEETS)):
            yield Fault("form.did_you_mean", {"word": name, "meant": meant}, name)


def _fault_of_column(sheet: str, header: str, known: Collection[str]) -> Fault | None:
    written = re.split(r"::?", header.lower())[0].strip()
    others = supported.SETTINGS_INSTEAD if sheet == "settings" else supported.COLUMNS_INSTEAD
    if written in others:
        return Fault("form.column", {"column": header, "instead": instead(others[written])}, sheet, 1)
    if sheet == "choices" and _FIELD.fullmatch(header):
        return None  # a field that a choice filter may ask for
    if meant := near(written, known):
        return Fault("form.did_you_mean", {"word": header, "meant": meant}, sheet, 1)
    return Fault("form.column_ignored", {"column": header}, sheet, 1)


def _doubles(sheet: str, renamed: Mapping[str, Column]) -> Iterator[Fault]:
    columns = list(renamed.values())
    twice = sorted({str(column) for column in columns if columns.count(column) > 1})
    if twice:
        yield Fault("form.column_twice", {"columns": ", ".join(twice)}, sheet, 1)
