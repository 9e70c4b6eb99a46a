"""Needs a person: what could not be recorded is listed and settled by somebody. See docs/spec/quarantine.md."""

from typing import Any

import pytest
from django.db.models import F

from oneboard.foundation.clock import DAY_MS, now_ms
from oneboard.foundation.ids import new_id
from oneboard.journal.models import Line
from oneboard.projections.models import Subject
from oneboard.recorder.models import Kept
from tests.house import House


def listed(house: House, who: str) -> dict[str, dict[str, Any]]:
    return {row["entry"]: row for row in house.say(who, "/quarantine", method="GET").body}


def clashing(house: House, who: str = "li", place: str = "g1", **fields: Any) -> tuple[dict[str, Any], str]:
    """An entry under a post that is another's: a person must look. With the id it is kept under."""
    other = {"member": house.members[who], "post": house.posts["clerk"]}
    entry = house.household(who, place) | {"actor": other} | fields
    [(outcome, _)] = house.tell(who, entry)
    assert outcome == "quarantined"
    return entry, Kept.objects.get(entry=entry["id"]).id


def settle(house: House, who: str, kept: str, outcome: str = "recorded", **fields: Any) -> tuple[int, Any]:
    reply = house.say(
        who, f"/quarantine/{kept}", outcome=outcome, reason=fields.pop("reason", "accepted"), **fields
    )
    return reply.status, reply.body.get("code", reply.body)


def test_settling_is_refused(house: House) -> None:
    """First of all: what is out of sight and what is missing look alike."""
    mine, kept = clashing(house)
    _, fars = clashing(house, "far", "g3")
    missing = new_id(now_ms())
    assert settle(house, "dispatcher", fars) == settle(house, "dispatcher", missing) == (404, "not_found")
    assert settle(house, "dispatcher", "no id") == (404, "not_found")
    assert settle(house, "li", kept) == (403, "not_permitted")
    assert settle(house, "clerk", kept) == (403, "not_permitted")
    assert house.say("li", "/quarantine", method="GET").body["code"] == "not_permitted"
    assert settle(house, "dispatcher", kept, "forgotten") == (422, "body.invalid")
    assert settle(house, "dispatcher", kept, reason="bored") == (422, "body.invalid")
    assert mine["id"] in listed(house, "dispatcher")
    assert not Line.objects.filter(id=mine["id"]).exists()


def test_each_sees_what_happened_on_his_ground(house: House) -> None:
    mine, _ = clashing(house)
    fars, _ = clashing(house, "far", "g3")
    nowhere, _ = clashing(house, "li", "nowhere")
    assert set(listed(house, "dispatcher")) == {mine["id"]}
    assert set(listed(house, "officer")) == {mine["id"], fars["id"], nowhere["id"]}
    row = listed(house, "dispatcher")[mine["id"]]
    assert (row["state"], row["reason"], row["device"]) == (
        "quarantined",
        "post.not_in_force",
        house.devices["li"],
    )
    assert row["text"]


def test_an_entry_that_a_person_records_is_recorded_as_it_stood_and_folded(house: House) -> None:
    entry, kept = clashing(house)
    status, answer = settle(house, "dispatcher", kept, note="同事代报")
    assert status == 200
    assert Line.objects.get(id=entry["id"]).seq == answer["seq"] + 1
    assert Subject.objects.filter(id=entry["subject"]).exists()
    assert listed(house, "dispatcher") == {}
    assert house.tell("li", entry) == [("recorded", "")]
    assert "同事" not in Line.objects.get(id=answer["entry"]).body


def test_an_entry_that_a_person_dismisses_stays_dismissed_and_out_of_the_journal(house: House) -> None:
    entry, kept = clashing(house)
    assert settle(house, "dispatcher", kept, "dismissed", reason="test")[0] == 200
    assert not Line.objects.filter(id=entry["id"]).exists()
    assert house.tell("li", entry) == [("dismissed", "post.not_in_force")]
    assert listed(house, "officer") == {}


def test_a_decision_is_taken_once(house: House) -> None:
    """The command sent again gets the first answer; another one is told that it is settled."""
    _, kept = clashing(house)
    command = new_id(now_ms())
    first = settle(house, "dispatcher", kept, id=command)
    assert settle(house, "dispatcher", kept, id=command) == first
    assert settle(house, "officer", kept) == (409, "quarantine.settled")
    assert settle(house, "officer", kept, "dismissed") == (409, "quarantine.settled")


def test_nobody_records_what_cannot_be_folded_but_anyone_in_charge_may_dismiss_it(house: House) -> None:
    visit = house.household("li", "g1")
    house.tell("li", visit, 7, visit | {"place": "g2"}, house.household("li", "nowhere"))
    house.tell("li", house.household("li", "g1") | {"kind": "place.registered@1"})
    kept = {row["reason"]: row["kept"] for row in listed(house, "officer").values()}
    assert set(kept) == {"entry.unreadable", "entry.clash", "place.unknown", "kind.unknown"}
    for row in kept.values():
        assert settle(house, "officer", row) == (409, "quarantine.unfit")
        assert settle(house, "officer", row, "dismissed", reason="unreadable")[0] == 200


def test_a_child_of_what_a_person_records_is_recorded_with_it(house: House) -> None:
    entry, kept = clashing(house)
    child = house.household("li", "g1", head="王六") | {"parents": [entry["id"]]}
    assert house.tell("li", child) == [("held", "parent.missing")]
    assert settle(house, "dispatcher", kept)[0] == 200
    assert house.tell("li", child) == [("recorded", "")]


def test_what_is_held_for_five_days_needs_a_person(house: House) -> None:
    child = house.household("li", "g1") | {"parents": [new_id(now_ms())]}
    house.tell("li", child)
    row = Kept.objects.get(entry=child["id"])
    assert listed(house, "officer") == {}
    assert settle(house, "officer", row.id, "dismissed") == (404, "not_found")
    Kept.objects.update(received_at=F("received_at") - 5 * DAY_MS - 1000)
    assert set(listed(house, "dispatcher")) == {child["id"]}
    assert settle(house, "dispatcher", row.id) == (409, "quarantine.unfit")
    assert settle(house, "dispatcher", row.id, "dismissed")[0] == 200
    assert house.tell("li", child)[0][0] == "dismissed"


def test_what_is_held_for_five_days_is_still_recorded_when_its_parent_comes(house: House) -> None:
    parent = house.household("li", "g1")
    child = house.household("li", "g1") | {"parents": [parent["id"]]}
    house.tell("li", child)
    Kept.objects.update(received_at=F("received_at") - 6 * DAY_MS)
    house.tell("li", parent)
    assert listed(house, "officer") == {}
    assert house.tell("li", child) == [("recorded", "")]


def test_a_dismissed_entry_is_not_recorded_when_its_parent_comes(house: House) -> None:
    parent = house.household("li", "g1")
    child = house.household("li", "g1") | {"parents": [parent["id"]]}
    house.tell("li", child)
    Kept.objects.update(received_at=F("received_at") - 6 * DAY_MS)
    settle(house, "dispatcher", Kept.objects.get(entry=child["id"]).id, "dismissed")
    house.tell("li", parent)
    assert house.tell("li", child)[0][0] == "dismissed"
    assert not Line.objects.filter(id=child["id"]).exists()


@pytest.mark.parametrize("outcome", ["recorded", "dismissed"])
def test_who_decided_and_why_stands_in_the_journal(house: House, outcome: str) -> None:
    _, kept = clashing(house)
    _, answer = settle(house, "dispatcher", kept, outcome, reason="other")
    body = Line.objects.get(id=answer["entry"]).body
    for part in (
        "quarantine.settled@1",
        house.members["dispatcher"],
        f'"outcome":"{outcome}"',
        '"reason":"other"',
    ):
        assert part in body
