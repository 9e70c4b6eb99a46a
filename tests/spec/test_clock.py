"""Wrong clocks: a phone's time is corrected by what it says at the sending; both are kept. See docs/spec/clocks.md."""

from typing import Any

from oneboard.foundation.clock import DAY_MS, MINUTE_MS, day_of, day_text, iso, now_ms
from oneboard.foundation.ids import near_id
from oneboard.journal.models import Line
from oneboard.recorder.group import decode_entry
from oneboard.vocabulary.entry import Entry
from tests.house import House

YEARS = 3 * 365 * DAY_MS


def said(house: House, at: int, **fields: Any) -> dict[str, Any]:
    return house.household("li", "g1") | {"happened_at": iso(at)} | fields


def entry_of(submission: dict[str, Any]) -> Entry:
    return decode_entry(Line.objects.get(id=submission["id"]).body)


def test_a_clock_years_off_is_shifted_by_what_it_shows_at_the_sending_and_both_are_kept(house: House) -> None:
    for wrong in (-YEARS, YEARS):
        visit = said(house, now_ms() + wrong)
        assert house.tell("li", visit, sent_at=iso(now_ms() + wrong)) == [("recorded", "")]
        entry = entry_of(visit)
        assert iso(entry.happened_at) == visit["happened_at"]
        assert abs(entry.shift_ms + wrong) < MINUTE_MS


def test_a_clock_within_five_minutes_is_left_as_it_is(house: House) -> None:
    for off in (-4 * MINUTE_MS, 4 * MINUTE_MS):
        visit = said(house, now_ms())
        house.tell("li", visit, sent_at=iso(now_ms() + off))
        assert entry_of(visit).shift_ms == 0


def test_a_late_sending_from_a_right_clock_moves_nothing(house: House) -> None:
    """The post began a moment ago, so that the visit did, too; the phone sends it when it is back on the line."""
    visit = said(house, now_ms())
    house.tell("li", visit)
    assert entry_of(visit).shift_ms == 0


def test_a_clock_set_right_between_two_sendings_changes_nothing(house: House) -> None:
    visit = said(house, now_ms() - YEARS)
    first = house.phone("li", [visit], sent_at=iso(now_ms() - YEARS)).body["entries"]
    assert house.phone("li", [visit]).body["entries"] == first


def test_nothing_happens_after_we_heard_of_it(house: House) -> None:
    campaign = house.campaign()
    home = said(house, now_ms() + 4 * MINUTE_MS)
    house.tell("li", home)
    task = near_id(home["subject"], "campaign", campaign, home["subject"])
    shown = house.say("dispatcher", f"/tasks/{task}", method="GET").body
    assert shown["task"]["since"] <= iso(now_ms())


def test_a_figure_belongs_to_the_citys_day_of_the_corrected_time(house: House) -> None:
    home = said(house, now_ms() - YEARS)
    visit = house.step("li", "visit", "g1", home["subject"], answers={"leaflets": 2})
    visit["happened_at"] = home["happened_at"]
    before = now_ms()
    house.tell("li", home, visit, sent_at=iso(now_ms() - YEARS))
    days = {day_text(day_of(at, "Asia/Shanghai")) for at in (before, now_ms())}
    assert sum(house.figures("g1", day=day).get("leaflets_handed_out", 0) for day in days) == 2
    assert set(house.figures("g1", day=day_text(day_of(before - YEARS, "Asia/Shanghai"))).values()) == {0}


def test_a_time_no_phone_can_mean_needs_a_person(house: House) -> None:
    post = house.appoint("li", "g1", begins="2009-01-01T00:00:00+08:00")
    actor = {"member": house.members["li"], "post": post}
    for happened_at, found in (
        ("2015-01-01T00:00:00+00:00", ("recorded", "")),
        ("2014-12-31T23:59:59+00:00", ("quarantined", "clock.impossible")),
    ):
        assert house.tell("li", said(house, 0, happened_at=happened_at, actor=actor)) == [found]
