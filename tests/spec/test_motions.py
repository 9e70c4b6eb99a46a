"""docs/spec/playbooks.md: what restricts people rests on an order with an end and takes two persons."""

from django.test import Client

from oneboard.cli.replay import replay
from oneboard.foundation.clock import day_of, day_text, now_ms
from oneboard.intake.imports.playbooks import read_files
from oneboard.playbooks.loader import load
from oneboard.projections.models import Playbook
from tests.content import CONTENT
from tests.house import House
from tests.playbooks import small

ORDER = "市指挥部第 9 号令"


def day(from_today: int) -> str:
    return day_text(day_of(now_ms(), "Asia/Shanghai") + from_today)


def screening(ends: str) -> dict[str, object]:
    files = small("screening", "{ask: {from: [open], to: done}}", "text | a | A",
                  measure="screening", basis=f"{{order: {ORDER}, ends: {ends}}}")  # fmt: skip
    return files.body


def keys() -> set[str]:
    return set(Playbook.objects.values_list("key", flat=True))


def test_what_restricts_people_waits_for_a_second_person_and_is_told_to_everyone(house: House) -> None:
    before = keys()
    first = house.must("founder", "/playbooks", **screening(day(5)))
    assert house.must("founder", "/playbooks", **screening(day(5)))["seq"] == first["seq"], (
        "the same again is the same"
    )
    assert keys() == before
    [motion] = house.say("officer", "/motions", method="GET").body
    assert (motion["key"], motion["measure"], motion["order"], motion["ends"]) == (
        "screening@1", "screening", ORDER, day(5),
    )  # fmt: skip
    address = f"/motions/{motion['motion']}"
    assert house.say("officer", address, method="GET").body["source"] == screening(day(5))["source"]
    assert house.say("founder", f"{address}/approve").status == 403
    house.must("officer", f"{address}/approve")
    assert keys() == before | {"screening@1"}
    assert house.say("officer", f"{address}/approve").body["code"] == "playbook.published"
    assert house.say("officer", "/motions", method="GET").body == []
    [measure] = Client(SERVER_NAME="localhost").get("/measures").json()
    assert (measure["key"], measure["order"], measure["ends"]) == ("screening@1", ORDER, day(5))
    assert measure["proposed"] <= measure["approved"]
    assert house.must("founder", "/playbooks", **screening(day(5)))["seq"] > first["seq"], "now it stands"
    assert replay(swap=False) == 0


def test_nobody_approves_what_he_proposed(house: House) -> None:
    house.appoint("officer", "5117", "founder")
    house.must("officer", "/playbooks", **screening(day(5)))
    [motion] = house.say("officer", "/motions", method="GET").body
    refused = house.say("officer", f"/motions/{motion['motion']}/approve")
    assert (refused.status, refused.body["code"]) == (409, "playbook.same_person")
    assert "screening@1" not in keys()


def test_an_order_that_has_ended_is_not_approved_and_another_is_given_in_publishing(house: House) -> None:
    house.must("founder", "/playbooks", **screening(day(-1)))
    [ended] = house.say("officer", "/motions", method="GET").body
    refused = house.say("officer", f"/motions/{ended['motion']}/approve")
    assert (refused.status, refused.body["code"]) == (409, "playbook.ended")
    house.must("founder", "/playbooks", basis={"order": "第 10 号令", "ends": day(9)}, **screening(day(-1)))
    motion = next(one for one in house.say("officer", "/motions", method="GET").body if one["ends"] == day(9))
    house.must("officer", f"/motions/{motion['motion']}/approve")
    shown = house.say("officer", "/playbooks/screening/versions/1", method="GET").body["source"]
    assert f'basis: {{order: "第 10 号令", ends: {day(9)}}}' in shown
    assert house.say("officer", "/motions", method="GET").body == [], "its version is taken"


def test_content_that_restricts_people_names_an_order_and_a_day() -> None:
    for file in sorted(CONTENT.glob("*/playbooks/*.yaml")):
        files = read_files(file)
        playbook = load(files.source, files.forms).playbook
        assert (playbook.measure is None) == (playbook.basis is None), file.name
