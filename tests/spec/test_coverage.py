"""Coverage: which places are staffed, report and are worked on; blank ones first. See docs/spec/people.md."""

from typing import Any

import msgspec
import pytest

from oneboard.foundation.clock import day_text, now_ms
from oneboard.foundation.ids import new_id
from oneboard.projections.models import Task
from oneboard.recorder import recorder
from tests.content import Play
from tests.house import House
from tests.spec.attic import oneboard


def seen(house: House, who: str = "officer", **query: Any) -> Any:
    reply = house.say(who, "/coverage", method="GET", **query)
    assert reply.status == 200, reply
    return reply.body


def visited(house: House) -> None:
    """One household at g1 is visited; at g2 one is owed, and nobody is in post any more."""
    campaign = house.campaign()
    home, other = house.household("li", "g1"), house.household("neighbour", "g2")
    assert house.tell("neighbour", other) == [("recorded", "")]
    visit = house.step("li", "visit", "g1", home["subject"], campaign=campaign, answers={"leaflets": 2})
    assert {outcome for outcome, _ in house.tell("li", home, visit)} == {"recorded"}
    house.leave("neighbour")


def test_what_is_blank_comes_first_and_says_what_it_lacks(
    served: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house = served
    visited(house)
    found = seen(house, place="5117", level="grid")
    assert [column["indicator"] for column in found["columns"]] == ["households_visited"]
    rows = [(row["place"], row["posts"], row["values"], row["blanks"]) for row in found["rows"]]
    assert rows == [("g2", 0, [0], 2), ("g3", 1, [0], 1), ("g1", 1, [1], 0)]
    assert (found["places"], found["blank"], found["unstaffed"], found["columns"][0]["blank"]) == (3, 2, 1, 2)
    towns = seen(house, place="511702")["rows"]
    assert [(row["place"], row["posts"], row["values"]) for row in towns] == [
        ("511702002", 0, [0]), ("511702001", 1, [1]),
    ]  # fmt: skip
    assert len(seen(house, place="5117", level="grid", limit=1)["rows"]) == 1
    assert seen(house, place="5117", level="grid", indicators="leaflets_handed_out")["rows"][2]["values"] == [
        2
    ]
    for form, told in (("text", "g2 地"), ("json", '"unstaffed": 1'), ("csv", "g3,g3 地,1,1,0,0")):
        assert (
            oneboard("coverage", "--place", "5117", "--level", "grid", "--format", form, "--as", "officer")
            == 0
        )
        assert told in capsys.readouterr().out.replace('"', "" if form == "csv" else '"')
    for language, words in (("zh", "共 3 处，2 处有空白"), ("en", "3 places; 2 lack something")):
        assert (
            oneboard("coverage", "--place", "5117", "--level", "grid", "--lang", language, "--as", "officer")
            == 0
        )
        assert words in capsys.readouterr().out


def test_a_unit_that_does_not_report_today_is_a_blank_where_there_is_one(house: House) -> None:
    play = Play(house, "epidemic", "daily_report")
    unit = play.unit("reporter", "511702", "区中心")
    play.campaign("daily_report")
    assert play.next_slots() == 1
    task = Task.objects.get(subject=unit)
    play.desk("reporter", "report", task.id, {"status": "zero", "on_duty": 3, "short_of": ["none"]})
    rows = {row["place"]: row for row in seen(house, place="5117")["rows"]}
    assert (rows["511702"]["units"], rows["511702"]["values"]) == (1, [1])
    assert (rows["511703"]["units"], rows["511703"]["values"]) == (0, [None]), (
        "where there is no unit none is owed"
    )
    before = day_text(recorder.running().reference().day(task.opened_at) - 2)
    [blank] = [row for row in seen(house, place="5117", day=before)["rows"] if row["place"] == "511702"]
    assert blank["values"] == [0] and seen(house, place="5117", day=before)["rows"][0] == blank


def test_what_is_asked_wrongly_says_what_would_be_right(house: House) -> None:
    for query, code in (
        ({"place": new_id(now_ms())}, "not_found"), ({"place": "5117", "indicators": "visits"}, "figure.unknown"),
        ({"place": "5117", "day": "2020-02-31"}, "body.invalid"),
    ):  # fmt: skip
        assert house.say("officer", "/coverage", method="GET", **query).body["code"] == code
    assert house.say("li", "/coverage", method="GET", place="g1").status == 403
    assert seen(house, place="5117")["columns"] == [], "nothing runs"
    assert msgspec.json.encode(seen(house, "dispatcher", place="511702001"))
