"""Editions: a tree is adopted while work goes on, and is asked as it is and as it was. See docs/spec/territory.md."""

import time

import pytest

from oneboard.foundation.clock import iso, now_ms
from oneboard.foundation.ids import derived_id
from oneboard.projections.models import Place
from tests.house import House
from tests.territory import OLD_TOWN, TREE_2020, adopt, edition, got, leaflets, visits


def test_an_edition_adopted_amid_a_campaign_keeps_every_series_going(house: House) -> None:
    visits(house)
    before = iso(now_ms())
    time.sleep(0.002)
    assert adopt(house).status == 200
    assert [leaflets(house, place) for place in ("5117", "511702", "511702002", "new", "g2")] == [
        10,
        5,
        2,
        3,
        3,
    ]
    home = house.household("li", "g1")
    house.tell("li", home, house.step("li", "visit", "g1", home["subject"], answers={"leaflets": 7}))
    assert [leaflets(house, place) for place in ("5117", "511702002", "new")] == [17, 9, 3]
    assert [leaflets(house, place, as_of=before) for place in ("5117", "511702002", "new")] == [10, 2, 3]


def test_a_place_is_asked_as_it_was_then_and_as_it_is_now(house: House) -> None:
    visits(house)
    adopt(house)
    then = {
        place: leaflets(house, place, edition="founding")
        for place in ("5117", "511702", OLD_TOWN, "511702002")
    }
    assert then == {"5117": 10, "511702": 5, OLD_TOWN: 5, "511702002": 0}
    assert leaflets(house, OLD_TOWN) == 5, "what lies on its ground now"
    behind = got(house, "officer", "/figures/leaflets_handed_out/entries", place=OLD_TOWN, edition="founding")
    assert sum(line["n"] for line in behind.body) == 5
    assert got(house, "officer", "/figures", place="new", edition="founding").status == 404


def test_a_phone_keeps_its_grid_when_the_towns_above_it_change(house: House) -> None:
    homes = visits(house)
    cursor = house.pull("li").body["cursor"]
    adopt(house)
    answer = house.pull("li", cursor).body
    assert (answer["gone"], answer["subjects"]) == ([], [])
    assert [place["id"] for place in answer["places"]] == ["g1"]
    step = house.step("li", "visit", "g1", homes["g1"], answers={"leaflets": 1})
    assert house.tell("li", step) == [("recorded", "")]


def test_an_entry_at_a_place_that_is_gone_is_accepted_late_and_rolled_up(house: House) -> None:
    post = house.appoint("li", OLD_TOWN)
    home = house.household("li", OLD_TOWN) | {"actor": {"member": house.members["li"], "post": post}}
    step = house.step("li", "visit", OLD_TOWN, home["subject"], answers={"leaflets": 4}) | {
        "actor": home["actor"]
    }
    adopt(house)
    assert house.tell("li", home, step) == [("recorded", "")] * 2
    assert [leaflets(house, place) for place in ("511702", "511702002", "new", "5117")] == [4, 0, 0, 4]
    assert leaflets(house, OLD_TOWN, edition="founding") == 4


def test_an_edition_lists_every_fault_with_what_would_be_right(house: House) -> None:
    tree = [row for row in TREE_2020 if row[0] not in ("g2", "511703")]
    tree += [("g1", "grid", "5117"), ("g9", "grid", "g1"), ("511702001001x", "village", "nowhere")]
    body = edition(tree=tree) | {"valid_from": "2020-02-30"}
    reply = adopt(house, body)
    assert (reply.status, reply.body["code"]) == (422, "edition.invalid")
    problem = reply.body["text"]
    for fault in ("2020-02-30", "g2", "511703001 511703001 今", "g1 g1 今", "g9 g9 今", "nowhere"):
        assert fault in problem, fault
    assert Place.objects.count() == 11, "nothing of it was taken"


def test_an_edition_needs_a_new_number_and_gives_new_places_new_ids(house: House) -> None:
    first = adopt(house)
    assert adopt(house).body == first.body, "the same again changes nothing"
    again = adopt(house, edition(tree=[*TREE_2020, (OLD_TOWN, "town", "511703")]))
    assert "2020" in again.body["text"]
    assert OLD_TOWN in again.body["text"]
    new = {"place": OLD_TOWN, "level": "town", "name": "x", "parent": "511702"}
    assert house.say("founder", "/places", **new).body["code"] == "place.exists"
    post = {"post": derived_id("x"), "member": house.members["li"], "unit": house.unit, "role": "grid_worker"}
    assert house.say("founder", "/posts", place=OLD_TOWN, **post).body["code"] == "place.gone"


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("clerk", 403), ("li", 403)])
def test_only_who_answers_for_the_whole_territory_adopts(house: House, who: str, status: int) -> None:
    assert adopt(house, who=who).status == status


def test_editions_are_listed_and_shown(house: House) -> None:
    adopt(house)
    listed = got(house, "officer", "/editions").body
    assert [(row["edition"], row["in_force"], row["places"]) for row in listed] == [
        ("founding", False, 12),
        ("2020", True, 11),
    ]
    shown = got(house, "founder", "/editions/2020").body
    assert {place["id"] for place in shown["places"]} == {row[0] for row in TREE_2020}
    assert adopt(house, shown | {"edition": "2021"}).status == 200, "what is shown can be adopted"
    assert got(house, "founder", "/editions/1999").status == 404


def test_what_became_of_a_place_is_told_by_edition_and_hand(house: House) -> None:
    house.must("founder", "/places/g2/rename", name="二号网格")
    adopt(house)
    told = got(house, "officer", "/places/g2/history").body
    assert [(row["what"], row["edition"], row["parent"]) for row in told] == [
        ("appeared", "", "511702001002"), ("changed", "", "511702001002"), ("changed", "2020", "new"),
    ]  # fmt: skip
    gone = got(house, "officer", f"/places/{OLD_TOWN}/history").body[-1]
    assert (gone["what"], sorted(gone["others"]), gone["valid_from"]) == (
        "gone",
        ["511702001001", "new"],
        "2020-06-30",
    )


def test_what_needs_a_person_is_listed_with_why(house: House) -> None:
    adopt(house, edition(g3="unplaced", new="majority"))
    found = got(house, "officer", "/places/attention").body
    assert {(row["why"], row["place"]) for row in found} == {
        ("placed_by_unplaced", "g3"), ("placed_by_majority", "new"), ("post_gone", OLD_TOWN),
    }  # fmt: skip
    assert all(row["text"] for row in found)
    house.must("founder", "/places/move", parents={"g3": "new"})
    assert "g3" not in {row["place"] for row in got(house, "officer", "/places/attention").body}
