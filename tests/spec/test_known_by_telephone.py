"""Members known again and looked up by a telephone, whose hash dies with its scope. See docs/spec/people.md."""

from typing import Any

import pytest

from oneboard.foundation.clock import DAY_MS, now_ms
from oneboard.foundation.ids import new_id
from oneboard.intake.clock.expiry import expire_keys
from oneboard.privacy.models import OpenedSubject, Opening
from oneboard.projections.models import Find, Member, Post
from oneboard.recorder import recorder
from tests.house import House
from tests.roster import CHANGED, NEW, SAME, TOWN, bring, head, member, row
from tests.spec.attic import differences


def find(house: House, who: str = "head", **asked: str) -> Any:
    reply = house.client(who).post("/people/find", {"purpose": "核实来电", **asked}, "application/json")
    return (reply.json()["code"] if reply.status_code >= 400 else
            [(m["number"], m["name"], m["phone"]) for m in reply.json()])  # fmt: skip


def test_a_row_without_a_number_is_known_by_telephone_and_name(town: House) -> None:
    rows = [row(1, number=""), row(2, number="", phone="+86 138-0000-0002")]
    assert bring(town, *rows) == [NEW, NEW]
    before = head(town)
    assert bring(town, *rows) == [SAME, SAME]
    assert bring(town, row(2, number="")) == [SAME], "the same telephone in another writing"
    assert head(town) == before
    assert bring(town, row(1, number="", phone="")) == [("faulty", ["number number.missing"])]


def test_a_telephone_that_a_spreadsheet_took_for_a_number_is_itself(town: House) -> None:
    assert bring(town, row(1), row(1, phone="13800000001.0")) == [NEW, SAME]
    assert bring(town, row(2, phone="1.38E+10")) == [("faulty", ["phone cell.rounded"])], "digits are lost"


def test_two_rows_of_one_chunk_without_numbers_are_one_person(town: House) -> None:
    assert bring(town, row(1, number=""), row(1, number="", place="511702001001")) == [NEW, CHANGED]
    assert (
        Post.objects.filter(member=Member.objects.get(number=None, sealed__contains="phone").id).count() == 2
    )


def test_one_telephone_of_two_names_is_two_people(town: House) -> None:
    bring(town, row(1))
    assert bring(town, row(2, number="", phone="13800000001")) == [NEW]
    assert sorted(n for n, *_ in find(town, phone="13800000001") if n) == ["0001"]
    assert len(find(town, phone="13800000001")) == 2


def test_who_comes_to_another_unit_under_another_number_is_the_same_member(town: House) -> None:
    bring(town, row(1))
    town.must("head", "/units", unit=new_id(now_ms()), name="柏树村", place=TOWN)
    assert bring(town, row(1, number="B7", unit="柏树村")) == [CHANGED]
    assert Post.objects.filter(member=member("0001")).count() == 2
    assert bring(town, row(1, number="B7", unit="柏树村")) == [SAME]


def test_a_second_number_in_one_unit_is_a_fault_that_names_the_first(town: House) -> None:
    bring(town, row(1))
    assert bring(town, row(1, number="0009")) == [("faulty", ["number number.known_as"])]


def test_nobody_is_known_again_or_found_beyond_ones_ground(town: House) -> None:
    bring(town, row(1))
    unit = new_id(now_ms())
    town.must("founder", "/units", unit=unit, name="远处", place="511703001")
    town.join("stranger", "town_head", "511703001", unit)
    opened = Opening.objects.count()
    assert bring(town, row(1, unit="远处", place="g3"), who="stranger") == [NEW]
    assert Opening.objects.count() == opened, "what is out of sight is not opened"
    assert find(town, "stranger", phone="13800000001") == [("0001", "周1", "13800000001")]
    assert len(find(town, "founder", phone="13800000001")) == 2


def test_looking_a_member_up_is_one_opening_also_when_nobody_is_found(town: House) -> None:
    bring(town, row(1))
    assert find(town, phone="138 0000 0001") == find(town, name="周 1") == [("0001", "周1", "13800000001")]
    assert find(town, phone="13900000000") == []
    assert [o.purpose for o in Opening.objects.all()] == ["核实来电"] * 3
    assert set(OpenedSubject.objects.values_list("subject", flat=True)) == {member("0001")}


@pytest.mark.parametrize(
    ("who", "asked", "code"),
    [
        ("li", {"phone": "13800000001"}, "not_permitted"),
        ("head", {"phone": "13800000001", "purpose": " "}, "purpose.missing"),
        ("head", {"phone": "1", "name": "周1"}, "body.invalid"),
        ("head", {"phone": "no number"}, "body.invalid"),
    ],
)
def test_a_look_up_that_may_not_be_is_refused(
    town: House, who: str, asked: dict[str, str], code: str
) -> None:
    assert find(town, who, **asked) == code
    assert not Opening.objects.exists()


def test_a_changed_telephone_finds_by_the_new_one_only_and_at_expiry_nothing_does(town: House) -> None:
    bring(town, row(1))
    assert bring(town, row(1, phone="13900000000")) == [CHANGED]
    assert (find(town, phone="13800000001"), len(find(town, phone="13900000000"))) == ([], 1)
    assert differences(town.settings) == 0
    expire_keys(recorder.running(), now_ms() + 400 * DAY_MS)
    assert find(town, phone="13900000000") == []
    assert not Find.objects.exists()
    assert Member.objects.get(number="0001").sealed == "{}"
    assert differences(town.settings) == 0
