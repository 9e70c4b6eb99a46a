"""One phone, or one stranger, takes no more than its share of threads, disk and attention; see docs/spec/hostile.md."""

import gzip
from collections import Counter, OrderedDict, namedtuple
from contextlib import ExitStack

import msgspec
import pytest

from oneboard.api import bodies
from oneboard.foundation.clock import DAY_MS, day_of, iso, now_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import new_id
from oneboard.intake.field import appetite, batch, push, shares, uploads
from oneboard.privacy.models import Opening
from tests.house import House
from tests.spec.camera import PHOTO, Camera, code


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> OrderedDict[str, None]:
    """Nobody has spoken yet."""
    addresses: OrderedDict[str, None] = OrderedDict()
    monkeypatch.setattr(bodies, "_known", addresses)
    return addresses


def test_a_caller_has_few_bodies_under_way_and_the_next_caller_is_served() -> None:
    with ExitStack() as slow:
        for _ in range(bodies.OF_A_CALLER):
            slow.enter_context(bodies.reading("a phone", "10.0.0.1"))
        with pytest.raises(Refusal, match=r"journal\.busy"), bodies.reading("a phone", "10.0.0.1"):
            pass
        with bodies.reading("another phone", "10.0.0.1"), bodies.reading(None, "10.0.0.1"):
            pass
    with bodies.reading("a phone", "10.0.0.1"):
        pass


def test_strangers_leave_threads_to_those_who_are_known() -> None:
    with ExitStack() as slow:
        for n in range(bodies.OF_STRANGERS):
            slow.enter_context(bodies.reading(None, f"10.0.0.{n // bodies.OF_A_STRANGER}"))
        with pytest.raises(Refusal, match=r"journal\.busy"), bodies.reading(None, "10.9.9.9"):
            pass
        with bodies.reading("a phone", "10.9.9.9"):
            pass


def test_strangers_everywhere_keep_nobody_from_signing_in_where_somebody_is_known() -> None:
    with bodies.reading("a phone", "10.1.1.1"):
        pass
    with ExitStack() as slow:
        for n in range(bodies.OF_STRANGERS):
            slow.enter_context(bodies.reading(None, f"2001:db8:0:{n // bodies.OF_A_STRANGER}::{n}"))
        with pytest.raises(Refusal, match=r"journal\.busy"), bodies.reading(None, "10.9.9.9"):
            pass
        with bodies.reading(None, "10.1.1.1"):
            pass
    with ExitStack() as slow:
        for _ in range(bodies.OF_A_STRANGER):
            slow.enter_context(bodies.reading(None, "2001:db8::1"))
        with pytest.raises(Refusal, match=r"journal\.busy"), bodies.reading(None, "2001:db8::2"):
            pass


def test_of_the_addresses_the_last_ones_are_remembered(
    known: OrderedDict[str, None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "REMEMBERED", 2)
    for peer in ("10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.3"):
        with bodies.reading("a phone", peer):
            pass
    assert list(known) == ["10.0.0.1", "10.0.0.3"]


def test_a_batch_of_millions_is_refused_before_any_is_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "_read_entry", lambda raw: 1 / 0)
    head = msgspec.json.encode({"device": house.devices["li"], "sent_at": iso(now_ms()), "entries": []})
    body = head.replace(b"[]", b"[" + b"1," * 2_000_000 + b"1]")
    reply = house.raw_phone("li", gzip.compress(body), **{"Content-Encoding": "gzip"})
    assert (reply.status, reply.body["code"]) == (413, "batch.too_large")


def test_one_phone_cannot_fill_the_disk_with_what_nobody_can_record(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "KEPT_BYTES_OF_A_DEVICE", 100_000)
    good = house.household("li", "g1")
    told = house.tell("li", "x" * 90_000, "y" * 90_000, good)
    assert told == [("quarantined", "entry.unreadable"), ("later", "quarantine.full"), ("recorded", "")]
    assert house.tell("li", "z" * 20_000) == [("later", "quarantine.full")]


def test_one_phone_cannot_fill_the_list_with_what_waits_for_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "KEPT_OF_A_DEVICE", 2)
    parent = house.household("li", "g1")
    orphans = [house.household("li", "g1", head="赵") | {"parents": [new_id(now_ms())]} for _ in range(3)]
    child = house.household("li", "g1") | {"parents": [parent["id"]]}
    told = house.tell("li", *orphans, child, parent)
    assert [outcome for outcome, _ in told] == ["held", "held", "later", "recorded", "recorded"]
    assert house.tell("li", house.household("li", "g1") | {"parents": [parent["id"]]}) == [("recorded", "")]


def test_attachments_leave_room_for_what_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = Camera(house)
    assert phone.begin().status_code == 201
    usage = namedtuple("usage", "total used free")
    with monkeypatch.context() as full:
        full.setattr(uploads, "disk_usage", lambda path: usage(10**12, 10**12, uploads.RESERVE - 1))
        replies = [phone.send(0), Camera(house).begin()]
        assert [(reply.status_code, code(reply)) for reply in replies] == [(503, "store.away")] * 2
        assert house.tell("li", house.household("li", "g1")) == [("recorded", "")]
    assert phone.send(0, len(PHOTO)).status_code == 204


def test_a_phone_has_few_attachments_under_way_and_others_are_served(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "UNDER_WAY", 2)
    first, second, third = (Camera(house) for _ in range(3))
    assert [phone.begin().status_code for phone in (first, second, second)] == [201] * 3
    reply = third.begin()
    assert (reply.status_code, code(reply)) == (429, "upload.too_many")
    assert Camera(house, "neighbour", "g2").begin().status_code == 201
    first.upload()
    assert third.begin().status_code == 201


def test_a_phone_has_few_bytes_under_way(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "BYTES_UNDER_WAY", 2 * len(PHOTO))
    assert [Camera(house).begin().status_code for _ in range(3)] == [201, 201, 429]


@pytest.mark.parametrize(("bound", "most"), [("IN_A_DAY", 2), ("BYTES_IN_A_DAY", 2 * len(PHOTO))])
def test_a_phone_begins_so_many_attachments_a_day_and_goes_on_tomorrow(
    house: House, monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    monkeypatch.setattr(shares, bound, most)
    for _ in range(2):
        Camera(house).upload()
    reply = Camera(house).begin()
    assert (reply.status_code, code(reply)) == (429, "upload.day_full")
    assert 0 < int(reply["Retry-After"]) <= DAY_MS // 1000
    assert house.tell("li", house.household("li", "g1")) == [("recorded", "")]
    monkeypatch.setattr(shares, "day_of", lambda instant, zone: day_of(instant, zone) + 1)
    assert Camera(house).begin().status_code == 201


def test_a_phone_that_pulls_all_again_and_again_does_not_fill_the_log_of_openings(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.tell("li", *[house.household("li", "g1") for _ in range(4)])
    house.tell("neighbour", house.household("neighbour", "g2"))
    monkeypatch.setattr(appetite, "OF_A_DEVICE", 8)
    monkeypatch.setattr(appetite, "_opened", Counter())  # the houses of all tests have the same phones
    first = house.pull("li").body
    assert [house.pull("li").status, house.pull("li").status] == [200, 429]
    assert Opening.objects.count() == 2
    assert house.pull("li", first["cursor"]).status == 200
    assert house.pull("neighbour").status == 200
