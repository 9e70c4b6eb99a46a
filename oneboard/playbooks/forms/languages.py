"""The languages of a form: which column is Chinese and which English, and where one of the two is missing."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

import msgspec

from oneboard.playbooks.forms import supported
from oneboard.playbooks.forms.columns import Column
from oneboard.playbooks.forms.faults import Fault
from oneboard.playbooks.forms.form import Language
from oneboard.playbooks.forms.workbook import Sheet

_CODE: Final = re.compile(r"\(([A-Za-z]{2,3})(?:-[A-Za-z0-9-]+)?\)\s*$")
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_NAMES: Final[dict[str, Language]] = {"chinese": "zh", "zh": "zh", "english": "en", "en": "en"}
#: What the language of columns without one is called in the XForm.
_CALLED: Final[dict[Language, str]] = {"zh": "Chinese (zh)", "en": "English (en)"}
_TRANSLATED_IN: Final = {"survey": supported.TRANSLATED, "choices": ("label",)}


class Languages(msgspec.Struct, frozen=True):
    """`named` gives the form's own name of each of our languages, `default` the name of the one shown first.

    `plain` is the language of columns that name none, if there are such.
    """

    named: Mapping[Language, str]
    default: str
    plain: Language | None = None

    @property
    def ours(self) -> tuple[Language, ...]:
        first: tuple[Language, ...] = ("zh", "en")
        return tuple(language for language in first if language in self.named)


def language_of(name: str) -> Language | None:
    """Ours for `中文 (zh)`, `Chinese`, `English (en-GB)`; None for any other."""
    code = _CODE.search(name)
    if code:
        return _NAMES.get(code[1].lower())
    return _NAMES.get(name.strip().lower()) or ("zh" if _HAN.search(name) else None)


def languages_of(sheets: Mapping[str, Sheet]) -> Languages:
    columns = list(_translated_columns(sheets))
    named: dict[Language, str] = {}
    for column in columns:
        if column.language and (language := language_of(column.language)):
            named.setdefault(language, column.language)
    plain = _plain_language(sheets) if any(not column.language for column in columns) else None
    if plain is not None:
        named.setdefault(plain, _default_language(sheets) or _CALLED[plain])
    others = [column.language for column in columns if column.language]
    default = named.get("zh") or named.get("en") or next(iter(others), _CALLED["en"])
    return Languages(named, default, plain)


def faults_of_languages(sheets: Mapping[str, Sheet], languages: Languages) -> Iterator[Fault]:
    """Every cell that one of our two languages has and the other lacks, and labels that no language has."""
    if not languages.ours:
        yield Fault("form.no_language", {}, "survey", 1)
    for name, translated in _TRANSLATED_IN.items():
        for number, row in enumerate(sheets[name].rows, 2):
            for column in translated:
                yield from _faults_of_cell(name, number, column, row, languages)


def is_one_language(languages: Languages) -> bool:
    return len(languages.ours) == 1


def _faults_of_cell(
    sheet: str, number: int, column: str, row: Mapping[str, str], languages: Languages
) -> Iterator[Fault]:
    said = {language for language in languages.ours if _cell(row, column, language, languages)}
    missing: Collection[Language] = set(languages.ours) - said if said else ()
    if not said and column == "label" and languages.ours and _needs_label(sheet, row):
        yield Fault("form.label", {"name": row.get("name", "")}, sheet, number)
    for language in sorted(missing):
        where = str(Column(column, languages.named[language]))
        yield Fault("form.cell", {"column": where, "name": row.get("name", "")}, sheet, number)


def _cell(row: Mapping[str, str], column: str, language: Language, languages: Languages) -> str:
    if languages.plain == language and row.get(column):
        return row[column]
    return row.get(str(Column(column, languages.named[language])), "")


def _needs_label(sheet: str, row: Mapping[str, str]) -> bool:
    if sheet == "choices":
        return bool(row)
    kind = row.get("type", "")
    if supported.SELECT.fullmatch(kind):
        return True
    return kind in supported.TYPES and kind != "csv-external" and supported.TYPES[kind] != "calculate"


def _translated_columns(sheets: Mapping[str, Sheet]) -> Iterator[Column]:
    for name, translated in _TRANSLATED_IN.items():
        for header in sheets[name].columns:
            column, _, language = header.partition("::")
            if column in translated and any(header in row for row in sheets[name].rows):
                yield Column(column, language)


def _plain_language(sheets: Mapping[str, Sheet]) -> Language:
    if default := language_of(_default_language(sheets)):
        return default
    plain = (
        row.get(column, "")
        for name in _TRANSLATED_IN
        for row in sheets[name].rows
        for column in _TRANSLATED_IN[name]
    )
    return "zh" if any(map(_HAN.search, plain)) else "en"


def _default_language(sheets: Mapping[str, Sheet]) -> str:
    return next((row["default_language"] for row in sheets["settings"].rows if "default_language" in row), "")
