"""docs/spec/playbooks.md: what a centre publishes is checked whole, reaches the phones, and never changes."""

import base64
from typing import Any

import pytest

from oneboard.foundation.clock import day_of, day_text, now_ms
from oneboard.foundation.ids import new_id
from oneboard.journal.models import Line
from tests.contract.forms import excel
from tests.house import House
from tests.playbooks import VISIT, another

FORM = "household_visit.1.household_visit"


def got(house: House, who: str, path: str) -> Any:
    return house.say(who, path, method="GET").body


def test_every_fault_of_a_playbook_comes_back_at_once_with_its_line(house: House) -> None:
    body = another(VISIT, version=1)
    body["source"] = body["source"].replace("version: 1", "version: one").replace("due: 3d", "due: soon")
    reply = house.say("founder", "/playbooks", **body)
    assert (reply.status, reply.body["code"]) == (422, "playbook.invalid")
    assert "playbook.yaml:3: version：one 不合要求" in reply.body["text"]
    assert (
        "task.states.to_visit.due：soon 不合要求，应写成这样：30m, 8h, 3d, 2wd, today 18:00"
        in reply.body["text"]
    )
    assert [fault["fields"]["path"] for fault in reply.body["fields"]["problem"]] == [
        "version",
        "task.states.to_visit.due",
    ]


def test_the_same_bundle_published_again_is_the_same_and_another_needs_a_higher_version(house: House) -> None:
    count = Line.objects.count()
    first, again = (house.must("founder", "/playbooks", **VISIT.body) for _ in range(2))
    assert first == again
    assert Line.objects.count() == count
    for version in (1, 2):
        house.must("founder", "/playbooks", **another(VISIT, version=3)) if version == 2 else None
        reply = house.say("founder", "/playbooks", **another(VISIT, version=version, leaflets="seen by all"))
        assert (reply.status, reply.body["code"]) == (409, "playbook.published")
        assert f"高于 {3 if version == 2 else 1}" in reply.body["text"]


def test_a_form_of_another_hand_is_another_bundle(house: House) -> None:
    forms = {file: raw.decode() + "\n" for file, raw in VISIT.forms.items()}
    reply = house.say("founder", "/playbooks", source=VISIT.source.decode(), forms=forms)
    assert (reply.status, reply.body["code"]) == (409, "playbook.published")


def test_a_workbook_comes_in_base64(house: House) -> None:
    [(_, form)] = VISIT.forms.items()
    source = another(VISIT, version=2)["source"].replace("household_visit.md", "household_visit.xlsx")
    book = {"../forms/household_visit.xlsx": base64.b64encode(excel(form)).decode()}
    reply = house.say("founder", "/playbooks", source=source, forms={"../forms/household_visit.xlsx": "{}"})
    assert (reply.status, reply.body["code"]) == (422, "body.invalid")
    house.must("founder", "/playbooks", source=source, forms=book)
    assert got(house, "officer", "/playbooks/household_visit/versions/2") == {
        "key": "household_visit@2", "source": source, "forms": book,
    }  # fmt: skip


def test_forms_are_listed_and_served_as_xforms_that_never_change(house: House) -> None:
    [listed] = got(house, "officer", "/forms")
    assert listed | {"hash": ""} == {
        "key": FORM, "playbook": "household_visit@1", "id": "household_visit", "version": "1", "hash": "",
        "title": "入户走访", "languages": ["zh", "en"],
    }  # fmt: skip
    form = house.client("officer").get(f"/forms/{FORM}")
    assert form.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert form.headers["ETag"] == f'"{listed["hash"]}"'
    assert b"/data/members/temperature" in form.content
    same = house.client("officer").get(f"/forms/{FORM}", headers={"If-None-Match": form.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    for nothing in ("household_visit.9.household_visit", "household_visit.1.nothing", "x"):
        assert house.say("officer", f"/forms/{nothing}", method="GET").status == 404


def test_a_pulled_playbook_tells_the_phone_which_forms_it_needs(house: House) -> None:
    first = house.pull("li").body
    [sent] = first["playbooks"]
    [listed] = got(house, "officer", "/forms")
    assert sent["forms"] == [{"key": FORM, "hash": listed["hash"]}]
    house.must("founder", "/playbooks", **another(VISIT, version=2))
    assert [one["key"] for one in house.pull("li", first["cursor"]).body["playbooks"]] == [
        "household_visit@2"
    ]


def test_a_phone_fetches_a_form_with_its_own_token(house: House) -> None:
    client = house.client("li")
    client.logout()
    token = {"Authorization": f"Bearer {house.tokens['li']}"}
    assert client.get(f"/forms/{FORM}", headers=token).status_code == 200
    assert client.get(f"/forms/{FORM}").status_code == 401


def test_the_list_says_which_version_is_in_force_and_what_is_still_open_under_each(house: House) -> None:
    homes = [house.household("li", "g1") for _ in range(3)]
    house.tell("li", *homes)
    campaign = house.campaign()
    task = next(t["id"] for t in house.pull("li").body["tasks"] if t["subject"] == homes[0]["subject"])
    step = house.step("li", "visit", "g1", homes[0]["subject"], campaign=campaign, task=task)
    house.tell("li", step)
    house.must("founder", "/playbooks", **another(VISIT, version=2))
    assert [
        (one["key"], one["in_force"], one["open_tasks"]) for one in got(house, "officer", "/playbooks")
    ] == [
        ("household_visit@1", False, 2),
        ("household_visit@2", True, 0),
    ]


def test_nothing_new_is_opened_by_an_order_that_has_ended(house: House) -> None:
    today = day_of(now_ms(), "Asia/Shanghai")
    incident = new_id(now_ms())
    house.must("officer", "/incidents", incident=incident, title="演练", sort="exercise")
    for version, ends, expected in ((2, today - 1, (409, "playbook.ended")), (3, today + 1, (200, ""))):
        basis = f"{{order: 指挥部令第 1 号, ends: {day_text(ends)}}}"
        house.must("founder", "/playbooks", **another(VISIT, version, basis=basis))
        reply = house.say(
            "officer", "/campaigns", campaign=new_id(now_ms()), incident=incident,
            playbook=f"household_visit@{version}", place="5117", title="排查",
        )  # fmt: skip
        assert (reply.status, reply.body.get("code", "")) == expected
    assert "已于" in house.say("officer", "/campaigns", campaign=new_id(now_ms()), incident=incident,
                             playbook="household_visit@2", place="5117", title="排查").body["text"]  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/playbooks", "/forms", f"/forms/{FORM}", "/playbooks/household_visit/versions/1"]
)
def test_whoever_may_not_see_playbooks_sees_none(house: House, path: str) -> None:
    assert house.say("clerk", path, method="GET").status == 403
