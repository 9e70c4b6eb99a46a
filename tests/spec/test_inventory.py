"""Inventories: rows of a register in, known again by key or hash, and again nothing. See docs/spec/registers.md."""

import msgspec
import pytest

from oneboard.cli.replay import replay
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.intake import opening
from oneboard.privacy.models import Opening
from oneboard.projections.models import Find, Subject
from oneboard.projections.versions import sealed_of
from oneboard.recorder import recorder
from tests.house import House
from tests.inventory import bring, home
from tests.roster import CHANGED, NEW, SAME, head


def household(number: str) -> Subject:
    return Subject.objects.get(readable__contains=f'"number":"{number}"')


def answers(subject: Subject) -> dict[str, object]:
    row = Subject.objects.get(id=subject.id)
    sealed = opening.opened({row.id: sealed_of(row.sealed)}, recorder.running().keyring)[row.id]
    return msgspec.json.decode(row.readable) | sealed


def test_good_rows_become_subjects_sealed_and_findable(house: House) -> None:
    rows = [
        home(1, kind="出租"),
        home(2, kind="Lived in by its owner"),
        home(3, kind="rented", place="511702001001"),
    ]
    assert bring(house, *rows) == [NEW, NEW, NEW]
    one = household("1-1")
    assert (one.place, one.readable) == ("g1", '{"kind":"rented","number":"1-1","people":3}')
    assert "周1" not in one.sealed and "13800000001" not in one.sealed
    assert answers(one)["phone"] == "13800000001"
    assert Find.objects.filter(subject=one.id, path="phone").exists()
    asked = {"phone": "138-0000-0001", "purpose": "call"}
    found = house.client("dispatcher").post("/registers/households/find", asked, "application/json").json()
    assert [row["id"] for row in found] == [one.id]


def test_the_same_rows_again_change_nothing_and_one_opening_is_written_down(house: House) -> None:
    rows = [home(1), home(2, phone="138 0000 0002"), home(3, number="")]
    assert bring(house, *rows) == [NEW] * 3
    assert not Opening.objects.exists()
    before = head(house)
    assert bring(house, home(1), home(2), home(3, number="")) == [SAME] * 3
    assert head(house) == before
    opened = Opening.objects.get()
    assert (opened.purpose, opened.verb, opened.subjects.count()) == ("import", "subject.manage", 3)


def test_a_chunk_sent_again_under_its_id_is_recorded_once(house: House) -> None:
    id_ = new_id(now_ms())
    assert bring(house, home(1), id=id_) == [NEW]
    before = head(house)
    assert bring(house, home(1), id=id_) == [SAME]
    assert head(house) == before
    other = house.say("dispatcher", "/registers/households/rows", id=id_, rows=[home(2)])
    assert other.body["code"] == "entry.clash"


def test_changed_fields_are_one_change_and_what_is_empty_stays(house: House) -> None:
    bring(house, home(1))
    before = head(house)
    assert bring(house, home(1, people="4", phone="13900000000", head="")) == [CHANGED]
    assert head(house) == before + 1
    told = answers(household("1-1"))
    assert (told["people"], told["phone"], told["head"]) == (4, "13900000000", "周1")
    assert not msgspec.json.decode(household("1-1").clashes)
    assert replay(swap=False) == 0


def test_without_its_key_a_row_is_known_by_telephone_and_moves(house: House) -> None:
    bring(house, home(1))
    assert bring(house, home(1, place="511702001002", number="", people="5")) == [CHANGED]
    one = household("1-1")
    assert (one.place, answers(one)["people"]) == ("511702001002", 5)
    assert Subject.objects.count() == 1
    assert replay(swap=False) == 0


def test_another_key_or_another_name_behind_one_telephone_is_another_subject(house: House) -> None:
    assert bring(house, home(1), home(2, phone="13800000001")) == [NEW, NEW]
    assert bring(house, home(3, number="", head="吴九", phone="13800000001")) == [NEW]
    assert Subject.objects.count() == 3


def test_persons_are_known_by_their_identity_number_before_their_telephone(house: House) -> None:
    mother = {"name": "李一", "phone": "13800000001", "id_number": "11010519491231002X"}
    rows = [{"row": 1, "place": "g1", "cells": mother},
            {"row": 2, "place": "g1", "cells": {"name": "李二", "phone": "13800000001"}}]  # fmt: skip
    assert bring(house, *rows, register="persons") == [NEW, NEW]
    assert bring(house, *rows, register="persons") == [SAME, SAME]
    moved = {"name": "李一", "id_number": "11010519491231002x", "phone": "13900000000"}
    assert bring(house, {"row": 1, "place": "g1", "cells": moved}, register="persons") == [CHANGED]
    assert Subject.objects.filter(register="persons").count() == 2


@pytest.mark.parametrize(
    ("cells", "place", "fault"),
    [
        ({"people": "three"}, "g1", "people cell.integer"),
        ({"kind": "castle"}, "g1", "kind cell.choice"),
        ({"phone": "none"}, "g1", "phone phone.unreadable"),
        ({"head": "周\u202e"}, "g1", "head cell.control"),
        ({"colour": "red"}, "g1", "colour cell.unasked"),
        ({}, "", "@place cell.missing"),
        ({}, "nowhere", "@place place.unknown"),
        ({}, "g3", "@place place.unknown"),
    ],
)
def test_a_faulty_row_says_what_would_be_right_and_the_others_go_in(
    house: House, cells: dict[str, str], place: str, fault: str
) -> None:
    assert bring(house, home(1), home(2, place, **cells), home(3)) == [NEW, ("faulty", [fault]), NEW]
    assert Subject.objects.count() == 2


def test_persons_need_a_name_an_identity_number_that_fits_and_a_day_that_is_one(house: House) -> None:
    def person(**cells: str) -> dict[str, object]:
        return {"row": 1, "place": "g1", "cells": cells}

    rows = [person(age_band="elder"), person(name="李", id_number="110105194912310021", birthday="2020-02-30"),
            person(name="李", birthday="1949/12/31", household="no id")]  # fmt: skip
    assert bring(house, *rows, register="persons") == [
        ("faulty", ["name cell.missing"]),
        ("faulty", ["id_number cell.id_number", "birthday date.unreadable"]),
        ("faulty", ["household link.unknown"]),
    ]


def test_two_rows_of_one_file_that_differ_about_one_subject_are_not_both_taken(house: House) -> None:
    assert bring(house, home(1), home(1), home(1, people="9")) == [NEW, SAME, ("faulty", [" subject.twice"])]


def test_what_is_merged_closed_or_clashing_is_left_to_a_person(house: House) -> None:
    bring(house, home(1), home(2, phone="13800000001"), home(3))
    one, two, three = household("1-1"), household("1-2"), household("1-3")
    house.must("dispatcher", f"/subjects/{two.id}/merge", into=one.id)
    house.must("dispatcher", f"/subjects/{three.id}/close", as_of=three.changed_seq, reason="left")
    rows = [home(1), home(2, phone="13800000001"), home(3)]
    assert bring(house, *rows) == [SAME] * 3
    assert bring(house, home(2, people="7"), home(3, people="7")) == [
        ("faulty", [" subject.merged"]), ("faulty", [" subject.closed"]),
    ]  # fmt: skip
    for people in (4, 5):
        house.must(
            "dispatcher", f"/subjects/{one.id}/change", as_of=one.changed_seq, answers={"people": people}
        )
    assert household("1-1").clashes == '["people"]'
    assert bring(house, home(1, people="6")) == [("faulty", ["people subject.clashes"])]


def test_only_who_manages_the_register_there_brings_rows_and_only_of_his_ground(house: House) -> None:
    assert house.say("li", "/registers/households/rows", rows=[home(1)]).status == 403
    house.join("stranger", "town_dispatcher", "511703001", house.unit)
    assert bring(house, home(1), who="stranger") == [("faulty", ["@place place.unknown"])]
    assert bring(house, home(1), home(2, place="g3"), who="officer") == [NEW, NEW]
    assert bring(house, home(1, number="", place="g3"), who="stranger") == [NEW], (
        "what is out of sight is not there"
    )
    assert house.say("dispatcher", "/registers/ships/rows", rows=[]).body["code"] == "register.unknown"


def test_a_check_records_nothing(house: House) -> None:
    before = head(house)
    assert bring(house, home(1), home(2, people="x"), check=True) == [
        NEW,
        ("faulty", ["people cell.integer"]),
    ]
    assert head(house) == before
