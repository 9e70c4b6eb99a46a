"""What a form asks: its rows with their paths, and from the XForm what each is bound to."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from oneboard.playbooks.forms import supported
from oneboard.playbooks.forms.columns import Column
from oneboard.playbooks.forms.expressions import reads_of
from oneboard.playbooks.forms.form import Choice, Question, Texts
from oneboard.playbooks.forms.languages import Languages
from oneboard.playbooks.forms.workbook import Sheet

_XFORMS: Final = "{http://www.w3.org/2002/xforms}"


class Placed(NamedTuple):
    """A row of the survey at its path; `kind` is what its type means, `repeat` the innermost repeat around it."""

    row: Mapping[str, str]
    number: int
    path: str
    repeat: str | None


def placed_rows(survey: Sheet) -> Iterator[Placed]:
    """Questions and repeats in order; the sections are known to be closed."""
    sections: list[tuple[str, str | None]] = []
    for number, row in enumerate(survey.rows, 2):
        section = supported.SECTION.fullmatch(row.get("type", ""))
        if section is not None and section["edge"] == "end":
            sections.pop()
            continue
        outer, repeat = sections[-1] if sections else ("", None)
        name = row.get("name") or row.get("type", "")
        path = f"{outer}/{name}" if outer else name
        if row:
            yield Placed(row, number, path, repeat)
        if section is not None:
            sections.append((path, path if section["section"] == "repeat" else repeat))


def is_repeat(row: Mapping[str, str]) -> bool:
    section = supported.SECTION.fullmatch(row["type"])
    return section is not None and section["section"] == "repeat"


def questions_of(survey: Sheet, xform: str, languages: Languages) -> dict[str, Question]:
    binds = _binds(xform)
    return {
        placed.path: _question(placed, kind, binds.get(placed.path, {}), languages)
        for placed in placed_rows(survey)
        if (kind := answer_type(placed.row)) is not None
    }


def answer_type(row: Mapping[str, str]) -> str | None:
    """The type of the row's answer; None for a row that asks nothing."""
    kind = row["type"]
    select = supported.SELECT.fullmatch(kind)
    if select is not None:
        return "select_one" if select["one"] else "select_multiple"
    asked = supported.TYPES.get(kind)
    return "signature" if asked == "image" and "signature" in row.get("appearance", "").split() else asked


def choices_of(choices: Sheet, languages: Languages) -> dict[str, tuple[Choice, ...]]:
    lists: dict[str, list[Choice]] = {}
    for row in choices.rows:
        if row:
            choice = Choice(row["name"], _texts(row, "label", languages))
            lists.setdefault(row["list_name"], []).append(choice)
    return {name: tuple(listed) for name, listed in lists.items()}


def registers_of(survey: Sheet, lists: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The fields that the form reads of each register: what is not a list of the form is a register."""
    read: dict[str, set[str]] = {}
    for row in filter(None, survey.rows):
        register = register_of(row)
        if register is not None and row["type"] == "csv-external":
            read.setdefault(register, set())
        elif register is not None:
            parameters = dict(part.split("=", 1) for part in row.get("parameters", "").split() if "=" in part)
            fields = {parameters.get("value", "name"), parameters.get("label", "label")}
            read.setdefault(register, set()).update(fields)
        for column in ("default", "required", "readonly", *supported.EXPRESSIONS):
            for name, field in reads_of(row.get(column, ""), register if column == "choice_filter" else None):
                read.setdefault(name, set()).add(field)
    return {name: tuple(sorted(fields)) for name, fields in sorted(read.items()) if name not in lists}


def register_of(row: Mapping[str, str]) -> str | None:
    """The register whose subjects the row chooses from, or that it only brings in."""
    kind = row.get("type", "")
    if kind == "csv-external":
        return row.get("name")
    select = supported.SELECT.fullmatch(kind)
    if select is None or "_from_file" not in kind:
        return None
    return str(select["list"] or select["lists"]).removesuffix(".csv")


def _question(placed: Placed, kind: str, bind: Mapping[str, str], languages: Languages) -> Question:
    row = placed.row
    select = supported.SELECT.fullmatch(row["type"])
    listed = (select["list"] or select["lists"]) if select else None
    register = register_of(row)
    return Question(
        type=kind,
        label=_texts(row, "label", languages),
        hint=_texts(row, "hint", languages),
        choices=None if register else listed,
        register=register,
        repeat=placed.repeat,
        required=bind.get("required", ""),
        constraint=bind.get("constraint", ""),
        relevant=bind.get("relevant", ""),
        calculation=bind.get("calculate", ""),
        appearance=row.get("appearance", ""),
    )


def _texts(row: Mapping[str, str], column: str, languages: Languages) -> Texts:
    texts = {
        language: (row.get(column, "") if languages.plain == language else "")
        or row.get(str(Column(column, name)), "")
        for language, name in languages.named.items()
    }
    return {language: texts[language] for language in languages.ours if texts[language]}


def _binds(xform: str) -> dict[str, dict[str, str]]:
    """The attributes of each bind by path from the root, spaces at their ends taken off."""
    root: Element = fromstring(xform)
    found: dict[str, dict[str, str]] = {}
    for bind in root.iter(f"{_XFORMS}bind"):
        path = bind.get("nodeset", "").split("/", 2)[-1]
        found[path] = {name: " ".join(value.split()) for name, value in bind.attrib.items()}
    return found
