"""The bulletin as a draft: every figure with what changed, and the way to the entries behind it."""

from typing import Any

import pytest

from oneboard.foundation.clock import iso, now_ms
from oneboard.indicators import moments
from tests.house import House
from tests.spec.test_bulletin_templates import CONTENT, SMALL
from tests.spec.test_figure_tables import late_and_corrected
from tests.spec.test_figures import story


@pytest.fixture
def centre(house: House) -> House:
    """With the city's template published."""
    source = (CONTENT / "epidemic/bulletins/epidemic_response.yaml").read_text(encoding="utf-8")
    house.must("founder", "/templates", source=source)
    return house


def drawn(house: House, place: str = "5117", **query: str) -> Any:
    reply = house.say("officer", "/bulletins/draft", method="GET", place=place, **query)
    assert reply.status == 200, reply
    return reply.body


def lines(bulletin: Any) -> dict[str, Any]:
    """By figure, what changed of it."""
    return {
        line["figure"]: line["change"]
        for section in bulletin["content"]["sections"]
        for line in section["lines"]
    }


def test_every_figure_is_told_with_what_changed_and_what_nothing_counts_is_named(centre: House) -> None:
    moment = story(centre)[6]
    late_and_corrected(centre)
    found = lines(drawn(centre))
    assert found["leaflets_handed_out"] == {"before": 0, "new": 19, "late": 4, "corrected": -4, "after": 19}
    assert found["households_visited"]["after"] == centre.figures("5117")["households_visited"]
    assert found["cases_filed_online"] is None
    then = drawn(centre, as_of=moment)
    assert lines(then)["leaflets_handed_out"]["after"] == 10
    assert then["content"]["as_of"]["seq"] < moments.now().seq


def test_each_place_has_its_figures_and_each_figure_the_way_to_its_entries(centre: House) -> None:
    story(centre)
    bulletin = drawn(centre)
    told = [name for name, change in lines(bulletin).items() if change]
    for row in bulletin["content"]["rows"]:
        figures = centre.figures(row["place"]["place"])
        assert row["values"] == [figures.get(name, 0) for name in told]
    assert [row["place"]["level"] for row in bulletin["content"]["rows"]] == [
        "county", "town", "town", "county", "town",
    ]  # fmt: skip
    assert set(bulletin["entries"]) == set(told)
    path, _, query = bulletin["entries"]["leaflets_handed_out"].partition("?")
    behind = centre.say("officer", path, method="GET", **dict(part.split("=") for part in query.split("&")))
    assert sum(line["n"] for line in behind.body) == lines(bulletin)["leaflets_handed_out"]["after"]


def test_a_town_has_its_own_and_no_places_above_it(centre: House) -> None:
    story(centre)
    town = drawn(centre, place="511702001")["content"]
    assert town["heads"]["masthead"]["zh"].startswith(town["place"]["name"])
    assert town["rows"] == []
    centre.must(
        "founder", "/templates", source=SMALL.replace("by: [county, town]", "by: [county, town, village]")
    )
    [village, *_] = drawn(centre, place="511702001", template="small")["content"]["rows"]
    assert village["place"]["level"] == "village" and village["values"] == [None], (
        "small below town level: withheld"
    )


def test_the_same_moment_gives_the_same_bulletin_to_the_byte(centre: House) -> None:
    story(centre)
    at = iso(moments.now().recorded_at)
    first = drawn(centre, as_of=at)
    late_and_corrected(centre)
    assert drawn(centre, as_of=at) == first != drawn(centre)


def test_it_says_that_it_is_an_exercise(centre: House) -> None:
    assert drawn(centre)["content"]["exercise"] is False
    centre.campaign()
    assert drawn(centre)["content"]["exercise"] is True


def test_a_draft_is_refused_with_what_would_be_right(house: House) -> None:
    def refused(who: str = "officer", **query: str) -> tuple[int, str]:
        reply = house.say(who, "/bulletins/draft", method="GET", **query)
        return reply.status, reply.body["code"]

    assert refused(place="5117") == (422, "template.unknown")
    house.must("founder", "/templates", source=SMALL)
    assert refused(place="5117", template="large") == (422, "template.unknown")
    assert refused(place="5117", as_of=iso(now_ms() + 3_600_000)) == (422, "body.invalid")
    assert refused(place="g1") == (422, "bulletin.level")
    assert refused("li", place="g1") == (403, "not_permitted")
    assert refused("dispatcher", place="5117") == (404, "not_found")
