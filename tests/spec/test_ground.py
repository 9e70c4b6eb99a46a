"""Access follows the ground, never more and never less, whatever becomes of places. See docs/spec/territory.md."""

from oneboard.foundation.ids import near_id
from tests.house import House
from tests.territory import OLD_TOWN, TREE_2020, adopt, edition, got, leaflets, visits


def places_of(house: House, who: str) -> set[str]:
    return {place["id"] for place in got(house, who, "/places").body}


def test_a_post_at_a_town_that_is_gone_covers_what_the_town_covered(house: House) -> None:
    """No more: the county consists of that town's grids and one other now, and is not covered."""
    campaign = house.campaign(OLD_TOWN)
    visits(house)
    adopt(house)
    assert places_of(house, "dispatcher") == {"511702001001", "g1", "new", "g2"}
    assert {task["place"] for task in got(house, "dispatcher", "/tasks").body["tasks"]} == {"g1", "g2"}
    assert leaflets(house, OLD_TOWN, who="dispatcher") == 5
    for place in ("511702002", "511702", "511703"):
        assert got(house, "dispatcher", "/figures", place=place).status == 404
    late = house.household("neighbour", "g2")
    assert house.tell("neighbour", late) == [("recorded", "")]
    task = near_id(late["subject"], "campaign", campaign, late["subject"])
    assert got(house, "dispatcher", f"/tasks/{task}").status == 200, "the campaign goes on over its ground"


def test_a_place_of_a_higher_level_is_never_the_ground_of_what_is_gone(house: House) -> None:
    """Every grid of the county was the old town's, and yet the county is more than the town was."""
    adopt(house, edition(tree=[row for row in TREE_2020 if row[0] != "g4"]))
    assert places_of(house, "dispatcher") == {"511702002", "511702001001", "g1", "new", "g2"}


def test_ground_is_drawn_anew_when_a_grid_is_registered_by_hand(house: House) -> None:
    adopt(house, edition(tree=[row for row in TREE_2020 if row[0] != "g4"]))
    house.must("founder", "/places", place="g4", level="grid", name="四号", parent="511702002")
    assert places_of(house, "dispatcher") == {"511702001001", "g1", "new", "g2"}


def test_what_was_said_at_a_place_that_is_gone_is_seen_by_whoever_covers_all_of_it(house: House) -> None:
    house.appoint("clerk", "511702001001", "town_dispatcher")
    entry = house.household("li", OLD_TOWN)
    assert house.tell("li", entry) == [("quarantined", "place.elsewhere")]
    adopt(house)

    def kept(who: str) -> list[str]:
        return [row["entry"] for row in got(house, who, "/quarantine").body]

    assert kept("dispatcher") == kept("officer") == [entry["id"]]
    assert kept("clerk") == [], "a village of the old town is not all of it"


def test_a_figure_as_it_was_then_is_for_whoever_covers_now_what_the_place_covered_then(house: House) -> None:
    visits(house)
    house.appoint("clerk", "511703001", "town_dispatcher")
    tree = [row if row[0] != "g3" else ("g3", "grid", "new") for row in TREE_2020]
    adopt(house, edition(tree=tree))
    assert leaflets(house, "511703001", who="clerk") == 0
    then = got(house, "clerk", "/figures", place="511703001", edition="founding")
    assert (then.status, then.body["code"]) == (403, "not_permitted"), "its grid is another town's now"
    assert leaflets(house, "511703001", edition="founding") == 5
    assert leaflets(house, OLD_TOWN, who="dispatcher", edition="founding") == 5


def test_what_a_village_counted_that_is_gone_is_counted_above_its_grid_and_not_in_it(house: House) -> None:
    post = house.appoint("neighbour", "511702001002")
    actor = {"member": house.members["neighbour"], "post": post}
    home = house.household("neighbour", "511702001002") | {"actor": actor}
    step = house.step("neighbour", "visit", "511702001002", home["subject"], answers={"leaflets": 4})
    adopt(house)
    assert house.tell("neighbour", home, step | {"actor": actor}) == [("recorded", "")] * 2
    assert [leaflets(house, place) for place in ("g2", "new", "511702", "511702002")] == [0, 4, 4, 0]
