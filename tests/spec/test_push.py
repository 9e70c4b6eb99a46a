"""The field door takes a batch and answers entry by entry. See docs/spec/field-door.md."""

from oneboard.foundation.ids import near_id
from tests.house import House


def test_a_visit_is_recorded_and_counted_at_every_place_above(house: House) -> None:
    campaign = house.campaign()
    home = house.household("li", "g1")
    task = near_id(home["subject"], "campaign", campaign, home["subject"])
    visit = house.step(
        "li",
        "visit",
        "g1",
        home["subject"],
        task=task,
        campaign=campaign,
        answers={"members_seen": 3, "leaflets": 2, "members/1/name": "王五"},
    )
    reply = house.phone("li", [home, visit])
    assert [e["outcome"] for e in reply.body["entries"]] == ["recorded", "recorded"], reply
    for place in ("g1", "511702001", "511702", "5117"):
        assert house.figures(place) == {
            "households_visited": 1,
            "leaflets_handed_out": 2,
        }
    shown = house.say("dispatcher", f"/tasks/{task}", method="GET").body
    assert shown["task"]["state"] == "visited"
    assert [s["effect"] for s in shown["steps"]] == [""]
