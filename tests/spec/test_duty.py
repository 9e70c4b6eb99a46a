"""Duty: who is there now, until when, and which grids have nobody. See docs/spec/people.md."""

from oneboard.foundation.clock import DAY_MS, iso, now_ms
from oneboard.privacy.models import Opening
from tests.house import House
from tests.roster import TOWN, bring, row, see


def test_duty_shows_who_is_there_now_until_when_and_which_grids_have_nobody(town: House) -> None:
    town.must("head", f"/posts/{town.posts['neighbour']}/end", reason="relieved")
    bring(town, row(1, ends="2099-12-31"))
    seen = see(town, "head", f"/places/{TOWN}/duty")
    assert (seen["blank"], [b["place"] for b in seen["blanks"]]) == (1, ["g2"])
    by_place = [(line["place"], line["role"]) for line in seen["on_duty"]]
    assert (
        by_place == [(TOWN, role) for role in ("town_dispatcher", "town_head")] + [("g1", "grid_worker")] * 2
    )
    assert {line["until"] for line in seen["on_duty"]} == {None, "2099-12-31T16:00:00.000Z"}
    assert {line["name"] for line in seen["on_duty"]} == {None}
    assert not Opening.objects.exists()


def test_duty_opens_names_for_a_purpose(town: House) -> None:
    bring(town, row(1))
    seen = see(town, "head", "/places/g1/duty", purpose="夜间联系")
    assert {(line["name"], line["phone"]) for line in seen["on_duty"]} == {
        ("li", None),
        ("周1", "13800000001"),
    }
    assert Opening.objects.get().subjects.count() == 2
    above = see(town, "head", "/places/g1/duty", above=True, below=False)
    assert {line["place"] for line in above["on_duty"]} >= {"5117", TOWN, "g1"}
    town.join("leader", "squad_leader", "g1", town.unit)
    assert see(town, "leader", "/places/g1/duty", purpose="集合")["on_duty"][0]["name"]
    assert town.say("leader", f"/places/{TOWN}/duty", method="GET").status == 404


def test_duty_at_another_moment(town: House) -> None:
    tomorrow = iso(now_ms() + DAY_MS)
    town.appoint("li", "g2", begins=tomorrow)
    assert [line["post"] for line in see(town, "head", "/places/g2/duty")["on_duty"]] == [
        town.posts["neighbour"]
    ]
    assert len(see(town, "head", "/places/g2/duty", at=iso(now_ms() + 2 * DAY_MS))["on_duty"]) == 2
    assert len(see(town, "head", "/places/g2/duty", at=iso(now_ms() - DAY_MS))["on_duty"]) == 0
    assert town.say("head", "/places/g2/duty", method="GET", at="2020-02-03T08:00:00").status == 422


def test_duty_goes_on_page_by_page(town: House) -> None:
    bring(town, *(row(n) for n in range(1, 6)))
    whole = see(town, "head", f"/places/{TOWN}/duty")
    found, after = [], ""
    while True:
        page = see(town, "head", f"/places/{TOWN}/duty", limit=3, after=after)
        found += page["on_duty"]
        if page["after"] is None:
            break
        assert page["blanks"] == [] or not after
        after = page["after"]
    assert found == whole["on_duty"]
    assert town.say("head", f"/places/{TOWN}/duty", method="GET", after="x").status == 422
