"""Cells that a spreadsheet has spoilt, in lists and rosters alike. See docs/spec/tables.md."""

import pytest

from tests.house import House
from tests.inventory import bring, home
from tests.roster import NEW, row
from tests.roster import bring as bring_people


@pytest.mark.parametrize(
    ("text", "problem", "right"),
    [
        ("43891", "date.serial", "2020-03-01"),
        ("43891.5", "date.serial", "2020-03-01"),
        ("5.11702E+17", "cell.rounded", "文本"),
        ("#REF!", "cell.error", "留空"),
        ("2020-02-03 08:30:00", "date.unreadable", "2020-02-03"),
    ],
)
def test_a_spoilt_cell_says_what_would_be_right(town: House, text: str, problem: str, right: str) -> None:
    person = {"row": 1, "place": "g1", "cells": {"name": "周一", "birthday": text}}
    taken = town.must("dispatcher", "/registers/persons/rows", rows=[person])["rows"]
    brought = town.must("head", "/people/rows", rows=[row(1, begins=text)])["rows"]
    for told in (*taken, *brought):
        assert [fault["problem"] for fault in told["faults"]] == [problem]
        assert right in told["faults"][0]["right"]


def test_a_spoilt_number_is_a_fault_whatever_the_column(house: House) -> None:
    told = bring(
        house, home(1, number="1.2E+17"), home(2, building="#N/A"), home(3, number="2E+3", head="１E＋1")
    )
    assert told == [("faulty", ["number cell.rounded"]), ("faulty", ["building cell.error"]), NEW]


def test_what_has_no_width_makes_no_other_person(town: House) -> None:
    assert bring_people(town, row(1, name="周\u200b小满"), row(1, name="\ufeff周小满 "))[1] == (
        "unchanged",
        [],
    )
