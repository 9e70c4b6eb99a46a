"""Compiling a form: an XLSForm is checked whole, every fault named, and becomes what phones, doors and folds need."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from oneboard.playbooks.forms.columns import bring_to_names
from oneboard.playbooks.forms.conversion import Converted, convert_workbook
from oneboard.playbooks.forms.faults import Fault, Faulty, refusal
from oneboard.playbooks.forms.form import CompiledForm
from oneboard.playbooks.forms.languages import Languages, faults_of_languages, is_one_language, languages_of
from oneboard.playbooks.forms.questions import (
    choices_of,
    is_repeat,
    placed_rows,
    questions_of,
    registers_of,
)
from oneboard.playbooks.forms.rows import faults_of_rows
from oneboard.playbooks.forms.workbook import Sheet, read

#: What one submission may answer, and how long a path may be; a repeat's number takes up to five more.
QUESTION_LIMIT: Final = 500
PATH_LIMIT: Final = 100


def compile_form(name: str, source: bytes, *, ours: bool = False) -> CompiledForm:
    """From Markdown tables or the bytes of an Excel workbook. A form of `ours` speaks both languages.

    Raises Refusal form.invalid with every fault, each with its sheet and row.
    """
    sheets: dict[str, Sheet] = {}
    try:
        sheets = read(source)
        faults, warnings = bring_to_names(sheets)
        languages = languages_of(sheets)
        (faults if ours else warnings).extend(_one_language(languages))
        faults += [*faults_of_languages(sheets, languages), *faults_of_rows(sheets)]
        converted = convert_workbook(name, sheets, languages.default, faults)
        faults += converted.faults or (() if faults else _faults_of_paths(sheets["survey"]))
    except Faulty as error:
        faults = list(error.faults)
    if faults:
        raise refusal(name, _with_lines(faults, sheets))
    return _compiled(name, sheets, languages, converted, warnings)


def _one_language(languages: Languages) -> Iterator[Fault]:
    if is_one_language(languages):
        missing = "en" if "zh" in languages.named else "zh"
        yield Fault("form.one_language", {"missing": missing})


def _faults_of_paths(survey: Sheet) -> Iterator[Fault]:
    placed = list(placed_rows(survey))
    for row in placed:
        if len(row.path) > PATH_LIMIT:
            yield Fault("form.path", {"path": row.path, "limit": PATH_LIMIT}, "survey", row.number)
    if len(placed) > QUESTION_LIMIT:
        yield Fault("form.questions", {"limit": QUESTION_LIMIT}, "survey")


def _with_lines(faults: Iterable[Fault], sheets: Mapping[str, Sheet]) -> Iterator[Fault]:
    for fault in faults:
        lines = sheets[fault.sheet].lines if fault.sheet in sheets else ()
        found = lines[fault.row - 1] if 0 < fault.row <= len(lines) else fault.line
        yield msgspec.structs.replace(fault, line=found)


def _compiled(
    name: str, sheets: Mapping[str, Sheet], languages: Languages, converted: Converted, warnings: list[Fault]
) -> CompiledForm:
    survey, settings = sheets["survey"], next(iter(sheets["settings"].rows), {})
    choices = choices_of(sheets["choices"], languages)
    digest = hashlib.md5(converted.xform.encode(), usedforsecurity=False).hexdigest()
    registers = registers_of(survey, choices)
    return CompiledForm(
        name=name,
        form_id=settings.get("form_id", name),
        version=settings.get("version", ""),
        title=settings.get("form_title", name),
        languages=languages.ours,
        questions=questions_of(survey, converted.xform, languages),
        choices=choices,
        repeats=tuple(placed.path for placed in placed_rows(survey) if is_repeat(placed.row)),
        registers=registers,
        xform=converted.xform,
        hash=f"md5:{digest}",
        warnings=tuple(fault.phrase() for fault in _with_lines([*warnings, *converted.warnings], sheets)),
    )
