"""Looking somebody up by a whole number or name: a keyed hash, a purpose, a line in the log; and gone at expiry.
See docs/spec/registers.md."""

from unittest import mock

import pytest

from oneboard.foundation.clock import DAY_MS, now_ms
from oneboard.intake.clock.expiry import expire_keys
from oneboard.privacy.keyring import Keyring
from oneboard.privacy.models import OpenedSubject, Opening
from oneboard.projections.models import Find, Subject, Version
from oneboard.recorder import recorder
from tests.house import House
from tests.registers import person, registered, seq, shown
from tests.spec.attic import differences, everything

ID = "11010519491231002X"


def find(house: House, who: str = "dispatcher", **asked: str) -> tuple[int, str]:
    client = house.client(who)
    reply = client.post("/registers/households/find", asked, "application/json")
    return reply.status_code, reply.json().get("code", "") if isinstance(reply.json(), dict) else ""


def found(house: House, register: str = "households", who: str = "dispatcher", **asked: str) -> list[str]:
    body = {"purpose": "群众来电核实", **asked}
    reply = house.client(who).post(f"/registers/{register}/find", body, "application/json")
    assert reply.status_code == 200, reply.content
    return [subject["id"] for subject in reply.json()]


def test_who_may_not_open_may_not_look_up_and_nobody_does_without_a_purpose(house: House) -> None:
    assert find(house, "clerk", purpose="x", phone="13800000000") == (403, "not_permitted")
    assert find(house, phone="13800000000") == (422, "purpose.missing")
    assert find(house, purpose="x") == (422, "body.invalid")
    assert find(house, purpose="x", phone="13800000000", name="王五") == (422, "body.invalid")
    assert find(house, purpose="x", phone="not a number") == (422, "body.invalid")
    assert not Opening.objects.exists()


def test_a_whole_number_or_name_finds_its_subjects_and_a_part_finds_nothing(house: House) -> None:
    home = registered(house, head="王五", phone="138 0000 0000")
    one = person(house, name="欧阳 青", id_number=ID)
    assert found(house, phone="+8613800000000") == [home]
    assert found(house, name="王 五") == [home]
    assert found(house, "persons", id_number=ID.lower()) == [one]
    assert (found(house, phone="1380000"), found(house, name="王"), found(house, "persons", name="王五")) == (
        [],
        [],
        [],
    )


def test_looking_up_is_one_opening_that_names_what_was_found_also_when_it_is_nothing(house: House) -> None:
    home = registered(house, head="王五", phone="13800000000")
    found(house, phone="13800000000")
    found(house, phone="13900000000")
    assert [o.purpose for o in Opening.objects.order_by("at_ms")] == ["群众来电核实"] * 2
    assert list(OpenedSubject.objects.values_list("subject", flat=True)) == [home]


def test_nobody_finds_beyond_his_own_ground(house: House) -> None:
    far = registered(house, "far", "g3", head="王五", phone="13800000000")
    assert found(house, phone="13800000000") == []
    assert found(house, who="far", phone="13800000000") == [far]


def test_a_changed_number_finds_by_the_new_one_only(house: House) -> None:
    home = registered(house, head="王五", phone="13800000000")
    house.must("dispatcher", f"/subjects/{home}/change", as_of=seq(home), answers={"phone": "13900000000"})
    assert (found(house, phone="13800000000"), found(house, phone="13900000000")) == ([], [home])
    assert found(house, name="王五") == [home]
    assert differences(house.settings) == 0


def months_later(days: int) -> int:
    return now_ms() + days * DAY_MS


def test_a_number_of_another_month_is_a_duplicate_and_is_found(house: House) -> None:
    one = registered(house, head="王五", phone="13800000000")
    with mock.patch("oneboard.api.dispatch.now_ms", lambda: months_later(40)):
        house.client("dispatcher")
        two = house.household("li", "g1", head="王五", phone="13800000000")
        assert house.tell("li", two) == [("recorded", "")]
    scopes = {s.scope for s in Subject.objects.all()}
    assert len(scopes) == 2
    assert sorted(found(house, phone="13800000000")) == sorted([one, two["subject"]])
    groups = house.say("dispatcher", "/registers/households/duplicates", method="GET").body
    assert [group["reason"] for group in groups] == ["phone"]


def test_after_expiry_nothing_is_found_and_no_hash_is_left(house: House) -> None:
    home = registered(house, head="王五", phone="13800000000", people=3)
    house.must("dispatcher", f"/subjects/{home}/change", as_of=seq(home), answers={"phone": "13900000000"})
    assert expire_keys(recorder.running(), months_later(400))
    assert not Find.objects.exists()
    row = Subject.objects.get()
    assert (row.sealed, row.readable) == ("{}", '{"people":3}')
    assert {version.find for version in Version.objects.all()} == {"{}"}
    assert (found(house, phone="13900000000"), shown(house, home)["answers"]) == ([], {"people": 3})
    assert differences(house.settings) == 0


def test_only_what_lay_under_an_expired_scope_goes(house: House) -> None:
    """A later month's change stays readable, and the older value does not come back in its place."""
    home = registered(house, head="王五", phone="13800000000", address="滨河路 7 号")
    with mock.patch("oneboard.api.dispatch.now_ms", lambda: months_later(40)):
        change = house.entry("li", "subject.changed@1", {"register": "households", "as_of": seq(home)}, place="g1",
                             subject=home, answers={"phone": "13900000000"})  # fmt: skip
        assert house.tell("li", change) == [("recorded", "")]
    first = Version.objects.get(seq=0).scope
    pen = recorder.running()
    expires_on = next(scope.expires_on for scope in pen.keyring.store.scopes("open") if scope.no == first)
    assert first in [expired.scope.no for expired in expire_keys(pen, expires_on * DAY_MS)]
    assert Subject.objects.get().scope is None
    assert shown(house, home)["answers"] == {"phone": "13900000000"}
    assert (found(house, phone="13900000000"), found(house, name="王五")) == ([home], [])
    assert differences(house.settings) == 0


def test_no_file_of_the_node_holds_what_expired_and_the_hashes_left_in_the_journal_say_nothing(
    house: House,
) -> None:
    home = registered(house, head="王五五五", phone="13812345678")
    hashes = [row.hash for row in Find.objects.filter(subject=home)]
    assert hashes
    pen = recorder.running()
    maker = {scope.no: pen.keyring.wrapping(scope.no) for scope in pen.keyring.store.scopes("open")}
    expire_keys(pen, months_later(400))
    content = everything(house.settings.home)
    assert b"13812345678" not in content and "王五五五".encode() not in content
    keyring = Keyring(house.settings.home)
    assert all(keyring.wrapping(int(hash_.split(":")[0])) is None for hash_ in hashes)
    keyring.close()
    # Whoever had kept the key could still have told: that it is gone is what makes the hash say nothing.
    scope, kind, hash_ = next(h for h in hashes if ":phone:" in h).split(":")
    kept = maker[int(scope)]
    assert kept is not None and kept.find_hash(kind, "13812345678") == hash_


@pytest.mark.parametrize("other", ["13800000001", "1380000000"])
def test_another_number_has_another_hash(house: House, other: str) -> None:
    pen = recorder.running()
    home = registered(house, phone="13800000000")
    [hash_] = Find.objects.filter(subject=home).values_list("hash", flat=True)
    scope, kind, value = hash_.split(":")
    wrapping = pen.keyring.wrapping(int(scope))
    assert wrapping is not None
    assert wrapping.find_hash(kind, "13800000000") == value != wrapping.find_hash(kind, other)
