"""Concurrent changes merge field by field; a true clash shows both values to a person. See docs/spec/registers.md."""

from tests.house import House
from tests.registers import listed, registered, said, seq, shown


def test_two_who_change_different_fields_lose_nothing(house: House) -> None:
    home = registered(house, head="王五", phone="13800000000")
    as_of, post = seq(home), house.appoint("neighbour", "g1")
    here = said(house, "li", "subject.changed@1", "g1", home, as_of=as_of, answers={"phone": "13900000000"})
    there = said(house, "neighbour", "subject.changed@1", "g1", home, as_of=as_of, answers={"people": 4})
    there["actor"]["post"] = post
    assert house.tell("li", here) + house.tell("neighbour", there) == [("recorded", "")] * 2
    found = shown(house, home)
    assert found["answers"] == {"head": "王五", "phone": "13900000000", "people": 4}
    assert found["clashes"] == {}


def test_two_who_change_one_field_unseen_both_stand_until_a_person_who_saw_both_decides(house: House) -> None:
    home = registered(house, head="王五", phone="13800000000", people=2)
    as_of = seq(home)
    house.tell("li", said(house, "li", "subject.changed@1", "g1", home, as_of=as_of,
                          answers={"phone": "13900000001", "people": 3}))  # fmt: skip
    house.must(
        "dispatcher", f"/subjects/{home}/change", as_of=as_of, answers={"phone": "13900000002", "people": 3}
    )
    found = shown(house, home)
    assert [v["value"] for v in found["clashes"]["phone"]] == ["13900000002", "13900000001"]
    assert set(found["clashes"]) == {"phone"}, "the same readable value twice is no clash"
    assert listed(house, clashes="true") == [home]
    house.must("dispatcher", f"/subjects/{home}/change", as_of=found["seq"], answers={"phone": "13900000001"})
    found = shown(house, home)
    assert (found["answers"]["phone"], found["clashes"]) == ("13900000001", {})
    assert listed(house, clashes="true") == []


def test_a_phone_that_changes_twice_without_reception_does_not_clash_with_itself(house: House) -> None:
    home = registered(house, head="王五", people=2)
    as_of = seq(home)
    first = said(
        house, "li", "subject.changed@1", "g1", home, as_of=as_of, answers={"people": 3, "needs": "药"}
    )
    second = said(
        house, "li", "subject.changed@1", "g1", home, as_of=as_of, answers={"people": 5, "needs": None}
    )
    house.tell("li", second)
    house.tell("li", first)
    found = shown(house, home)
    assert (found["answers"], found["clashes"]) == ({"head": "王五", "people": 5}, {})


def test_two_who_move_a_household_to_different_grids_are_a_clash(house: House) -> None:
    home = registered(house)
    as_of = seq(home)
    house.tell("li", said(house, "li", "subject.moved@1", "g1", home, as_of=as_of, to="g2"))
    house.must("dispatcher", f"/subjects/{home}/move", as_of=as_of, to="511702001001")
    found = shown(house, home)
    assert [v["value"] for v in found["clashes"]["@place"]] == ["511702001001", "g2"]
    house.must("dispatcher", f"/subjects/{home}/move", as_of=found["seq"], to="g2")
    house.appoint("dispatcher", "511702", "town_dispatcher")
    assert (shown(house, home)["place"], shown(house, home)["clashes"]) == ("g2", {})
