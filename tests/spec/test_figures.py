"""Figures: exact at any moment, followed to their entries by whoever may see the place. See docs/figures.md."""

import time
from typing import Any

import pytest

from oneboard.foundation.clock import day_of, day_text, iso, now_ms
from oneboard.journal.models import Line
from oneboard.projections.models import Place
from tests.house import House

PLACES = ("g1", "g2", "511702001001", "511702001", "511702", "5117")


def story(house: House) -> list[str]:
    """Visits, a visit again, a correction and one from the next grid; returns the moments between them."""
    moments = []
    homes = [house.household("li", "g1"), house.household("li", "g1"), house.household("neighbour", "g2")]
    visit = house.step("li", "visit", "g1", homes[0]["subject"], answers={"leaflets": 2})
    for who, entry in (
        ("li", homes[0]), ("li", homes[1]), ("neighbour", homes[2]), ("li", visit),
        ("li", house.step("li", "visit", "g1", homes[0]["subject"], answers={"leaflets": 3})),
        ("li", house.step("li", "not_home", "g1", homes[1]["subject"])),
        ("neighbour", house.step("neighbour", "visit", "g2", homes[2]["subject"], answers={"leaflets": 5})),
        ("li", house.step("li", "visit", "g1", homes[0]["subject"], answers={"leaflets": 1}, corrects=visit["id"])),
        ("li", house.step("li", "refuse", "g1", homes[0]["subject"], corrects=visit["id"])),
    ):  # fmt: skip
        assert house.tell(who, entry) == [("recorded", "")]
        moments.append(iso(Line.objects.get(id=entry["id"]).recorded_at))
        time.sleep(0.002)
    return moments


def behind(house: House, place: str, indicator: str, **query: str) -> dict[str, int]:
    found = house.say("officer", f"/figures/{indicator}/entries", method="GET", place=place, **query)
    return {line["entry"]: line["n"] for line in found.body}


def test_every_figure_is_the_sum_over_the_entries_it_lists_at_every_place_and_moment(house: House) -> None:
    moments = story(house)
    today = {day_text(day_of(now_ms(), "Asia/Shanghai"))}
    for place in PLACES:
        for query in ({}, *({"as_of": moment} for moment in moments), *({"day": day} for day in today)):
            for indicator, value in house.figures(place, **query).items():
                assert sum(behind(house, place, indicator, **query).values()) == value, (
                    place,
                    query,
                    indicator,
                )


def test_a_figure_as_of_a_moment_is_what_it_was_then(house: House) -> None:
    moments = story(house)
    leaflets = [house.figures("5117", as_of=moment).get("leaflets_handed_out", 0) for moment in moments]
    assert leaflets == [0, 0, 0, 2, 5, 5, 10, 9, 8]
    visited = [house.figures("511702001", as_of=moment).get("households_visited", 0) for moment in moments]
    assert visited == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert house.figures("g1")["leaflets_handed_out"] == 3


def test_a_figure_as_of_before_everything_is_nothing(house: House) -> None:
    story(house)
    assert set(house.figures("5117", as_of="2020-01-01T00:00:00Z").values()) <= {0}
    assert behind(house, "5117", "leaflets_handed_out", as_of="2020-01-01T00:00:00Z") == {}


def test_a_figure_says_the_last_entry_it_takes_into_account(house: House) -> None:
    story(house)
    [figure, *_] = house.say("officer", "/figures", method="GET", place="g1").body
    assert figure["seq"] == Line.objects.count()


def test_the_entries_of_a_correction_stand_under_the_first(house: House) -> None:
    home = house.household("li", "g1")
    visit = house.step("li", "visit", "g1", home["subject"], answers={"leaflets": 2})
    house.tell("li", home, visit)
    house.tell(
        "li", house.step("li", "visit", "g1", home["subject"], answers={"leaflets": 7}, corrects=visit["id"])
    )
    assert behind(house, "g1", "leaflets_handed_out") == {visit["id"]: 7}


@pytest.mark.parametrize("path", ["/figures", "/figures/leaflets_handed_out/entries"])
def test_figures_are_refused(house: House, path: str) -> None:
    def asked(who: str, **query: Any) -> tuple[int, str]:
        reply = house.say(who, path, method="GET", **query)
        return reply.status, reply.body["code"]

    assert Place.objects.filter(id="511703").exists()
    assert asked("dispatcher", place="511703") == asked("dispatcher", place="nowhere") == (404, "not_found")
    assert asked("dispatcher", place="511702") == (404, "not_found")
    assert asked("li", place="g1") == (403, "not_permitted")
    assert asked("officer") == (422, "body.invalid")
    assert asked("officer", place="g1", day="2026-02-30") == (422, "body.invalid")
    assert asked("officer", place="g1", day="today") == (422, "body.invalid")
    assert asked("officer", place="g1", as_of="2026-02-03T08:00:00") == (422, "body.invalid")
