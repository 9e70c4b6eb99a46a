"""Rows that have little to be known by. See docs/spec/registers.md."""

from typing import Any

from oneboard.privacy.models import Opening
from oneboard.projections.models import Subject
from tests.house import House
from tests.inventory import bring
from tests.roster import NEW, SAME, head


def person(n: int, /, place: str = "g1", **cells: str) -> dict[str, Any]:
    return {"row": n, "place": place, "cells": {"name": "周小满", **cells}}


def test_a_person_without_a_number_is_known_by_name_and_never_guessed(house: House) -> None:
    plain, elder = person(1, care="daily"), person(2, birthday="1940-01-02", contact="周大满")
    assert bring(house, plain, plain, register="persons") == [NEW, SAME], "also within the first chunk of all"
    before = head(house)
    assert bring(house, plain, register="persons") == [SAME]
    assert head(house) == before
    maybe = ("faulty", [" subject.namesake"])
    for differing in (person(1, care="none"), elder):
        assert bring(house, differing, register="persons") == [maybe]
    assert bring(house, person(1, place="511702001002"), register="persons") == [NEW], "elsewhere"
    assert bring(house, person(1, phone="13800000009"), elder, register="persons") == [NEW, maybe]
    known = Subject.objects.filter(register="persons", place="g1").earliest("number")
    assert bring(house, {**elder, "subject": known.id}, register="persons")[0][0] == "changed"
    assert bring(house, person(3, birthday="1941-01-02"), register="persons")[0] == maybe, (
        "the one with a telephone"
    )


def test_a_namesake_elsewhere_is_not_opened(house: House) -> None:
    bring(house, person(1, place="511702001002"), register="persons")
    before = Opening.objects.count()
    assert bring(house, person(1), register="persons") == [NEW]
    assert Opening.objects.count() == before


def test_a_row_with_nothing_to_be_known_by_is_not_taken(house: House) -> None:
    row = {"row": 1, "place": "g1", "cells": {"building": "滨河花园 3 栋", "people": "2"}}
    [told] = house.must("dispatcher", "/registers/households/rows", rows=[row])["rows"]
    assert [(f["problem"], "户编号" in f["right"], "联系电话" in f["right"]) for f in told["faults"]] == [
        ("row.nameless", True, True)
    ]
