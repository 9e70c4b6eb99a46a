"""People keep their ground when the territory changes, never more and never less. See docs/spec/people.md."""

from oneboard.cli.replay import replay
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.projections.models import Post, Unit
from tests.house import House
from tests.roster import NEW, SAME, TOWN, bring, member, post_of, row, see
from tests.territory import adopt

SPLIT = {"into": [{"id": "g1a", "name": "一号甲"}, {"id": "g1b", "name": "一号乙"}]}
MERGE = {"of": ["g1", "g2"], "place": "m", "name": "合", "parent": "511702001002"}


def right(house: House, row_: dict[str, object], who: str = "head") -> tuple[str, str]:
    [taken] = house.must(who, "/people/rows", rows=[row_])["rows"]
    [fault] = taken["faults"]
    return fault["problem"], fault["right"]


def named(house: House, place: str) -> str:
    return next(str(seen["name"]) for seen in see(house, "founder", "/places") if seen["id"] == place)


def test_a_row_names_no_grid_that_was_split_or_merged_and_hears_which_to_name(town: House) -> None:
    town.must("founder", "/places/g1/split", **SPLIT)
    assert right(town, row(1)) == ("place.closed", "改填现在的网格：g1a, g1b。")
    town.must("founder", "/places/merge", **(MERGE | {"of": ["g1a", "g2"]}))
    assert right(town, row(1)) == ("place.closed", "改填现在的网格：g1b, m。")
    assert bring(town, row(1, place="g1b"), row(2, place="合")) == [NEW, NEW]


def test_of_a_grid_and_its_heir_of_one_name_the_heir_is_meant(town: House) -> None:
    name = named(town, "g1")
    town.must("founder", "/places/g1/split", into=[{"id": "g1a", "name": name}, {"id": "g1b", "name": "乙"}])
    assert bring(town, row(1, place=name)) == [NEW]
    assert post_of(member("0001")).place == "g1a"


def test_a_row_names_no_place_that_is_gone_and_hears_what_covers_its_ground(town: House) -> None:
    adopt(town)
    assert right(town, row(1, place=TOWN)) == ("place.gone", "改填现在的地点：511702001001, new。")
    town.join("other", "town_head", "511702002", town.unit)
    assert right(town, row(1, place=TOWN), "other")[0] == "place.unknown", (
        "out of sight it looks like nothing"
    )


def test_a_head_of_a_town_that_is_gone_manages_its_people_and_no_others(town: House) -> None:
    bring(town, row(1), row(2, place="g2"))
    adopt(town)
    units = {unit["id"] for unit in see(town, "head", "/units")}
    assert units == {Unit.objects.get(place=TOWN).id}
    numbers = {seen["number"] for seen in see(town, "head", "/members", purpose="核对")}
    assert {"0001", "0002"} <= numbers
    assert bring(town, row(1), row(2, place="g2"), row(3, place="new")) == [SAME, SAME, NEW]
    town.join("other", "town_head", "511702001001", town.unit)
    assert see(town, "other", "/units") == [], "a village of the old town is not all of it"
    assert right(town, row(4), "other")[0] == "unit.unknown"
    assert {post["member"] for post in see(town, "other", "/posts")} >= {member("0001")}
    assert town.members["head"] not in {post["member"] for post in see(town, "other", "/posts")}
    assert replay(swap=False) == 0


def test_a_post_at_a_place_that_is_gone_is_ended_and_not_handed_over(town: House) -> None:
    bring(town, row(1, place=TOWN, role="town_dispatcher"), row(2))
    adopt(town)
    post = post_of(member("0001")).id
    refused = town.say("head", f"/posts/{post}/hand-over", post=new_id(now_ms()), member=member("0002"))
    assert (refused.status, refused.body["code"]) == (409, "place.gone")
    town.join("other", "town_head", "511702001001", town.unit)
    assert town.say("other", f"/posts/{post}/end", reason="relieved").status == 404
    town.must("head", f"/posts/{post}/end", reason="relieved")
    assert Post.objects.get(id=post).ends is not None


def test_a_leaver_is_sent_off_from_a_place_that_is_gone(town: House) -> None:
    bring(town, row(1, place=TOWN, role="town_dispatcher"))
    adopt(town)
    town.must("head", f"/members/{member('0001')}/leave")
    assert post_of(member("0001")).ends is not None


def test_a_post_at_a_closed_grid_is_ended_and_not_handed_over(town: House) -> None:
    bring(town, row(1), row(2, place="g2"))
    town.must("founder", "/places/g1/split", **SPLIT)
    post = post_of(member("0001")).id
    refused = town.say("head", f"/posts/{post}/hand-over", post=new_id(now_ms()), member=member("0002"))
    assert refused.body["code"] == "place.closed"
    town.must("head", f"/posts/{post}/end", reason="relieved")


def test_duty_counts_no_closed_grid_as_blank_and_shows_who_is_still_there(town: House) -> None:
    town.must("founder", "/places/g1/split", **SPLIT)
    seen = see(town, "head", f"/places/{TOWN}/duty")
    assert [blank["place"] for blank in seen["blanks"]] == ["g1a", "g1b"]
    assert town.posts["li"] in {line["post"] for line in seen["on_duty"]}


def test_duty_shows_posts_of_a_place_that_is_gone_where_all_of_its_ground_lies(town: House) -> None:
    name = named(town, TOWN)
    adopt(town)
    whole = see(town, "founder", "/places/511702/duty")["on_duty"]
    here = [line for line in whole if line["post"] == town.posts["head"]]
    assert [(line["place"], line["place_name"]) for line in here] == [(TOWN, name)]
    part = see(town, "founder", "/places/new/duty")["on_duty"]
    assert town.posts["head"] not in {line["post"] for line in part}, "`new` is not all of it"
    above = see(town, "founder", "/places/g2/duty", above=True)["on_duty"]
    assert town.posts["head"] in {line["post"] for line in above}, "he covers the grid"
