"""Enrolment sheets: codes for a whole squad, on paper. See docs/spec/people.md."""

from typing import Any

import msgspec

from oneboard.accounts import enrolments
from oneboard.foundation.clock import DAY_MS, iso, now_ms
from oneboard.foundation.ids import new_id
from oneboard.privacy.models import Opening
from tests.door import code_of
from tests.house import House, Reply
from tests.roster import TOWN, UNIT, bring, member, row, see
from tests.territory import adopt


def sheet_of(house: House, who: str, unit: str, **body: Any) -> Reply:
    """No command: it takes no id."""
    answer = house.client(who).post(
        f"/units/{unit}/enrolments", msgspec.json.encode(body), "application/json"
    )
    return Reply(answer)


def test_a_sheet_gives_a_code_to_each_in_the_field_without_a_phone(town: House) -> None:
    bring(town, row(1), row(2), row(3, role="town_dispatcher", place=TOWN))
    [unit] = see(town, "head", "/units", name=UNIT)
    town.appoint("li", "g2")
    sheet = sheet_of(town, "head", unit["id"], hours=2).body
    assert [(card["number"], card["name"]) for card in sheet["cards"]] == [("0001", "周1"), ("0002", "周2")]
    assert Opening.objects.get().via == f"sheet {unit['id']}"
    device, _ = enrolments.enrol(sheet["cards"][0]["code"], "phone", "peer", now_ms())
    assert device.member == member("0001")
    again = sheet_of(town, "head", unit["id"]).body
    assert [card["number"] for card in again["cards"]] == ["0002"]
    assert [(left["name"], left["why"]) for left in again["left_out"]] == [("周1", "has_device")]
    assert (
        code_of(enrolments.enrol, sheet["cards"][1]["code"], "phone", "peer", now_ms()) == "enrolment.invalid"
    )


def test_codes_on_paper_live_as_long_as_was_said_and_no_longer_than_three_days(town: House) -> None:
    bring(town, row(1))
    [unit] = see(town, "head", "/units", name=UNIT)
    assert sheet_of(town, "head", unit["id"], hours=73).status == 422
    [card] = sheet_of(town, "head", unit["id"], hours=72).body["cards"]
    late = now_ms() + 72 * 3_600_000 + 1
    assert code_of(enrolments.enrol, card["code"], "phone", "peer", late) == "enrolment.invalid"
    assert enrolments.enrol(card["code"], "phone", "peer", late - 60_000)


def test_a_sheet_leaves_out_whoever_holds_more_than_its_maker_may_grant(town: House) -> None:
    bring(town, row(1))
    [unit] = see(town, "head", "/units", name=UNIT)
    town.must("founder", "/posts", post=new_id(now_ms()), member=member("0001"), unit=town.unit, place="5117",
              role="duty_officer", begins=iso(now_ms() + DAY_MS))  # fmt: skip
    sheet = sheet_of(town, "head", unit["id"]).body
    assert (sheet["cards"], [left["why"] for left in sheet["left_out"]]) == ([], ["not_permitted"])
    town.join("other_head", "town_head", "511703001", town.unit)
    assert sheet_of(town, "other_head", unit["id"]).body["code"] == "unit.unknown"


def test_a_sheet_is_made_for_a_unit_of_a_town_that_is_gone(town: House) -> None:
    bring(town, row(1), row(2, place="g2"))
    [unit] = see(town, "head", "/units", name=UNIT)
    adopt(town)
    sheet = sheet_of(town, "head", unit["id"]).body
    assert {card["number"] for card in sheet["cards"]} == {"0001", "0002"}
