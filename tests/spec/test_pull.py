"""Pull: a phone gets its own grids and nothing else, bit by bit. See docs/spec/field-door.md."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oneboard.foundation.ids import near_id
from oneboard.intake.field import pull as pulling
from oneboard.intake.imports.playbooks import read_files
from oneboard.privacy.models import OpenedSubject, Opening
from tests.house import SAMPLE, House

SORTS = ("places", "playbooks", "subjects", "tasks")


def ids(answer: dict[str, Any]) -> dict[str, set[str]]:
    return {sort: {row.get("id", row.get("key")) for row in answer[sort]} for sort in SORTS}


def everything(house: House, who: str, cursor: str = "") -> tuple[dict[str, list[str]], str]:
    """Page after page until there is no more."""
    found: dict[str, list[str]] = {sort: [] for sort in SORTS}
    for _ in range(50):
        answer = house.pull(who, cursor).body
        for sort in SORTS:
            found[sort] += [row.get("id", row.get("key")) for row in answer[sort]]
        cursor = answer["cursor"]
        if not answer["more"]:
            return found, cursor
    raise AssertionError("it never ends")


def two_homes(house: House) -> tuple[dict[str, Any], dict[str, Any]]:
    mine, others = house.household("li", "g1"), house.household("neighbour", "g2")
    assert house.tell("li", mine) + house.tell("neighbour", others) == [("recorded", "")] * 2
    return mine, others


def test_pull_is_refused(house: House) -> None:
    assert house.say("officer", "/sync", method="GET").body["code"] == "not_permitted"
    for cursor in ("x", "eyJ9", "!", "A" * 20_001):
        assert house.pull("li", cursor).body["code"] == "body.invalid", cursor
    house.leave("li")
    assert (house.pull("li").status, house.pull("li").body["code"]) == (403, "not_permitted")


def test_a_phone_gets_its_own_grid_and_nothing_else(house: House) -> None:
    campaign = house.campaign()
    mine, _ = two_homes(house)
    assert ids(house.pull("li").body) == {
        "places": {"g1"}, "playbooks": {"household_visit@1"}, "subjects": {mine["subject"]},
        "tasks": {near_id(mine["subject"], "campaign", campaign, mine["subject"])},
    }  # fmt: skip


def test_a_second_pull_brings_only_what_is_new(house: House) -> None:
    house.campaign()
    mine, _ = two_homes(house)
    cursor = house.pull("li").body["cursor"]
    again = house.pull("li", cursor).body
    assert ids(again) == {sort: set() for sort in SORTS}
    new = house.household("li", "g1")
    house.tell("li", new, house.step("li", "visit", "g1", mine["subject"]))
    assert ids(house.pull("li", again["cursor"]).body)["subjects"] == {new["subject"]}


def test_a_publication_costs_no_phone_a_question_more(house: House) -> None:
    """4,300 phones hear of it within the hour."""
    house.campaign()
    two_homes(house)
    cursor = everything(house, "li")[1]

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            house.pull("li", cursor)
        return len(asked)

    before = questions()
    files = read_files(SAMPLE)
    house.must(
        "founder",
        "/playbooks",
        **(files.body | {"source": files.source.decode().replace("version: 1", "version: 2")}),
    )
    house.pull("li", cursor)  # the node reads it into memory, once for all
    assert [row["key"] for row in house.pull("li", cursor).body["playbooks"]] == ["household_visit@2"]
    assert questions() == before


def test_a_task_comes_again_when_its_state_has_changed(house: House) -> None:
    campaign = house.campaign()
    mine, _ = two_homes(house)
    cursor = house.pull("li").body["cursor"]
    task = near_id(mine["subject"], "campaign", campaign, mine["subject"])
    house.tell("li", house.step("li", "not_home", "g1", mine["subject"], task=task, campaign=campaign))
    [changed] = house.pull("li", cursor).body["tasks"]
    assert (changed["id"], changed["state"]) == (task, "revisit")


def test_the_answers_of_its_own_are_opened_for_the_phone(house: House) -> None:
    mine, _ = two_homes(house)
    [subject] = house.pull("li").body["subjects"]
    assert subject["answers"] == mine["answers"]


def test_a_registration_with_a_position_is_opened_without_it(house: House) -> None:
    mine = house.household("li", "g1") | {"position": {"latitude": 31209000, "longitude": 107468000}}
    assert house.tell("li", mine) == [("recorded", "")]
    [subject] = house.pull("li").body["subjects"]
    assert subject["answers"] == mine["answers"]


def test_a_pull_is_one_opening_that_names_its_subjects(house: House) -> None:
    homes = [house.household("li", "g1") for _ in range(3)]
    house.tell("li", *homes)
    cursor = house.pull("li").body["cursor"]
    [opening] = Opening.objects.all()
    assert (opening.member, opening.post) == (house.members["li"], house.posts["li"])
    assert opening.purpose
    assert set(OpenedSubject.objects.values_list("subject", flat=True)) == {home["subject"] for home in homes}
    house.pull("li", cursor)
    assert Opening.objects.count() == 1, "what opens nothing is no opening"


def test_a_larger_scope_sends_what_is_new_and_a_smaller_one_what_is_gone(house: House) -> None:
    mine, others = two_homes(house)
    cursor = house.pull("li").body["cursor"]
    house.appoint("li", "g2")
    wider = house.pull("li", cursor).body
    assert ids(wider) == {
        "places": {"g2"},
        "playbooks": set(),
        "subjects": {others["subject"]},
        "tasks": set(),
    }
    assert wider["gone"] == []
    house.leave("li")
    narrower = house.pull("li", wider["cursor"]).body
    assert narrower["gone"] == ["g1"]
    assert ids(narrower) == {sort: set() for sort in SORTS}
    assert house.pull("li", narrower["cursor"]).body["gone"] == []
    assert mine["subject"] not in ids(house.pull("li").body)["subjects"]


def test_a_scope_that_comes_back_is_sent_again(house: House) -> None:
    mine, _ = two_homes(house)
    cursor = house.pull("li").body["cursor"]
    house.appoint("li", "g2")
    house.leave("li")
    away = house.pull("li", cursor).body
    assert away["gone"] == ["g1"]
    house.appoint("li", "g1")
    assert ids(house.pull("li", away["cursor"]).body)["subjects"] == {mine["subject"]}


def test_pages_bring_everything_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """All the tasks of a campaign change with one entry, and a page may end between them."""
    monkeypatch.setattr(pulling, "PAGE", 2)
    house.appoint("li", "g2")
    homes = []
    for who, grid in (("li", "g1"), ("li", "g1"), ("neighbour", "g2"), ("li", "g1"), ("neighbour", "g2")):
        homes.append(house.household(who, grid))
        assert house.tell(who, homes[-1]) == [("recorded", "")]
    campaign = house.campaign()
    found, cursor = everything(house, "li")
    assert sorted(found["subjects"]) == sorted(home["subject"] for home in homes)
    assert sorted(found["tasks"]) == sorted(
        near_id(home["subject"], "campaign", campaign, home["subject"]) for home in homes
    )
    assert sorted(found["places"]) == ["g1", "g2"]
    assert everything(house, "li", cursor)[0] == {sort: [] for sort in SORTS}


def test_what_is_held_or_needs_a_person_is_visible_to_the_worker_until_it_is_settled(house: House) -> None:
    parent = house.household("li", "g1")
    child = house.household("li", "g1") | {"parents": [parent["id"]]}
    wrong = house.household("li", "nowhere")
    house.tell("li", child, wrong)
    kept = {(row["entry"], row["state"], row["reason"]) for row in house.pull("li").body["kept"]}
    assert kept == {(child["id"], "held", "parent.missing"), (wrong["id"], "quarantined", "place.unknown")}
    assert house.pull("neighbour").body["kept"] == []
    house.tell("li", parent)
    assert [row["entry"] for row in house.pull("li").body["kept"]] == [wrong["id"]]


def test_a_subject_that_moves_to_another_grid_is_gone_from_the_first(house: House) -> None:
    mine = house.household("li", "g1")
    house.tell("li", mine)
    cursor = house.pull("li").body["cursor"]
    fact = {"register": "households", "to": "g2", "as_of": 0}
    house.tell("li", house.entry("li", "subject.moved@1", fact, place="g1", subject=mine["subject"]))
    answer = house.pull("li", cursor).body
    assert mine["subject"] in str(answer["gone"])
