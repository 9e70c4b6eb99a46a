"""Every register of the content, and one declared otherwise, in by list and out again. See docs/spec/registers.md."""

from pathlib import Path
from typing import Any

import pytest

from oneboard.cli.replay import replay
from oneboard.intake.imports.cells import written
from oneboard.playbooks.registers import Field, Register, load
from tests.house import House
from tests.inventory import bring
from tests.roster import NEW, SAME, head

CONTENT = Path(__file__).parents[2] / "content/epidemic/registers"

#: Nothing that the content's registers do: no key, a number for one, several of one kind to be found by, every type.
OTHER = """
register: ships
version: 1
title: {zh: 船舶台账, en: Ships}
holders: [town_dispatcher]
keep: 30d
key: hull
label: [hull]
fields:
  hull: {type: integer, title: {zh: 船号, en: Hull}, readable: painted on it, required: true}
  berth: {type: subject, of: households, title: {zh: 泊位, en: Berth}, readable: an id that names nobody}
  day: {type: date, title: {zh: 登记日, en: Day}, readable: a day}
  hour: {type: time, title: {zh: 开航时刻, en: Hour}, readable: an hour}
  draught: {type: decimal, title: {zh: 吃水, en: Draught}, readable: a measure}
  insured: {type: acknowledge, title: {zh: 已投保, en: Insured}, readable: a fact}
  cargo:
    type: select_multiple
    title: {zh: 货类, en: Cargo}
    readable: a kind
    choices: {coal: {zh: 煤, en: Coal}, rice: {zh: 米, en: Rice}}
  master: {type: text, title: {zh: 船长, en: Master}, find: name}
  phone: {type: text, title: {zh: 电话, en: Telephone}, find: phone}
  second: {type: text, title: {zh: 另一电话, en: Second telephone}, find: phone}
"""

SAID = {
    "integer": "7", "date": "2020年2月3日", "time": "08:30", "decimal": "1.5", "acknowledge": "是",
    "phone": "138000000{n}1", "id_number": "11010519491231002X", "name": "王{n}",
}  # fmt: skip


def cell(path: str, field: Field, n: int, key: str | None) -> str:
    if field.type == "subject":
        return ""
    if field.choices:
        return ", ".join(
            written(code, field)
            for code in list(field.choices)[: 2 if field.type == "select_multiple" else 1]
        )
    said = SAID.get(field.find or field.type, '=某{n}, "一"\n二')
    return str(n + 1) if path == key and field.type == "integer" else said.format(n=n)


def rows(register: Register, count: int = 3) -> list[dict[str, Any]]:
    return [
        {"row": n, "place": "g1", "cells": {
            path: cell(path, field, n, register.key) for path, field in register.fields.items()
            if field.find != "id_number" or n == 0
        }}
        for n in range(count)
    ]  # fmt: skip


def exported(house: House, register: Register) -> list[dict[str, Any]]:
    page = house.say("officer", f"/registers/{register.register}/rows", "GET", purpose="核对").body
    return [
        {"row": n, "place": row["place"], "subject": row["subject"], "cells": {
            path: written(value, register.fields[path]) for path, value in row["answers"].items()
        }}
        for n, row in enumerate(page["rows"])
    ]  # fmt: skip


SOURCES = {path.stem: path.read_text() for path in sorted(CONTENT.glob("*.yaml"))} | {"ships": OTHER}


@pytest.mark.parametrize("name", SOURCES)
def test_what_came_in_by_list_goes_out_and_comes_in_again_unchanged(house: House, name: str) -> None:
    register = load(SOURCES[name].encode())
    for one in (*(field.of for field in register.fields.values() if field.of), name):
        if one not in ("households", "persons"):
            house.must("founder", "/registers", source=SOURCES[one])
    assert bring(house, *rows(register), register=name, who="officer") == [NEW] * 3
    before = head(house)
    assert bring(house, *rows(register), register=name, who="officer") == [SAME] * 3
    out = exported(house, register)
    assert len(out) == 3
    assert bring(house, *out, register=name, who="officer") == [SAME] * 3
    assert head(house) == before
    assert replay(swap=False) == 0
