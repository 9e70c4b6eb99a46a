"""Duplicates are found without a key, merged by a person, undone again; figures follow. See docs/spec/registers.md."""

from typing import Any

from oneboard.foundation.ids import near_id
from oneboard.projections.models import Find, Subject, Task
from tests.house import House
from tests.registers import fresh, listed, person, registered, seq, shown
from tests.spec.attic import differences

PHONE = {"head": "王五", "phone": "13800000000"}


def duplicates(house: House, who: str = "dispatcher", register: str = "households", **query: str) -> Any:
    reply = house.say(who, f"/registers/{register}/duplicates", method="GET", **query)
    assert reply.status == 200, reply
    return [(group["reason"], [s["id"] for s in group["subjects"]]) for group in reply.body]


def visited(house: House, campaign: str, *homes: str) -> None:
    for home in homes:
        task = near_id(home, "campaign", campaign, home)
        step = house.step("li", "visit", "g1", home, task=task, campaign=campaign)
        assert house.tell("li", step) == [("recorded", "")]


def test_the_same_telephone_written_in_two_ways_is_listed(house: House) -> None:
    one = registered(house, **PHONE)
    two = registered(house, head="王小五", phone="+86 138 0000 0000")
    registered(house, head="王五", phone="13900000000")
    assert duplicates(house) == [("phone", sorted([one, two]))]


def test_the_same_identity_number_is_listed_and_the_same_name_is_not(house: House) -> None:
    one = person(house, name="王五", id_number="11010519491231002X")
    two = person(house, name="王伍", id_number="11010519491231002x")
    person(house, name="王五")
    assert duplicates(house, register="persons") == [("id_number", sorted([one, two]))]


def test_the_same_number_in_one_grid_is_listed_and_in_two_grids_is_not(house: House) -> None:
    one, two = (registered(house, number="1-101") for _ in range(2))
    registered(house, "neighbour", "g2", number="1-101")
    assert duplicates(house) == [("key", sorted([one, two]))]
    assert duplicates(house, place="g2") == []


def test_each_sees_the_duplicates_of_his_own_ground(house: House) -> None:
    registered(house, **PHONE)
    registered(house, "far", "g3", **PHONE)
    assert duplicates(house) == []
    assert len(duplicates(house, "officer")) == 1
    assert house.say("li", "/registers/households/duplicates", method="GET").body["code"] == "not_permitted"


def test_what_a_person_told_apart_is_not_listed_again(house: House) -> None:
    one, two, three = (registered(house, **PHONE) for _ in range(3))
    house.must("dispatcher", f"/subjects/{one}/tell-apart", other=two)
    assert duplicates(house) == [("phone", sorted([one, two, three]))], "each may still be one with the third"
    house.must("dispatcher", f"/subjects/{three}/tell-apart", other=one)
    assert duplicates(house) == [("phone", sorted([two, three]))]
    house.must("dispatcher", f"/subjects/{two}/tell-apart", other=three)
    assert duplicates(house) == []


def test_two_that_were_visited_count_once_when_merged_and_twice_when_parted(house: House) -> None:
    campaign = house.campaign()
    one, two = registered(house, **PHONE), registered(house, **PHONE)
    visited(house, campaign, one, two)
    assert house.figures("5117")["households_visited"] == 2
    house.must("dispatcher", f"/subjects/{one}/merge", into=two)
    assert house.figures("5117")["households_visited"] == 1
    assert (duplicates(house), listed(house)) == ([], [two])
    house.must("dispatcher", f"/subjects/{one}/part")
    assert house.figures("5117")["households_visited"] == 2
    assert len(duplicates(house)) == 1


def test_a_visit_to_the_one_that_was_merged_counts_for_the_one_that_stays(house: House) -> None:
    campaign = house.campaign()
    one, two = registered(house, **PHONE), registered(house, **PHONE)
    house.must("dispatcher", f"/subjects/{one}/merge", into=two)
    visited(house, campaign, one)
    assert house.figures("g1")["households_visited"] == 1
    visited(house, campaign, two)
    assert house.figures("g1")["households_visited"] == 1
    entries = house.say("officer", "/figures/households_visited/entries", method="GET", place="g1").body
    assert sum(behind["n"] for behind in entries) == 1
    house.must("dispatcher", f"/subjects/{one}/part")
    assert house.figures("g1")["households_visited"] == 2


def test_the_tasks_of_a_merged_subject_are_void_and_come_back_when_it_is_parted(house: House) -> None:
    house.campaign()
    one, two = registered(house, **PHONE), registered(house, **PHONE)
    house.must("dispatcher", f"/subjects/{one}/merge", into=two)
    later = house.campaign()
    assert {t.void for t in Task.objects.filter(subject=one)} == {"merged"}
    assert {t["subject"] for t in house.say("dispatcher", "/tasks", method="GET").body["tasks"]} == {two}
    assert [t["void"] for t in house.pull("li").body["tasks"] if t["subject"] == one] == ["merged", "merged"]
    house.must("dispatcher", f"/subjects/{one}/part")
    assert Task.objects.get(subject=one, campaign=later).void == ""


def test_there_are_no_chains_and_no_circles(house: House) -> None:
    one, two, three = (registered(house, **PHONE) for _ in range(3))
    house.must("dispatcher", f"/subjects/{one}/merge", into=two)
    for subject, into, code in (
        (two, one, "subject.merged"), (one, three, "subject.merged"), (three, one, "subject.merged"),
        (two, three, "subject.merged"), (three, three, "body.invalid"),
    ):  # fmt: skip
        assert house.say("dispatcher", f"/subjects/{subject}/merge", into=into).body["code"] == code
    house.must("dispatcher", f"/subjects/{three}/merge", into=two)
    assert sorted(shown(house, two)["merged"]) == sorted([one, three])
    refused = house.say("dispatcher", f"/subjects/{one}/change", as_of=seq(one), answers={"people": 1})
    assert (refused.body["code"], refused.body["fields"]["into"]) == ("subject.merged", two)
    assert house.say("dispatcher", f"/subjects/{two}/part").body["code"] == "subject.not_merged"


def test_subjects_of_different_registers_are_neither_merged_nor_linked_by_a_number(house: House) -> None:
    """The purpose wall by construction: another register's hashes are made with another key."""
    home, one = registered(house, **PHONE), person(house, name="王五", phone="13800000000")
    assert house.say("dispatcher", f"/subjects/{one}/merge", into=home).body["code"] == "body.invalid"
    hashes = {s: {f.hash.rpartition(":")[2] for f in Find.objects.filter(subject=s)} for s in (home, one)}
    assert hashes[home] and hashes[one] and not hashes[home] & hashes[one]


def test_who_sees_only_one_of_two_cannot_merge_them(house: House) -> None:
    one, far = registered(house, **PHONE), registered(house, "far", "g3", **PHONE)
    assert house.say("dispatcher", f"/subjects/{one}/merge", into=far).status == 404
    assert house.say("dispatcher", f"/subjects/{one}/tell-apart", other=fresh()).status == 404
    assert Subject.objects.filter(merged_into=None).count() == 2


def test_a_journal_with_moves_clashes_merges_and_partings_replays_to_the_same_rows(house: House) -> None:
    campaign = house.campaign()
    one, two = registered(house, **PHONE), registered(house, **PHONE)
    visited(house, campaign, one, two)
    as_of = seq(one)
    for answers in ({"phone": "13900000001"}, {"phone": "13900000002", "people": 2}):
        house.must("dispatcher", f"/subjects/{one}/change", as_of=as_of, answers=answers)
    house.must("dispatcher", f"/subjects/{one}/merge", into=two)
    house.must("dispatcher", f"/subjects/{two}/move", as_of=seq(two), to="g2")
    house.must("dispatcher", f"/subjects/{one}/part")
    house.must("dispatcher", f"/subjects/{two}/close", as_of=seq(two), reason="left")
    house.must("dispatcher", f"/subjects/{one}/tell-apart", other=two)
    assert differences(house.settings) == 0
