"""Tables of figures: many indicators at many places, for days, as of any moment, and how what changed came."""

import time
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from oneboard.foundation.clock import DAY_MS, day_of, day_text, iso, now_ms
from oneboard.indicators import moments
from oneboard.indicators.changes import changes
from oneboard.indicators.tables import Asked, read
from oneboard.journal.models import Line
from oneboard.projections import counting
from oneboard.projections.counting import CORRECTED, LATE, LINES, SO_FAR
from oneboard.projections.models import Mark, Place
from tests.house import House
from tests.spec.test_figures import PLACES, story

TODAY = day_of(now_ms(), "Asia/Shanghai")


@pytest.fixture(autouse=True)
def short_stretches() -> Iterator[None]:
    """A moment lies in the first half of a stretch, in the second, or in one that is not over."""
    with mock.patch.object(counting, "STRETCH", 5):
        yield


def recounted(place: str, seq: int) -> dict[tuple[str, int], int]:
    """From the marks alone."""
    found: dict[tuple[str, int], int] = {}
    paths = dict(Place.objects.values_list("id", "path"))
    for mark in Mark.objects.filter(number__lt=(seq + 1) * LINES):
        if place in paths[mark.place].split("."):
            for day in {mark.day, SO_FAR, mark.came}:
                found[mark.indicator, day] = found.get((mark.indicator, day), 0) + mark.n
    return {key: n for key, n in found.items() if n}


def asked(house: House, path: str = "/figures/table", **query: Any) -> Any:
    reply = house.say("officer", path, method="GET", **query)
    assert reply.status == 200, reply
    return reply.body


def late_and_corrected(house: House) -> None:
    """Yesterday's visit comes today; and a visit is corrected."""
    house.posts["li"] = house.appoint("li", "g1", begins=iso(now_ms() - 3 * DAY_MS))
    home = house.household("li", "g1")
    late = house.step("li", "visit", "g1", home["subject"], answers={"leaflets": 4})
    late["happened_at"] = iso(now_ms() - DAY_MS)
    again = house.step("li", "visit", "g1", home["subject"], answers={"leaflets": 9})
    mended = house.step("li", "visit", "g1", home["subject"], answers={"leaflets": 7}, corrects=again["id"])
    for entry in (home, late, again, mended):
        assert house.tell("li", entry) == [("recorded", "")]


def test_every_cell_is_a_recount_from_the_marks_at_every_place_day_and_entry(house: House) -> None:
    story(house)
    late_and_corrected(house)
    days = (SO_FAR, LATE, CORRECTED, TODAY, TODAY - 1)
    last = moments.now().seq
    for seq in (None, *range(Line.objects.count() - 14, last + 1)):
        found = read(Asked(PLACES, (), days, seq))
        for place in PLACES:
            cells = {(i, day): n for (i, at, day), n in found.items() if at == place and n}
            assert cells == recounted(place, last if seq is None else seq), (place, seq)


def test_what_changed_is_new_late_or_corrected(house: House) -> None:
    story(house)
    before = moments.now().seq
    late_and_corrected(house)
    now = moments.now().seq
    found = changes(["5117", "g1", "g2"], ["leaflets_handed_out", "households_visited"], before, now)
    leaflets = found["leaflets_handed_out", "5117"]
    assert (leaflets.before, leaflets.new, leaflets.late, leaflets.corrected, leaflets.after) == (
        8,
        9,
        4,
        -2,
        19,
    )
    assert found["leaflets_handed_out", "g1"].after == 14
    assert found["households_visited", "g2"].new == 0
    for change in found.values():
        assert change.after == change.before + change.new + change.late + change.corrected
    half = changes(["5117"], ["leaflets_handed_out"], before, now - 1)["leaflets_handed_out", "5117"]
    rest = changes(["5117"], ["leaflets_handed_out"], now - 1, now)["leaflets_handed_out", "5117"]
    assert (half.late + rest.late, half.corrected + rest.corrected) == (leaflets.late, leaflets.corrected)


def test_a_table_has_the_place_and_those_of_the_level_below_it(house: House) -> None:
    moment = story(house)[6]
    table = asked(house, place="5117", level="town", indicators="leaflets_handed_out,households_visited")
    assert [i["indicator"] for i in table["indicators"]] == ["leaflets_handed_out", "households_visited"]
    rows = [(row["place"], row["level"], row["values"]) for row in table["rows"]]
    assert rows == [
        ("5117", "city", [8, 2]), ("511702001", "town", [8, 2]), ("511702002", "town", [0, 0]),
        ("511703001", "town", [0, 0]),
    ]  # fmt: skip
    then = asked(house, place="511702001", level="grid", indicators="leaflets_handed_out", as_of=moment)
    assert [row["values"] for row in then["rows"]] == [[10], [5], [5]]
    by_seq = asked(house, place="511702001", level="grid", indicators="leaflets_handed_out", seq=then["seq"])
    assert by_seq == then


def test_a_series_has_a_row_for_every_day(house: House) -> None:
    story(house)
    late_and_corrected(house)
    since, until = day_text(TODAY - 2), day_text(TODAY)
    table = asked(house, place="5117", indicators="leaflets_handed_out", since=since, until=until)
    assert [(row["day"], row["values"]) for row in table["rows"]] == [
        (since, [0]), (day_text(TODAY - 1), [4]), (until, [15]),
    ]  # fmt: skip
    with_days = asked(house, place="5117", indicators="leaflets_handed_out", day=until)
    assert [row["values"] for row in with_days["rows"]] == [[15]]


def test_changes_are_told_over_http_from_a_moment_or_an_entry(house: House) -> None:
    story(house)
    before = moments.now()
    time.sleep(0.005)
    late_and_corrected(house)
    given = {"place": "5117", "level": "county", "indicators": "leaflets_handed_out"}
    by_seq = asked(house, "/figures/changes", **given, from_seq=before.seq)
    assert by_seq == asked(house, "/figures/changes", **given, from_as_of=iso(before.recorded_at + 1))
    assert by_seq["rows"][0]["values"] == [{"before": 8, "new": 9, "late": 4, "corrected": -2, "after": 19}]


def test_a_table_is_refused_with_what_would_be_right(house: House) -> None:
    def refused(path: str = "/figures/table", who: str = "officer", **query: Any) -> tuple[int, str]:
        reply = house.say(who, path, method="GET", **query)
        return reply.status, reply.body["code"]

    assert refused(place="5117", indicators="leaflet_handed_out") == (422, "figure.unknown")
    assert (
        "leaflets_handed_out"
        in house.say(
            "officer", "/figures/table", method="GET", place="5117", indicators="leaflet_handed_out"
        ).body["text"]
    )
    assert refused(place="5117", level="street") == (422, "body.invalid")
    assert refused(place="5117", since="2026-01-01") == (422, "body.invalid")
    assert refused(place="5117", since="2026-01-02", until="2026-01-01") == (422, "body.invalid")
    assert refused(place="5117", since="2020-01-01", until="2026-01-01") == (422, "figure.too_many")
    assert refused(place="5117", seq=10**6) == (422, "figure.future")
    assert refused("/figures/changes", place="5117") == (422, "body.invalid")
    assert refused(who="dispatcher", place="511703") == (404, "not_found")
    assert refused(who="li", place="g1") == (403, "not_permitted")


def test_entries_are_given_part_by_part_each_with_where_when_and_which_step(house: House) -> None:
    story(house)
    path = "/figures/leaflets_handed_out/entries"
    whole = asked(house, path, place="5117")
    assert {(line["place"], line["step"], line["n"]) for line in whole} == {
        ("g1", "visit", 3),
        ("g2", "visit", 5),
    }
    first = asked(house, path, place="5117", limit=1)
    assert [*first, *asked(house, path, place="5117", limit=1, after=first[0]["entry"])] == whole
    assert all(line["playbook"] == "household_visit@1" for line in whole)
