"""The rows of a form, checked one by one: what our renderer will not show, and what nobody could answer."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from pyxform.utils import default_is_dynamic

from oneboard.foundation.words import Said
from oneboard.playbooks.criteria import forbidden
from oneboard.playbooks.forms import supported
from oneboard.playbooks.forms.expressions import Expression, ExpressionError, read_expression, reads_of
from oneboard.playbooks.forms.faults import Fault, instead
from oneboard.playbooks.forms.questions import register_of
from oneboard.playbooks.forms.workbook import Sheet
from oneboard.playbooks.near import near

_NAME: Final = re.compile(r"[A-Za-z_]\w{0,59}", re.ASCII)
_CHOICE: Final = re.compile(r"\S{1,100}")
_CONSTANT: Final = frozenset({"yes", "no", "true", "false", "true()", "false()"})
#: They have names of their own, or are given one.
_UNNAMED: Final = frozenset({"start", "end", "today", "note"})


def faults_of_rows(sheets: Mapping[str, Sheet]) -> Iterator[Fault]:
    survey, lists = sheets["survey"].rows, _lists(sheets["choices"])
    registers = {name for row in survey if (name := register_of(row))}
    for number, row in enumerate(survey, 2):
        if row:
            wrong = [
                *_faults_of_row(row, lists, sheets["choices"].columns),
                *_faults_of_reads(row, lists | registers),
            ]
            for key, fields in wrong:
                yield Fault(key, fields, "survey", number)
    for number, row in enumerate(sheets["choices"].rows, 2):
        if row and not _CHOICE.fullmatch(row.get("name", "")):
            yield Fault("form.choice_name", {"name": row.get("name", "")}, "choices", number)


def _lists(choices: Sheet) -> set[str]:
    return {row["list_name"] for row in choices.rows if "list_name" in row}


_Wrong = Iterator[tuple[str, dict[str, Said]]]


def _faults_of_row(row: Mapping[str, str], lists: set[str], fields: tuple[str, ...]) -> _Wrong:
    kind = row.get("type", "")
    yield from _faults_of_type(kind, lists)
    section = supported.SECTION.fullmatch(kind)
    ends = section is not None and section["edge"] == "end"
    unnamed = kind in _UNNAMED and "name" not in row
    if not ends and not unnamed and not _NAME.fullmatch(row.get("name", "")):
        yield "form.name", {"name": row.get("name", "")}
    yield from _faults_of_appearance(row.get("appearance", ""))
    yield from _faults_of_criterion(row)
    for column in ("required", "readonly", "default", *supported.EXPRESSIONS):
        text = row.get(column, "")
        if text and not (column in ("required", "readonly") and text.lower() in _CONSTANT):
            yield from _faults_of_expression(column, text, kind, fields)


def _faults_of_type(kind: str, lists: set[str]) -> _Wrong:
    select = supported.SELECT.fullmatch(kind)
    if select is not None:
        yield from _faults_of_select(kind, select["list"] or select["lists"], lists)
        if select["other"] or select["others"]:
            yield "form.type_instead", {"type": kind, "instead": instead("other")}
    elif kind.lower() in supported.TYPES_INSTEAD or kind.split(" ")[0].lower() in supported.TYPES_INSTEAD:
        other = (
            supported.TYPES_INSTEAD.get(kind.lower()) or supported.TYPES_INSTEAD[kind.split(" ")[0].lower()]
        )
        yield "form.type_instead", {"type": kind, "instead": instead(other)}
    elif kind not in supported.TYPES and not supported.SECTION.fullmatch(kind):
        known = [*supported.TYPES, "select_one", "select_multiple", "begin_group", "begin_repeat"]
        meant = near(kind.split(" ")[0], known)
        if meant:
            yield "form.did_you_mean", {"word": kind, "meant": meant}
        else:
            yield (
                "form.type",
                {"type": kind, "known": ", ".join(sorted({*filter(None, supported.TYPES.values())}))},
            )


def _faults_of_select(kind: str, name: str, lists: set[str]) -> _Wrong:
    if "_from_file" in kind:
        register, _, ending = name.rpartition(".")
        if ending != "csv" or not _NAME.fullmatch(register):
            yield "form.type_instead", {"type": kind, "instead": instead("register")}
    elif name not in lists:
        meant = near(name, lists)
        yield ("form.list_meant", {"list": name, "meant": meant}) if meant else ("form.list", {"list": name})


def _faults_of_appearance(appearance: str) -> _Wrong:
    known = ", ".join(sorted(supported.APPEARANCES))
    for word in appearance.split():
        if word not in supported.APPEARANCES and not supported.COLUMNS_APPEARANCE.fullmatch(word):
            yield "form.appearance", {"appearance": word, "known": known}


def _faults_of_criterion(row: Mapping[str, str]) -> _Wrong:
    """Asked for by its name, its list's name, or in the words that a person reads."""
    read = [text for column, text in row.items() if column.partition("::")[0] in ("type", "label", "hint")]
    if criterion := forbidden(row.get("name", ""), read):
        yield "form.criterion", {"name": row.get("name", ""), "criterion": criterion}


def _faults_of_expression(column: str, text: str, kind: str, fields: tuple[str, ...]) -> _Wrong:
    if "last-saved#" in text:
        yield "form.last_saved", {"column": column}
    if column == "default" and not default_is_dynamic(text, kind):
        return
    try:
        found = read_expression(text)
    except ExpressionError as error:
        yield "form.expression", {"column": column, "text": text, "at": error.at}
        return
    for name in sorted(found.functions - supported.FUNCTIONS):
        meant = near(name, supported.FUNCTIONS)
        yield (
            ("form.function_meant" if meant else "form.function"),
            {"column": column, "name": name, "meant": meant},
        )
    if column == "choice_filter" and "_from_file" not in kind:
        yield from _faults_of_filter(found, fields)


def _faults_of_reads(row: Mapping[str, str], known: set[str]) -> _Wrong:
    """`pulldata` names its register by itself; `instance` needs one that is brought in."""
    for column in supported.EXPRESSIONS:
        text = row.get(column, "")
        if "instance(" in text:
            for name in sorted({register for register, _ in reads_of(text)} - known):
                yield "form.instance", {"column": column, "name": name}


def _faults_of_filter(found: Expression, fields: tuple[str, ...]) -> _Wrong:
    for name in sorted(found.names - set(fields)):
        yield "form.filter", {"name": name, "known": ", ".join(fields)}
