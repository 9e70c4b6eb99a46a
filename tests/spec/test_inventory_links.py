"""A row of a list says what it leads to as a person would write it. See docs/spec/registers.md."""

from typing import Any

import msgspec

from oneboard.cli.replay import replay
from oneboard.projections.models import Subject
from tests.house import House
from tests.inventory import bring, home
from tests.registers import fresh
from tests.roster import CHANGED, NEW, SAME, Told


def person(household: str, /, place: str = "g1", **cells: str) -> dict[str, Any]:
    said = {"name": "李一", "phone": "13700000001", "household": household, **cells}
    return {"row": 1, "place": place, "cells": said}


def brought(house: House, *rows: dict[str, Any], **how: Any) -> list[Told]:
    return bring(house, *rows, register="persons", **how)


def households(number: str) -> list[str]:
    found = Subject.objects.filter(register="households", readable__contains=f'"number":"{number}"')
    return list(found.order_by("id").values_list("id", flat=True))


def link() -> str:
    return str(msgspec.json.decode(Subject.objects.get(register="persons").readable)["household"])


def test_a_household_is_named_by_its_number_at_the_place_or_by_its_id(house: House) -> None:
    bring(house, home(1), home(2))
    [first], [second] = households("1-1"), households("1-2")
    assert brought(house, person("１-1")) == [NEW]
    assert link() == first
    assert brought(house, person("1-1"), check=True) == [SAME]
    assert brought(house, person(first.upper())) == [SAME]
    assert brought(house, person("1-2")) == [CHANGED]
    assert link() == second
    assert replay(swap=False) == 0


def test_what_is_not_there_is_a_fault_whether_far_closed_merged_or_of_another_register(house: House) -> None:
    bring(house, home(1), home(2, place="511702001001"), home(3))
    unknown = [("faulty", ["household link.unknown"])]
    assert brought(house, person("1-9")) == unknown
    assert brought(house, person("1-2")) == unknown, "at another place"
    assert brought(house, person(fresh())) == unknown
    brought(house, person("1-1"))
    [someone] = Subject.objects.filter(register="persons").values_list("id", flat=True)
    assert brought(house, person(someone)) == unknown
    [third] = households("1-3")
    house.must(
        "dispatcher",
        f"/subjects/{third}/close",
        as_of=Subject.objects.get(id=third).changed_seq,
        reason="left",
    )
    assert brought(house, person("1-3")) == unknown


def test_of_several_the_fault_lists_the_candidates(house: House) -> None:
    for building in ("滨河花园1栋", "滨河花园2栋"):
        entry = house.household("li", "g1", number="101", building=building)
        assert house.tell("li", entry) == [("recorded", "")]
    taken = house.must("dispatcher", "/registers/persons/rows", rows=[person("101")])
    [fault] = taken["rows"][0]["faults"]
    assert (fault["column"], fault["problem"]) == ("household", "link.several")
    for id_, building in zip(households("101"), ("1栋", "2栋"), strict=True):
        assert id_ in fault["right"] and building in fault["right"]
    assert brought(house, person(households("101")[1])) == [NEW]
