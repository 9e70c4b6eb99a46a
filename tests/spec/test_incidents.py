"""Incidents: opened, ended, extended by two; on its day what was told in one is gone. See docs/spec/incidents.md."""

from pathlib import Path

import pytest
from django.test import Client

from oneboard.foundation.clock import DAY_MS, day_text, now_ms
from oneboard.foundation.ids import new_id
from oneboard.intake.clock.expiry import expire_keys
from oneboard.journal.models import Line
from oneboard.privacy.keyring import Keyring
from oneboard.projections.models import Campaign, Subject
from oneboard.recorder import backups, recorder
from oneboard.recorder.group import decode_entry
from tests.house import House
from tests.spec.attic import backed_up, differences, elsewhere, everything, on_disk, oneboard
from tests.spec.camera import PHOTO, Camera

#: Said at the door, and nowhere else in the world.
TOLD = {"address": "翠屏路 41 号 6 单元 1103", "head": "欧阳不存在", "phone": "13900000417"}
NEED = "降压药只剩两天的量"


def opened(house: House, sort: str = "actual") -> tuple[str, str]:
    """An incident and a campaign in it."""
    incident, campaign = new_id(now_ms()), new_id(now_ms())
    house.must("officer", "/incidents", incident=incident, title="疫情防控", sort=sort)
    house.must("officer", "/campaigns", campaign=campaign, incident=incident, playbook="household_visit@1",
               place="5117", title="入户走访")  # fmt: skip
    return incident, campaign


def visited(house: House, incident: str, campaign: str) -> str:
    """A household that told something; returns its id."""
    home = house.household("li", "g1", **TOLD) | {"incident": incident}
    visit = house.step("li", "visit", "g1", home["subject"], campaign=campaign, incident=incident,
                       answers={"leaflets": 3, "needs_note": NEED, "members/1/name": TOLD["head"]})  # fmt: skip
    assert {outcome for outcome, _ in house.tell("li", home, visit)} == {"recorded"}
    return str(home["subject"])


def in_days(days: int) -> int:
    return now_ms() + days * DAY_MS


def day(days: int) -> str:
    return day_text(recorder.running().reference().day(in_days(days)))


def keys_of(incident: str) -> list[int]:
    """The first day without them, for each open scope of the incident."""
    scopes = recorder.running().keyring.store.scopes("open")
    return [scope.expires_on for scope in scopes if scope.incident == incident]


def test_an_ended_incident_opens_nothing_more_and_closes_its_campaigns(house: House) -> None:
    incident, campaign = opened(house)
    house.must("officer", f"/incidents/{incident}/end", reason="响应终止")
    assert Campaign.objects.get(id=campaign).closed_at is not None
    again = house.say("officer", f"/incidents/{incident}/end", reason="再次")
    late = house.say("officer", "/campaigns", campaign=new_id(now_ms()), incident=incident,
                     playbook="household_visit@1", place="5117", title="再走访")  # fmt: skip
    assert [(r.status, r.body["code"]) for r in (again, late)] == [(409, "incident.ended")] * 2
    [seen] = house.say("officer", "/incidents", method="GET").body
    assert (seen["title"], seen["sort"], seen["keys_end"]) == ("疫情防控", "actual", day(30))


def test_the_end_brings_its_keys_end_forward_and_no_others(house: House) -> None:
    incident, campaign = opened(house)
    other, _ = opened(house)
    visited(house, incident, campaign)
    visited(house, other, campaign)
    before = keys_of(other)
    house.must("officer", f"/incidents/{incident}/end", reason="响应终止", keep_days=7)
    today = recorder.running().reference().day(now_ms())
    assert set(keys_of(incident)) == {today + 7} and keys_of(other) == before


def test_two_persons_let_keys_live_longer_and_everyone_reads_why(house: House) -> None:
    incident, campaign = opened(house)
    visited(house, incident, campaign)
    house.must("officer", f"/incidents/{incident}/end", reason="响应终止", keep_days=7)
    proposed = house.must("guard", f"/incidents/{incident}/extensions", until=day(60), reason="申诉尚未办结")
    today = recorder.running().reference().day(now_ms())
    assert set(keys_of(incident)) == {today + 7}
    path = f"/extensions/{proposed['entry']}/confirm"
    alone = house.say("guard", path)
    assert (alone.status, alone.body["code"]) == (409, "extension.same_person")
    assert house.say("officer", "/extensions", method="GET").body == []
    house.must("officer", path)
    assert set(keys_of(incident)) == {today + 60}
    assert house.say("officer", path).body["code"] == "extension.confirmed"
    [told] = Client(SERVER_NAME="localhost").get("/extensions").json()
    assert (told["until"], told["reason"]) == (day(60), "申诉尚未办结")
    expire_keys(recorder.running(), in_days(59))
    assert keys_of(incident)
    expire_keys(recorder.running(), in_days(60))
    assert not keys_of(incident)


@pytest.mark.parametrize("until", [0, -1, 367])
def test_an_extension_reaches_from_tomorrow_to_a_year(house: House, until: int) -> None:
    incident, _ = opened(house)
    said = house.say("guard", f"/incidents/{incident}/extensions", until=day(until), reason="待办")
    assert (said.status, said.body["code"]) == (422, "body.invalid")


def test_who_holds_no_such_post_extends_nothing(house: House) -> None:
    incident, _ = opened(house)
    said = house.say("dispatcher", f"/incidents/{incident}/extensions", until=day(9), reason="待办")
    assert (said.status, said.body["code"]) == (403, "not_permitted")


def test_what_comes_when_the_keys_are_gone_is_kept_for_a_person(house: House) -> None:
    incident, campaign = opened(house)
    home = visited(house, incident, campaign)
    house.must("officer", f"/incidents/{incident}/end", reason="响应终止", keep_days=0)
    expire_keys(recorder.running(), now_ms())
    late = house.step(
        "li", "visit", "g1", home, campaign=campaign, answers={"leaflets": 1, "needs_note": NEED}
    )
    assert house.tell("li", late) == [("quarantined", "incident.over")]
    [kept] = house.say("officer", "/quarantine", method="GET").body
    assert kept["reason"] == "incident.over" and "结束" in kept["text"]


def test_on_its_day_all_that_was_told_is_gone_from_every_file_and_the_figures_stand(
    house: House, tmp_path: Path
) -> None:
    incident, campaign = opened(house)
    subject = visited(house, incident, campaign)
    camera = Camera(house)
    camera.meta |= {"subject": subject, "incident": incident}
    camera.upload()
    figures = house.figures("5117")
    assert figures == {"households_visited": 1, "leaflets_handed_out": 3}
    house.must("officer", f"/incidents/{incident}/end", reason="响应终止")
    old = backups.folder(house.settings.home, now_ms())
    backed_up(old)
    doomed = secrets_of(house, incident)
    assert all(secret in everything(house.settings.home) for secret in doomed)
    assert b"households_visited" in on_disk(house.settings), "tables and log are really read"

    later = in_days(30)
    expire_keys(recorder.running(), later)
    backups.prune(house.settings.home, later)
    backed_up(tmp_path / "latest")
    for disk in (on_disk(house.settings), everything(tmp_path / "latest")):
        assert not any(secret in disk for secret in doomed)
        assert not any(told in disk for told in (PHOTO, NEED.encode(), *(v.encode() for v in TOLD.values())))
    assert Subject.objects.get(id=subject).sealed == "{}"
    assert opens_nothing(house, incident)
    assert house.figures("5117") == figures
    assert differences(house.settings) == 0


def test_the_latest_backup_restored_after_the_day_serves_nothing_of_it(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident, campaign = opened(house)
    subject = visited(house, incident, campaign)
    house.must("officer", f"/incidents/{incident}/end", reason="响应终止")
    doomed = secrets_of(house, incident)
    backed_up(tmp_path / "copy")
    later = in_days(30)
    monkeypatch.setattr("oneboard.cli.restore.now_ms", lambda: later)
    with elsewhere(house, tmp_path / "new") as settings:
        assert oneboard("restore", tmp_path / "copy") == 0
        assert not any(secret in everything(settings.home) for secret in doomed)
        assert Subject.objects.get(id=subject).sealed == "{}"


def secrets_of(house: House, incident: str) -> list[bytes]:
    """Every wrapping key of the incident, and the tail of every key wrapped in it."""
    store, folder = recorder.running().keyring.store, house.settings.home / "keys" / "wrapping"
    scopes = [scope.no for scope in store.scopes("open") if scope.incident == incident]
    pairs = [(scope, subject) for scope in scopes for subject in store.subjects_of(scope)]
    assert pairs
    return [(folder / f"{scope}.key").read_bytes() for scope in scopes] + [
        row.wrapped[-32:] for row in store.fetch(pairs)
    ]


def opens_nothing(house: House, incident: str) -> bool:
    """Whether no sealed value of the incident's entries opens with any key that is left."""
    keyring = Keyring(house.settings.home)
    try:
        entries = [decode_entry(body) for body in Line.objects.values_list("body", flat=True)]
        about = [entry for entry in entries if entry.incident == incident and entry.sealed]
        assert about
        return all(keyring.find(entry.scope or 0, entry.subject or entry.id) is None for entry in about)
    finally:
        keyring.close()
