"""Grids are split and merged, places renamed and moved, by hand and with history. See docs/spec/territory.md."""

from typing import Any

from oneboard.foundation.ids import derived_id, near_id
from oneboard.projections.models import Place
from tests.house import House
from tests.territory import adopt, got, leaflets, visits

SPLIT = {"into": [{"id": "g1a", "name": "一号甲"}, {"id": "g1b", "name": "一号乙"}]}
MERGE: dict[str, Any] = {"of": ["g1", "g2"], "place": "m", "name": "合", "parent": "511702001002"}


def whys(house: House) -> set[tuple[str, str, int | None]]:
    found = got(house, "officer", "/places/attention").body
    return {(row["why"], row["place"], row["count"]) for row in found}


def test_a_split_grid_stays_closed_with_its_figures_and_its_households(house: House) -> None:
    visits(house)
    house.must("founder", "/places/g1/split", **SPLIT)
    assert [leaflets(house, place) for place in ("g1", "g1a", "511702001001")] == [2, 0, 2]
    assert ("subjects_left", "g1", 1) in whys(house)
    assert ("post_closed", "g1", None) in whys(house)
    late = house.household("li", "g1")
    assert house.tell("li", late) == [("recorded", "")], "what was seen there is never refused"
    house.appoint("li", "g1a")
    assert {place["id"] for place in house.pull("li").body["places"]} == {"g1", "g1a"}


def test_merged_grids_close_and_their_subjects_and_tasks_move_to_the_new_one(house: House) -> None:
    homes = visits(house)
    campaign = house.campaign()
    late = house.household("li", "g1")
    house.must("founder", "/places/merge", **MERGE)
    house.appoint("li", "m")
    pulled = house.pull("li").body
    assert {row["id"] for row in pulled["subjects"]} == {homes["g1"], homes["g2"]}
    assert {(row["id"], row["place"]) for row in pulled["tasks"]} == {
        (near_id(homes[grid], "campaign", campaign, homes[grid]), "m") for grid in ("g1", "g2")
    }
    assert [leaflets(house, place) for place in ("m", "g1", "g2", "511702001")] == [0, 2, 3, 5], (
        "figures stay"
    )
    assert house.tell("li", late) == [("recorded", "")]
    told = {(row["id"], row["place"]) for row in house.pull("li", pulled["cursor"]).body["tasks"]}
    assert (near_id(late["subject"], "campaign", campaign, late["subject"]), "m") in told, (
        "what is heard of later lies there too"
    )


def test_a_hand_and_an_edition_go_together_and_old_trees_still_add_up(house: House) -> None:
    visits(house)
    house.must("founder", "/places/g1/split", **SPLIT)
    tree = [("5117", "city", None), ("511702", "county", "5117"), ("511702009", "town", "511702")]
    leaves = [(id_, "grid", "511702009") for id_ in ("g1", "g1a", "g1b", "g2", "g3")]
    body = {
        "edition": "2020", "title": "x", "source": "", "valid_from": "2020-06-30",
        "places": [{"id": i, "level": level, "name": i, "parent": p} for i, level, p in [*tree, *leaves]],
    }  # fmt: skip
    assert adopt(house, body).status == 200
    assert Place.objects.get(id="g1").closed
    house.must("founder", "/places/merge", **(MERGE | {"of": ["g1a", "g2"], "parent": "511702009"}))
    house.must("founder", "/places", place="g9", level="grid", name="九号", parent="511702009")
    for edition in ("founding", "2020"):
        assert leaflets(house, "5117", edition=edition) == 10, edition
    assert leaflets(house, "511702001", edition="founding") == 5
    grids = {row["id"] for row in got(house, "founder", "/editions/founding").body["places"]}
    assert {"g1", "g1a", "g1b", "m", "g9"} <= grids


def test_a_misplaced_village_is_moved_with_all_below_it_and_figures_follow(house: House) -> None:
    visits(house)
    house.must("founder", "/places/move", parents={"511702001001": "511702002"})
    assert [leaflets(house, place) for place in ("511702001", "511702002", "511702")] == [3, 2, 5]
    assert Place.objects.get(id="g1").path == "5117.511702.511702002.511702001001.g1"
    assert got(house, "dispatcher", "/figures", place="g1").status == 404
    [*_, moved] = got(house, "officer", "/places/511702001001/history").body
    assert (moved["what"], moved["parent"], moved["edition"]) == ("changed", "511702002", "")


def test_a_phone_at_a_town_drops_what_was_moved_away_from_it(house: House) -> None:
    visits(house)
    house.appoint("li", "511702001")
    cursor = house.pull("li").body["cursor"]
    house.must("founder", "/places/move", parents={"511702001002": "511702002"})
    answer = house.pull("li", cursor).body
    assert answer["gone"] == ["511702001002", "g2"]
    assert house.pull("li", answer["cursor"]).body["gone"] == []


def test_a_renamed_place_keeps_its_old_name_in_editions_before(house: House) -> None:
    adopt(house)
    house.must("founder", "/places/511702002/rename", name="滨河镇")
    names = {
        edition: {p["id"]: p["name"] for p in got(house, "founder", f"/editions/{edition}").body["places"]}
        for edition in ("founding", "2020")
    }
    assert [names[edition]["511702002"] for edition in names] == ["511702002 地", "滨河镇"]


#: Path, body, and the code of its refusal.
REFUSED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("/places/511702001/split", SPLIT, "place.no_grid"),
    ("/places/g1/split", {"into": [{"id": "x", "name": "x"}, {"id": "x", "name": "y"}]}, "body.invalid"),
    ("/places/g1/split", {"into": [{"id": "x", "name": "x"}]}, "body.invalid"),
    ("/places/g1/split", {"into": [{"id": "x", "name": "x"}, {"id": "g2", "name": "y"}]}, "place.exists"),
    ("/places/g0/split", SPLIT, "place.closed"),
    ("/places/nowhere/split", SPLIT, "not_found"),
    ("/places/merge", MERGE | {"of": ["g1", "511702002"]}, "place.no_grid"),
    ("/places/merge", MERGE | {"of": ["g1", "g0"]}, "place.closed"),
    ("/places/merge", MERGE | {"of": ["g1", "g1"]}, "body.invalid"),
    ("/places/merge", MERGE | {"parent": "g3"}, "place.level"),
    ("/places/merge", MERGE | {"place": "g3"}, "place.exists"),
    ("/places/move", {"parents": {"511702001": "511702001001"}}, "place.level"),
    ("/places/move", {"parents": {"g1": "g2"}}, "place.level"),
    ("/places/move", {"parents": {"5117": "511702"}}, "body.invalid"),
    ("/places/move", {"parents": {"g1": "nowhere"}}, "not_found"),
    ("/places", {"place": "g9", "level": "grid", "name": "x", "parent": "g1"}, "place.level"),
    ("/places", {"place": "c9", "level": "county", "name": "x", "parent": "511702001"}, "place.level"),
    ("/posts", {"place": "g0", "role": "grid_worker"}, "place.closed"),
)


def test_what_cannot_be_done_to_a_place_is_refused(house: House) -> None:
    house.must("founder", "/places", place="g0", level="grid", name="零号", parent="511702002")
    house.must("founder", "/places/g0/split", into=[{"id": "g0a", "name": "甲"}, {"id": "g0b", "name": "乙"}])
    post = {"post": derived_id("x"), "member": house.members["li"], "unit": house.unit}
    before = Place.objects.count()
    for path, body, code in REFUSED:
        body = body | post if path == "/posts" else body
        assert house.say("founder", path, **body).body["code"] == code, (path, body)
        assert house.say("officer", path, **body).body["code"] == "not_permitted", path
    assert Place.objects.count() == before
