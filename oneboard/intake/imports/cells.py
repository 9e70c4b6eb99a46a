"""Cells (单元格): the texts of a row as answers to the fields of a register, or what is wrong with each."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from oneboard.foundation.canonical import Value
from oneboard.foundation.clock import day_text
from oneboard.intake.answers import TEXT_LIMIT, fault_of_fields
from oneboard.playbooks.registers import Field, Register
from oneboard.playbooks.schema import Title
from oneboard.work.inventory.recognition import one_line
from oneboard.work.roster.rows import Fault, day, spoilt, undated

_YES: Final = frozenset({"true", "1", "yes", "y", "是", "有", "对", "√", "✓"})
_NO: Final = frozenset({"false", "0", "no", "n", "否", "无", "×"})

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,16}")
_BETWEEN: Final = re.compile(r"[;,、；，]")


class Read(NamedTuple):
    """`links`: path → what was written of a subject; which one it is, only the state can tell."""

    answers: dict[str, Value]
    links: dict[str, str]
    faults: tuple[Fault, ...]


def read(cells: Mapping[str, str], register: Register) -> Read:
    """The answers of the cells that are not empty; what fits no field stays text, and is a fault."""
    answers: dict[str, Value] = {}
    links: dict[str, str] = {}
    faults: list[Fault] = []
    for path, cell in cells.items():
        text = one_line(cell)
        if fault := spoilt(path, text):
            faults.append(fault)
        elif text:
            field = register.fields.get(path)
            if field is not None and field.type == "subject":
                links[path] = text
                continue
            answers[path] = text if field is None else _READ.get(field.type, _text)(text, field)
    if faults or fault_of_fields(answers, register, whole=False):
        faults += _faults(answers, register)
    return Read(answers, links, tuple(faults))


def titles(field: Field) -> str:
    """The choices in both languages: a clerk may write either, or the code."""
    return ", ".join(map(_both, (field.choices or {}).values()))


def written(value: Value, field: Field) -> str:
    """An answer as a cell that reads as the same answer again."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return ", ".join(value)
    if field.choices and str(value) in field.choices:
        return _both(field.choices[str(value)])
    return "" if value is None else str(value)


def _both(title: Title) -> str:
    return " ".join(title.values())


def _faults(answers: Mapping[str, Value], register: Register) -> Iterator[Fault]:
    for path, value in answers.items():
        if fault := fault_of_fields({path: value}, register, whole=False):
            yield _fault(path, value, fault.reason, register)


def _fault(path: str, value: Value, reason: str, register: Register) -> Fault:
    field = register.fields.get(path)
    if field is None:
        return Fault(path, "cell.unasked", {"known": ", ".join(register.fields)})
    match reason, field.find or field.type:
        case "answer.choice", _:
            return Fault(path, "cell.choice", {"known": titles(field)})
        case "answer.too_long", _:
            return Fault(path, "cell.too_long", {"limit": f"{TEXT_LIMIT:,}"})
        case _, "phone":
            return Fault(path, "phone.unreadable")
        case _, "id_number":
            return Fault(path, "cell.id_number")
        case _, "integer":
            return Fault(path, "cell.integer")
        case _, "acknowledge":
            return Fault(path, "cell.acknowledge")
        case _, "date":
            return undated(path, str(value[0]) if isinstance(value, list) else "")
    return Fault(path, "cell.unfit")


def _text(text: str, _: Field) -> Value:
    return text


def _integer(text: str, _: Field) -> Value:
    return int(text) if _INTEGER.fullmatch(text) else text


def _acknowledge(text: str, _: Field) -> Value:
    return True if text.casefold() in _YES else False if text.casefold() in _NO else text


def _date(text: str, _: Field) -> Value:
    """A day that cannot be read becomes what no date is, and so a fault."""
    try:
        found = day(text)
    except ValueError:
        return [text]
    return None if found is None else day_text(found)


def _one(text: str, field: Field) -> Value:
    """A choice by its code or either title."""
    plain = text.casefold()
    for code, title in (field.choices or {}).items():
        if plain in {said.casefold() for said in (code, _both(title), *title.values())}:
            return code
    return text


def _several(text: str, field: Field) -> Value:
    parts = (part.strip() for part in _BETWEEN.split(text))
    return [str(_one(part, field)) for part in parts if part]


_READ: Final[Mapping[str, Callable[[str, Field], Value]]] = {
    "integer": _integer, "acknowledge": _acknowledge, "date": _date, "select_one": _one, "select_multiple": _several,
}  # fmt: skip
