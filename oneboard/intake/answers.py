"""Answers at any door: why a person must look at them, or None. Pure.

Each reason is a word of the glossary with a text in the locales; the detail is the answer's path.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from oneboard.foundation.canonical import MAX_INTEGER, Value
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import is_id
from oneboard.foundation.words import say
from oneboard.playbooks.findable import normal
from oneboard.playbooks.forms.answers import AnswerCheck, AnswerFault
from oneboard.playbooks.registers import FIELD_TYPES, Field, Register

TEXT_LIMIT: Final = 10_000
PATH_LIMIT: Final = 120
_PATH: Final = re.compile(r"\w+(/\w+)*", re.ASCII)


class Fault(NamedTuple):
    reason: str
    detail: str = ""


def refused(fault: Fault, locale: str) -> Refusal:
    """As a desk is told of it, which nothing waits for."""
    problem = say(locale, f"reason.{fault.reason}", {"detail": fault.detail}).rstrip("。.")
    return Refusal("body.invalid", path=f"$.answers.{fault.detail}", problem=problem)


def fault_of_form(answers: Mapping[str, Value], form: AnswerCheck | None) -> Fault | None:
    """Whether they answer the step's form; None: it submits nothing, so there is nothing to answer."""
    for fault in form.faults(answers) if form else [AnswerFault("answer.unasked", path) for path in answers]:
        # What is not written as a path is not asked for either, and the first says more.
        reason = (_fault_of_path(fault.path) if fault.reason == "answer.unasked" else "") or fault.reason
        return Fault(reason, fault.path[:PATH_LIMIT])
    return None


def fault_of_fields(answers: Mapping[str, Value], register: Register, *, whole: bool) -> Fault | None:
    """Whether they are fields of the register. `whole`: all that a registration needs, and not only what changed."""
    for path, value in answers.items():
        if reason := _fault_of_path(path) or _fault_of_value(value) or _fault_of_field(register, path, value):
            return Fault(reason, path[:PATH_LIMIT])
    for path, field in register.fields.items():
        if field.required and answers.get(path, None if whole else "") is None:
            return Fault("answer.required", path)
    return None


@lru_cache(maxsize=4096)
def _fault_of_path(path: str) -> str:
    return "" if len(path) <= PATH_LIMIT and _PATH.fullmatch(path) else "answer.path"


def _fault_of_value(value: Value) -> str:
    if isinstance(value, str):
        # PostgreSQL keeps no NUL in text, and no form of ours asks for one.
        return "answer.too_long" if len(value) > TEXT_LIMIT else "answer.nul" if "\x00" in value else ""
    if isinstance(value, list):
        return next(filter(None, map(_fault_of_value, value)), "")
    return "answer.too_large" if value is not None and abs(value) > MAX_INTEGER else ""


def _fault_of_field(register: Register, path: str, value: Value) -> str:
    field = register.fields.get(path)
    if field is None:
        return "answer.unasked"
    if value is None:
        return ""
    if type(value) is not FIELD_TYPES[field.type] or (field.type == "subject" and not is_id(str(value))):
        return "answer.wrong_type"
    if field.choices is not None and not set(value if isinstance(value, list) else [value]) <= set(
        field.choices
    ):
        return "answer.choice"
    return _fault_of_found(field, value)


def _fault_of_found(field: Field, value: Value) -> str:
    """A number that is none could never be found again."""
    unfit = field.find is not None and isinstance(value, str) and normal(field.find, value) is None
    return "answer.not_findable" if unfit else ""
