"""Text and ids that are none are refused before they reach a store; see docs/spec/hostile.md."""

import base64
import json
from typing import Any

import msgspec
import pytest

from oneboard.api.openapi import openapi
from oneboard.foundation.clock import iso, now_ms
from oneboard.foundation.ids import new_id
from tests.house import House

NO_IDS = ("z" * 36, "0193B6A0-0000-7000-8000-0000000000AA", "\0" + "b" * 35)


def _cursor(place: str, **sent: Any) -> str:
    ground = {"5117.511702.511702001.511702001001.g1": sent} if place else {}
    return base64.urlsafe_b64encode(json.dumps({"grounds": ground}).encode()).decode()


@pytest.mark.parametrize("no_id", NO_IDS)
def test_what_is_no_id_is_refused_wherever_one_is_expected(house: House, no_id: str) -> None:
    said = [
        house.say("clerk", "/units", unit=no_id, name="一队", place="5117"),
        house.say("clerk", "/members", member=no_id, name="孙六"),
        house.say("officer", "/incidents", incident=no_id, title="演练", sort="exercise"),
        house.say("founder", "/posts", post=no_id, member=house.members["li"], unit=house.unit, place="g1",
                  role="grid_worker"),
        house.say("founder", "/posts", post=new_id(now_ms()), member=no_id, unit=house.unit, place="g1",
                  role="grid_worker"),
        house.say("officer", f"/incidents/{no_id}/end", reason="演练结束"),
        house.say("dispatcher", f"/quarantine/{no_id}", outcome="dismissed", reason="test"),
        house.say("dispatcher", f"/tasks/{no_id}", method="GET"),
        house.say("dispatcher", "/tasks", method="GET", after=no_id),
    ]  # fmt: skip
    assert [reply.status for reply in said] == [422, 422, 422, 422, 422, 404, 404, 404, 422], said


@pytest.mark.parametrize("sent", [
    {"subjects": [0, "zzz"]}, {"tasks": [0, "z" * 36]}, {"places": [0, "a\0"]}, {"subjects": [10**30, ""]},
])  # fmt: skip
def test_a_cursor_that_nobody_gave_is_refused(house: House, sent: dict[str, Any]) -> None:
    assert house.pull("li", _cursor("g1", **sent)).status == 422


def test_a_cursor_that_was_given_is_taken(house: House) -> None:
    house.tell("li", house.household("li", "g1"))
    assert house.pull("li", house.pull("li").body["cursor"]).status == 200


def test_nul_is_refused_in_what_is_asked_and_in_what_is_said(house: House) -> None:
    incident = new_id(now_ms())
    house.must("officer", "/incidents", incident=incident, title="演练", sort="exercise")
    replies = [
        house.say("officer", "/figures", method="GET", place="a\0"),
        house.say("dispatcher", "/tasks", method="GET", state="a\0"),
        house.say("officer", f"/incidents/{incident}/extensions", until="2030-01-01", reason="a\0b"),
        house.say("founder", "/playbooks", source="a\0b"),
    ]
    assert [reply.status for reply in replies] == [422] * 4, replies


@pytest.mark.parametrize("name", ["通川区\n", "\x9b31m", "\u202etxt"])
def test_a_name_with_controls_or_turned_text_is_refused(house: House, name: str) -> None:
    assert house.say("founder", "/places", place="g9", level="grid", name=name, parent="5117").status == 422


def test_an_id_of_a_place_does_not_end_in_a_line_feed(house: House) -> None:
    assert (
        house.say("founder", "/places", place="g9\n", level="grid", name="网格", parent="5117").status == 422
    )


@pytest.mark.parametrize("field", ["place", "playbook", "kind", "step", "register"])
def test_nul_in_an_entry_is_kept_for_a_person_and_harms_no_neighbour(house: House, field: str) -> None:
    bad = house.household("li", "g1")
    if field == "step":
        bad = house.step("li", "a\0b", "g1", new_id(now_ms()))
    elif field == "register":
        bad["fact"] = {"register": "a\0b"}
    else:
        bad[field] = "a\0b"
    batch = {
        "device": house.devices["li"],
        "sent_at": iso(now_ms()),
        "entries": [bad, house.household("li", "g1")],
    }
    reply = house.raw_phone("li", msgspec.json.encode(batch))
    assert [entry["outcome"] for entry in reply.body["entries"]] == ["quarantined", "recorded"]
    assert reply.body["entries"][0]["reason"] != "entry.failed"


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_that_utc_does_not_have_can_be_settled(house: House, time: str) -> None:
    entry = house.household("li", "g1") | {"happened_at": time, "actor": {"member": house.members["li"]}}
    assert house.tell("li", entry) == [("quarantined", "post.not_in_force")]
    [kept] = house.say("dispatcher", "/quarantine", method="GET").body
    settled = house.say("dispatcher", f"/quarantine/{kept['kept']}", outcome="recorded", reason="accepted")
    assert settled.status == 200, settled


def test_patterns_are_published_as_other_languages_read_them() -> None:
    document = openapi(None).body.decode()  # type: ignore[arg-type]
    assert "{1,32}$" in document and r"\\Z" not in document
