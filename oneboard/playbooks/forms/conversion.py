"""From workbook to XForm by pyxform. It stops at its first fault: that row is calmed, and it is asked again."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from pyxform.errors import ErrorCode, PyXFormError
from pyxform.xls2xform import convert

from oneboard.playbooks.forms import supported
from oneboard.playbooks.forms.faults import Fault
from oneboard.playbooks.forms.workbook import UNREADABLE, Sheet

#: What pyxform says and what we say for it; its other messages are handed on as they are.
_CODES: Final = {
    ErrorCode.HEADER_003: "form.header", ErrorCode.NAMES_001: "form.name_twice",
    ErrorCode.NAMES_002: "form.name_case", ErrorCode.NAMES_003: "form.name_taken",
    ErrorCode.NAMES_004: "form.repeat_twice", ErrorCode.NAMES_005: "form.name_meta",
    ErrorCode.NAMES_007: "form.choice_twice", ErrorCode.PYREF_001: "form.braces",
    ErrorCode.PYREF_003: "form.reference", ErrorCode.PYREF_004: "form.reference_twice",
    ErrorCode.SURVEY_001: "form.end_alone", ErrorCode.SURVEY_002: "form.begin_alone",
    ErrorCode.SURVEY_004: "form.parameters", ErrorCode.SURVEY_005: "form.parameter",
}  # fmt: skip
_SAID: Final = (
    (r"\[row : (?P<row>\d+)\] +Missing calculation\.", "form.calculation"),
    (r"The survey element named '(?P<name>.*)' has no label or hint\.", "form.label"),
    (r"\[row : (?P<row>\d+)\] +(?:Group|Repeat) has no label: .*", "form.section_label"),
    (r"\[row : (?P<row>\d+)\] +Use the max-pixels parameter.*", "form.max_pixels"),
    (r"The following language declarations .* machine-readable codes: (?P<languages>.*?)\. .*", "form.language_code"),
)  # fmt: skip
#: Ours says the same, cell by cell.
_SAID_BY_US: Final = re.compile(
    r"Language '.*' is missing|.*the 'label' value is invalid\. Choices should", re.DOTALL
)
_ROW: Final = re.compile(r"\[row : (\d+)\]\s*(.*)", re.DOTALL)
_SHEET: Final = re.compile(r"[Oo]n the '(\w+)' sheet|for sheet: '(\w+)'")
_ROUNDS: Final = 30


def _pattern(template: str) -> re.Pattern[str]:
    """A message's template as a pattern for the messages made from it."""
    parts = re.split(r"\{(\w+)\}", template.replace("{{", "\0").replace("}}", "\1"))
    seen: set[str] = set()
    pattern = ""
    for number, part in enumerate(parts):
        if number % 2 == 0:
            pattern += re.escape(part.replace("\0", "{").replace("\1", "}"))
        else:
            pattern += ".*?" if part in seen else f"(?P<{part}>.*?)"
            seen.add(part)
    return re.compile(pattern, re.DOTALL)


_PATTERNS: Final = [
    *((_pattern(code.value.msg), key) for code, key in _CODES.items()),
    *((re.compile(pattern, re.DOTALL), key) for pattern, key in _SAID),
]


class Converted(msgspec.Struct):
    """`xform` is empty where there are faults."""

    xform: str
    faults: list[Fault]
    warnings: list[Fault]


def convert_workbook(
    name: str, sheets: Mapping[str, Sheet], default_language: str, faulty: Iterable[Fault]
) -> Converted:
    """`faulty` are faults known already: their rows are calmed, so that none is said twice."""
    rows = {sheet: [dict(row) for row in sheets[sheet].rows] for sheet in supported.SHEETS}
    rows["settings"] = [_settings(name, rows["settings"], default_language)]
    for fault in faulty:
        _calm(rows, sheets, fault)
    found: list[Fault] = []
    for _ in range(_ROUNDS):
        warnings: list[str] = []
        try:
            xform = str(convert(_book(name, sheets, rows), warnings=warnings, form_name="data").xform)
        except UNREADABLE as error:
            said = str(error) if isinstance(error, PyXFormError) else f"{type(error).__name__}: {error}"
            faults = [_fault(line) for line in (said.split("\n") if said.startswith("[row") else [said])]
            calmed = [_calm(rows, sheets, fault) for fault in faults]
            found += [fault for fault in faults if fault not in found]
            if not all(calmed):
                return Converted("", found, [])
        else:
            said_by_others = [text for text in warnings if not _SAID_BY_US.match(text)]
            return Converted("" if found else xform, found, list(map(_fault, said_by_others)))
    return Converted("", found, [])


def _settings(name: str, rows: list[dict[str, str]], default_language: str) -> dict[str, str]:
    given = rows[0] if rows else {}
    return {"form_id": name, "form_title": name, **given, "default_language": default_language}


def _book(name: str, sheets: Mapping[str, Sheet], rows: Mapping[str, list[dict[str, str]]]) -> dict[str, Any]:
    book: dict[str, Any] = {"sheet_names": list(supported.SHEETS), "fallback_form_name": name}
    for sheet in supported.SHEETS:
        columns = list(rows["settings"][0]) if sheet == "settings" else sheets[sheet].columns
        if rows[sheet]:
            # pyxform writes into what it is given.
            book |= {sheet: [dict(row) for row in rows[sheet]], f"{sheet}_header": [dict.fromkeys(columns)]}
    return book


def _calm(rows: Mapping[str, list[dict[str, str]]], sheets: Mapping[str, Sheet], fault: Fault) -> bool:
    """Puts something harmless in the place of the row at fault. False where that cannot help."""
    index = fault.row - 2
    if fault.sheet not in ("survey", "choices") or not 0 <= index < len(rows[fault.sheet]):
        return False
    row = rows[fault.sheet][index]
    if fault.key in ("form.end_alone", "form.begin_alone"):
        rows[fault.sheet][index] = {}
        return fault.key == "form.end_alone"  # after the other, no section is where its author meant it
    labels = {column: "-" for column in sheets[fault.sheet].columns if column.partition("::")[0] == "label"}
    name = row.get("name", "")
    calm = re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) and fault.key not in (
        "form.name_twice",
        "form.choice_twice",
    )
    harmless = {"name": name if calm else f"row_{fault.row}", **labels}
    if fault.sheet == "choices":
        harmless = {"list_name": row.get("list_name", "calm"), **harmless}
    elif supported.SECTION.fullmatch(row.get("type", "")):
        harmless = {"type": row["type"], **harmless}
    else:
        harmless = {"type": "text", **harmless}
    changed = harmless != row
    rows[fault.sheet][index] = harmless
    return changed


def _fault(said: str) -> Fault:
    for pattern, key in _PATTERNS:
        if match := pattern.fullmatch(said.strip()):
            fields = match.groupdict(default="")
            sheet = fields.pop("sheet", "") or fields.pop("sheet_name", "") or _sheet_of(said)
            return Fault(key, fields, sheet, int(fields.pop("row", 0) or 0))
    row = _ROW.match(said)
    text = (row[2] if row else said).strip()
    return Fault("form.tool", {"text": text}, _sheet_of(said) if row else "", int(row[1]) if row else 0)


def _sheet_of(said: str) -> str:
    """Where a message names a row and no sheet it means the survey."""
    named = _SHEET.search(said)
    return (named[1] or named[2]) if named else "survey" if said.startswith("[row") else ""
