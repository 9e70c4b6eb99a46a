"""Whatever stands in a file: what its good rows said stands when it is imported again. See docs/spec/tables.md."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from oneboard.cli import importing
from oneboard.cli.main import main
from oneboard.intake.imports.writing import writing
from tests.house import House
from tests.inventory import bring, home
from tests.roster import UNIT, Told, head, row
from tests.roster import bring as bring_people
from tests.spec.attic import serving

#: Two identity numbers that are right; few of everything, so that rows get into each other's way.
_NUMBERS = ("", "", "11010519491231002X", "440524188001010014")
_PHONES = ("", "13800000001", "138 0000 0001", "13800000002", "13800000003")
_NAMES = ("周一", "周 一", "周二", "周三")


def households(chance: Random, count: int) -> list[dict[str, str]]:
    return [
        {
            "number": chance.choice(("", "1-1", "1-2", "１-2", "1-3")), "head": chance.choice(("", *_NAMES)),
            "phone": chance.choice(_PHONES), "people": chance.choice(("", "1", "2", "many")),
        }
        for _ in range(count)
    ]  # fmt: skip


def persons(chance: Random, count: int) -> list[dict[str, str]]:
    return [
        {
            "name": chance.choice(_NAMES), "phone": chance.choice(_PHONES), "id_number": chance.choice(_NUMBERS),
            "birthday": chance.choice(("", "", "1980-01-02", "1980/1/2", "43891")),
            "contact": chance.choice(("", "", "周四")),
        }
        for _ in range(count)
    ]  # fmt: skip


def people(chance: Random, count: int) -> list[dict[str, str]]:
    return [
        {
            "number": chance.choice(("", "1", "2", "3")), "name": chance.choice(_NAMES),
            "phone": chance.choice(_PHONES), "unit": UNIT, "role": "网格员", "place": chance.choice(("g1", "g2")),
            "begins": chance.choice(("", "", "2020-01-24")), "ends": chance.choice(("", "2099-01-01", "2099-02-01")),
        }
        for _ in range(count)
    ]  # fmt: skip


def changed_back(rows: Sequence[Any], first: Sequence[Told], second: Sequence[Told]) -> list[Any]:
    """Good rows with something new to say the second time. A faulty one may, once what stood against it has gone."""
    told = zip(rows, first, second, strict=True)
    return [one for one in told if one[1][0] != "faulty" and one[2][0] in ("new", "changed")]


@pytest.mark.parametrize(("register", "made"), [("households", households), ("persons", persons)])
def test_what_a_good_row_of_a_list_said_no_other_row_says_otherwise_when_it_comes_again(
    house: House, register: str, made: Any
) -> None:
    for seed in range(4):
        rows = [
            {"row": n, "place": "g1", "cells": cells}
            for n, cells in enumerate(made(Random(seed), 60), start=2)
        ]
        first, second = (bring(house, *rows, register=register) for _ in range(2))
        assert changed_back(rows, first, second) == []


def test_what_a_good_row_of_a_roster_said_no_other_row_says_otherwise_when_it_comes_again(
    town: House,
) -> None:
    for seed in range(4):
        rows = [{"row": n, **cells} for n, cells in enumerate(people(Random(seed), 40), start=2)]
        first, second = (bring_people(town, *rows) for _ in range(2))
        assert changed_back(rows, first, second) == []


STAFF = [row(n) for n in range(4)] + [row(0), row(1, phone="13899999999")]
HOMES = [home(n) for n in range(4)] + [home(0), home(1, people="9")]
CONTRADICTING = (
    (("people", "import"), STAFF, "head", "Row 3 is about the same person"),
    (
        ("registers", "import", "households"), [{"@place": one["place"], **one["cells"]} for one in HOMES],
        "dispatcher", "Row 3 says something else",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("command", "rows", "account", "reason"), CONTRADICTING)
def test_a_row_that_contradicts_one_of_an_earlier_chunk_is_not_taken(
    town: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: Any,
    rows: Any,
    account: str,
    reason: str,
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    names = [name for name in rows[0] if name != "row"]
    with writing(tmp_path / "list.csv", names) as write:
        for cells in rows:
            write([cells[name] for name in names])
    with serving(town):
        assert main([*command, str(tmp_path / "list.csv"), "--as", account]) == 1
        before = head(town)
        assert main([*command, str(tmp_path / "list.csv"), "--as", account]) == 1
    assert head(town) == before
    faulty = (tmp_path / "list.faulty.csv").read_text("utf-8-sig").splitlines()
    assert len(faulty) == 2
    assert reason in faulty[1]
