"""Answers judged by the form they answer: types, choices, numbers of repeats, sizes. The same on every client.

`tests/vectors/answers.json` holds the cases. What is XPath in a form (relevant, constraint) is the phone's to judge.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from oneboard.foundation.canonical import MAX_INTEGER, Value
from oneboard.playbooks.answer_types import ANSWER_TYPES, question_of
from oneboard.playbooks.forms.form import CompiledForm

ANSWER_LIMIT: Final = 500
TEXT_LIMIT: Final = 10_000
#: How many times a section may be repeated.
REPEAT_LIMIT: Final = 500

_NUMBER: Final = r"([1-9][0-9]{0,2})"
_DECIMAL: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_KEPT_PATHS: Final = 10_000


class AnswerFault(NamedTuple):
    """`reason` is a word of the locales. A `note` is no reason against recording the answers."""

    reason: str
    path: str
    note: bool = False


def check_answers(form: CompiledForm, answers: Mapping[str, Value]) -> list[AnswerFault]:
    """Every fault in the order of the answers, then as notes what was asked for and left open."""
    check = AnswerCheck(form)
    return [*check.faults(answers), *check.left_open(answers)]


def numbers_of(repeat: str, answers: Mapping[str, Value]) -> list[int]:
    """The numbers under which anything was answered in a repeat, in order."""
    pattern = _numbered(repeat)
    return sorted({int(match[1]) for path in answers if (match := pattern.match(path))})


def at_number(path: str, repeat: str, number: int) -> str:
    """`members/fever` at 2 is `members/2/fever`."""
    return f"{repeat}/{number}{path.removeprefix(repeat)}"


@lru_cache(maxsize=256)
def _numbered(repeat: str) -> re.Pattern[str]:
    return re.compile(f"{re.escape(repeat)}/([1-9][0-9]*)/")


class _Asked(NamedTuple):
    """A question made ready: the JSON type, how its path is written, and what its text or its choices may be."""

    kind: type
    path: re.Pattern[str]
    is_right: Callable[[str], object] | None
    choices: frozenset[str] | None
    reason: str


class AnswerCheck:
    """A form made ready to judge many answers: the door asks it of every entry."""

    def __init__(self, form: CompiledForm) -> None:
        self.form = form
        self._asked = {path: _asked(form, path) for path in form.questions}
        repeats = {path: tuple(form.repeats_of(path)) for path in form.questions}
        self._required = [
            (path, repeats[path][0] if repeats[path] else "")
            for path, question in form.questions.items()
            if question.required == "true()" and not question.relevant and len(repeats[path]) < 2
        ]
        #: Paths met before, so that each is taken apart once.
        self._met: dict[str, _Asked | str] = {}

    def faults(self, answers: Mapping[str, Value]) -> list[AnswerFault]:
        found = [AnswerFault("answer.too_many", str(ANSWER_LIMIT))] if len(answers) > ANSWER_LIMIT else []
        for path, value in answers.items():
            asked = self._met.get(path) or self._meet(path)
            if isinstance(asked, _Asked):
                reason = "" if value is None else _reason(asked, value)
            else:
                reason = asked
            if reason:
                found.append(AnswerFault(reason, path))
        return found

    def left_open(self, answers: Mapping[str, Value]) -> Iterator[AnswerFault]:
        """What is required whatever else was answered; under which condition it is asked only the phone can judge."""
        for path, repeat in self._required:
            numbered = [at_number(path, repeat, n) for n in numbers_of(repeat, answers)] if repeat else [path]
            yield from (
                AnswerFault("answer.required", at, note=True) for at in numbered if answers.get(at) is None
            )

    def _meet(self, path: str) -> _Asked | str:
        asked = self._asked.get(question_of(path))
        if asked is None:
            return "answer.unasked"
        match = asked.path.fullmatch(path)
        if match is None or any(int(number) > REPEAT_LIMIT for number in match.groups()):
            return "answer.repeat"
        if len(self._met) < _KEPT_PATHS:
            self._met[path] = asked
        return asked


def _asked(form: CompiledForm, path: str) -> _Asked:
    question, pattern, repeats = form.questions[path], "", set(form.repeats_of(path))
    parts = path.split("/")
    for index, part in enumerate(parts, 1):
        pattern += ("/" if pattern else "") + re.escape(part)
        if "/".join(parts[:index]) in repeats:
            pattern += f"/{_NUMBER}"
    choices = form.choice_names(path)
    written: dict[str, Callable[[str], object]] = {
        "decimal": _DECIMAL.fullmatch, "time": _TIME.fullmatch, "date": _is_date,
    }  # fmt: skip
    is_right, reason = written.get(question.type), "answer.wrong_type"
    if question.type == "select_one":
        is_right, reason = (choices.__contains__ if choices is not None else _is_named), "answer.choice"
    return _Asked(ANSWER_TYPES[question.type], re.compile(pattern), is_right, choices, reason)


def _reason(asked: _Asked, value: Value) -> str:
    if type(value) is not asked.kind:
        return "answer.wrong_type"
    if isinstance(value, str):
        if len(value) > TEXT_LIMIT:
            return "answer.too_long"
        # PostgreSQL keeps no NUL in text, and no form of ours asks for one.
        if "\x00" in value:
            return "answer.nul"
        return "" if asked.is_right is None or asked.is_right(value) else asked.reason
    if isinstance(value, list):
        return _reason_of_list(asked, value)
    return "answer.too_large" if value is not None and abs(value) > MAX_INTEGER else ""


def _reason_of_list(asked: _Asked, names: list[str]) -> str:
    if not all(type(name) is str for name in names):
        return "answer.wrong_type"
    if len(set(names)) < len(names):
        return "answer.twice"
    right = all(map(_is_named, names)) if asked.choices is None else asked.choices.issuperset(names)
    return "" if right else "answer.choice"


def _is_named(name: str) -> bool:
    """What a register's subject may be called; whether it is there is not judged here."""
    return 0 < len(name) <= 100 and "\x00" not in name


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
