"""The frame of a batch: who may push, and what is refused as a whole. See docs/spec/field-door.md."""

import gzip
import sqlite3
import time
from typing import Any

import msgspec
import pytest
from django.conf import settings
from django.test import Client

from oneboard.api import identity
from oneboard.foundation.clock import iso, now_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import new_id
from oneboard.intake.field import push
from oneboard.recorder import recorder
from tests.house import House, Reply


def batch(house: House, *entries: Any, **head: Any) -> bytes:
    return msgspec.json.encode(
        {"device": house.devices["li"], "sent_at": iso(now_ms()), "entries": list(entries), **head}
    )


def test_a_batch_whose_frame_cannot_be_read_is_refused_whole(house: House) -> None:
    good = batch(house)
    for body, code in (
        (b"", "batch.not_json"),
        (b"{", "batch.not_json"),
        (b"[]", "batch.not_json"),
        (b'"\\ud800"', "batch.not_json"),
        (b"[" * 10_000, "batch.not_json"),
        (b"\xff\xfe", "batch.not_json"),
        (batch(house, sent_at="2026-03-09T08:00:00"), "batch.not_json"),
        (batch(house, colour="red"), "batch.not_json"),
        (batch(house, device=house.devices["far"]), "body.invalid"),
        (batch(house, *[1] * (settings.ONEBOARD.max_batch + 1)), "batch.too_large"),
    ):
        reply = house.raw_phone("li", body)
        assert (reply.body["code"], bool(reply.body["text"])) == (code, True), body[:60]
    assert house.raw_phone("li", good).body["entries"] == []


def test_only_a_phone_that_was_enrolled_may_push(house: House) -> None:
    url, kind = "/sync", "application/json"
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    for token, status in (("Bearer x", 401), ("Basic x", 401), ("", 401)):
        assert client.post(url, batch(house), kind, headers={"Authorization": token}).status_code == status
    assert Reply(client.post(url, batch(house), kind)).body["code"] == "account.signed_out"
    at_a_desk = Reply(house.client("officer").post(url, batch(house), kind))
    assert (at_a_desk.status, at_a_desk.body["code"]) == (403, "not_permitted")


def test_a_batch_may_be_packed(house: House) -> None:
    visit = house.household("li", "g1")
    packed = gzip.compress(batch(house, visit))
    assert (
        house.raw_phone("li", packed, **{"Content-Encoding": "gzip"}).body["entries"][0]["outcome"]
        == "recorded"
    )
    for body, encoding, code in (
        (packed[:-9], "gzip", "batch.too_large"),
        (b"not packed", "gzip", "batch.not_json"),
        (gzip.compress(b" " * (settings.ONEBOARD.max_body + 1)), "gzip", "batch.too_large"),
        (packed, "br", "batch.too_large"),
    ):
        assert house.raw_phone("li", body, **{"Content-Encoding": encoding}).body["code"] == code


def test_a_full_queue_asks_the_phone_to_come_back_and_loses_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(entries: object) -> None:
        raise Refusal("journal.busy", seconds=5)

    visit = house.household("li", "g1")
    with monkeypatch.context() as patch:
        patch.setattr(recorder.running(), "put", busy)
        reply = house.phone("li", [visit])
    assert (reply.status, reply.body["code"], reply.headers["Retry-After"]) == (429, "journal.busy", "5")
    assert house.tell("li", visit) == [("recorded", "")]


def test_a_malformed_entry_never_blocks_its_neighbours(house: House) -> None:
    """Half a surrogate pair is what JavaScript sends of a text that was cut inside a character."""
    first, last = house.household("li", "g1"), house.household("li", "g1")
    broken = msgspec.json.encode(house.household("li", "g1", head="CUT")).replace(b"CUT", rb"\ud83d")
    entries = [7, None, {"id": first["id"]}, msgspec.Raw(broken)]
    reply = house.phone("li", [first, *entries, last])
    outcomes = [entry["outcome"] for entry in reply.body["entries"]]
    assert outcomes == ["recorded", *["quarantined"] * 4, "recorded"]
    assert house.phone("li", [first, *entries, last]).body["entries"] == reply.body["entries"]


def test_what_cannot_be_read_is_answered_under_the_id_it_claims(house: House) -> None:
    visit = house.household("li", "g1") | {"colour": "red"}
    [answer] = house.phone("li", [visit]).body["entries"]
    assert answer["id"] == visit["id"]
    assert "colour" in answer["text"]


def test_a_phone_is_answered_in_its_language(house: House) -> None:
    visit = house.household("li", "nowhere")
    for language, word in (("en", "No place nowhere"), ("zh-CN", "nowhere")):
        [answer] = house.raw_phone("li", batch(house, visit), **{"Accept-Language": language}).body["entries"]
        assert word in answer["text"]
        assert answer["text"].isascii() == (language == "en")


def test_a_lost_answer_is_given_again_to_the_millisecond(house: House) -> None:
    home = house.household("li", "g1")
    visit = house.step("li", "visit", "g1", home["subject"], answers={"leaflets": 2, "needs_note": "药"})
    first = house.phone("li", [home, visit]).body["entries"]
    assert house.phone("li", [visit]).body["entries"] == first[1:]
    assert house.phone("li", [visit, home, visit]).body["entries"] == [first[1], first[0], first[1]]
    assert house.figures("5117")["leaflets_handed_out"] == 2


def test_a_child_waits_for_its_parent_and_says_for_which(house: House) -> None:
    home = house.household("li", "g1")
    visit = house.step("li", "visit", "g1", home["subject"], parents=[home["id"]])
    [held] = house.phone("li", [visit]).body["entries"]
    assert (held["outcome"], held["reason"]) == ("held", "parent.missing")
    assert home["id"] in held["text"]
    assert house.tell("li", home, visit) == [("recorded", ""), ("recorded", "")]


def test_the_same_id_from_another_phone_is_a_clash(house: House) -> None:
    visit = house.household("li", "g1")
    others = house.household("neighbour", "g2") | {"id": visit["id"]}
    assert house.tell("li", visit) == [("recorded", "")]
    assert house.tell("neighbour", others) == [("quarantined", "entry.clash")]
    assert house.tell("li", visit) == [("recorded", "")]


def test_a_leaver_may_push_what_happened_before_the_end_and_nothing_after(house: House) -> None:
    before = house.household("li", "g1")
    time.sleep(0.005)
    house.leave("li")
    after = house.household("li", "g1")
    assert house.tell("li", before, after) == [("recorded", ""), ("quarantined", "post.not_in_force")]


def test_a_revoked_phone_pushes_into_quarantine(house: House) -> None:
    before = house.household("li", "g1")
    assert house.say("founder", f"/devices/{house.devices['li']}", method="DELETE").status < 300
    assert house.tell("li", before) == [("quarantined", "device.revoked")]
    assert house.pull("li").body["code"] == "device.revoked"


def test_times_at_the_ends_of_the_calendar_are_answered_like_any_other(house: House) -> None:
    first, last = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"
    for sent_at in (first, last):
        for happened_at in (first, last):
            entry = house.household("li", "g1") | {"happened_at": happened_at}
            [(outcome, _)] = house.tell("li", entry, sent_at=sent_at)
            assert outcome in ("recorded", "quarantined")
            assert house.phone("li", [entry], sent_at=sent_at).status == 200


def test_a_store_that_is_away_is_said_as_such_also_where_it_is_only_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(member: str) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    visit = house.household("li", "g1")
    with monkeypatch.context() as patch:
        patch.setattr(identity, "posts_of", away)
        reply = house.phone("li", [visit])
    assert (reply.status, reply.body["code"], reply.headers["Retry-After"]) == (503, "store.away", "5")
    assert house.tell("li", visit) == [("recorded", "")]


def test_one_phone_cannot_fill_the_list_of_those_who_must_look(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "KEPT_OF_A_DEVICE", 2)
    faulty = [house.step("li", "dance", "g1", new_id(now_ms())) for _ in range(3)]
    assert house.tell("li", *faulty[:2]) == [("quarantined", "step.unknown")] * 2
    good = house.household("li", "g1")
    assert house.tell("li", faulty[2], good) == [("later", "quarantine.full"), ("recorded", "")]
    assert house.tell("li", "no entry") == [("later", "quarantine.full")]
    assert house.tell("neighbour", house.step("neighbour", "dance", "g2", new_id(now_ms()))) == [
        ("quarantined", "step.unknown")
    ]
