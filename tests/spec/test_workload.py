"""What is asked of people in the field: by whom, how much, how long, and who had no rest. See docs/spec/people.md."""

from typing import Any

import pytest

from oneboard.cli.main import main
from oneboard.cli.replay import replay
from oneboard.foundation.clock import DAY_MS, iso, now_ms
from tests.house import House
from tests.roster import TOWN, see

HOUR_MS = 3_600_000

#: Noon in China, some days ago.
NOON = (now_ms() // DAY_MS - 3) * DAY_MS + 4 * HOUR_MS


@pytest.fixture
def crew(town: House) -> House:
    """Both workers have been in post for some while."""
    for who, place in (("li", "g1"), ("neighbour", "g2")):
        town.posts[who] = town.appoint(who, place, begins=iso(NOON - 20 * DAY_MS))
    return town


def visit(
    house: House, at: int, spent: int = 0, who: str = "li", place: str = "g1", **answers: Any
) -> dict[str, Any]:
    home = "01700000-0000-7000-8000-0000000000aa"
    return house.step(who, "visit", place, home, happened_at=iso(at), spent_s=spent, answers=answers)


def seen(house: House, day: int = NOON, **query: Any) -> Any:
    return see(house, "head", f"/places/{TOWN}/workload", day=iso(day)[:10], **query)


def test_who_asks_how_much_and_for_how_long(crew: House) -> None:
    home = crew.household("li", "g1") | {"happened_at": iso(NOON - 2 * HOUR_MS), "spent_s": 90}
    told = crew.tell(
        "li", home, visit(crew, NOON, 150, members_seen=2, leaflets=1), visit(crew, NOON + HOUR_MS)
    )
    told += crew.tell("neighbour", visit(crew, NOON, 60, "neighbour", "g2", leaflets=1))
    assert {outcome for outcome, _ in told} == {"recorded"}
    found = seen(crew)
    said = len(home["answers"])
    asking = [(a["work"], a["posts"], a["entries"], a["answers"], a["minutes"]) for a in found["asking"]]
    assert asking == sorted(
        [("household_visit", 2, 2, 3, 3), ("subject.registered", 1, 1, said, 1)], key=lambda one: -one[3]
    ), "a step without an answer asked nothing"
    workers = [(w["post"], w["answers"], w["minutes"]) for w in found["workers"]]
    assert workers == [(crew.posts["li"], 2 + said, 4), (crew.posts["neighbour"], 1, 1)]
    [li, _] = found["workers"]
    assert (li["first"], li["last"]) == (iso(NOON - 2 * HOUR_MS), iso(NOON))
    assert not li["long"] and not li["rest_owed"]
    assert replay(swap=False) == 0


def test_a_long_day_and_a_week_without_rest_are_told(crew: House) -> None:
    days = [visit(crew, NOON - n * DAY_MS, leaflets=1) for n in range(7)]
    crew.tell(
        "li", *days, visit(crew, NOON - 6 * HOUR_MS, leaflets=1), visit(crew, NOON + 6 * HOUR_MS, leaflets=1)
    )
    [li] = seen(crew)["workers"]
    assert (li["days_in_a_row"], li["rest_owed"], li["long"]) == (7, True, True)
    [before] = seen(crew, NOON - DAY_MS)["workers"]
    assert (before["days_in_a_row"], before["rest_owed"], before["long"]) == (6, False, False)


def test_pages_and_bad_questions(crew: House) -> None:
    crew.tell("li", visit(crew, NOON, leaflets=1, members_seen=1))
    crew.tell("neighbour", visit(crew, NOON, 0, "neighbour", "g2", leaflets=1))
    first = seen(crew, limit=1)
    second = seen(crew, limit=1, after=first["after"])
    assert [w["post"] for w in (*first["workers"], *second["workers"])] == [
        crew.posts["li"],
        crew.posts["neighbour"],
    ]
    assert second["asking"] == []
    for wrong in ({"after": "x"}, {"day": "tomorrow"}):
        assert crew.say("head", f"/places/{TOWN}/workload", method="GET", **wrong).status == 422
    assert crew.say("li", f"/places/{TOWN}/workload", method="GET").status in (401, 403, 404)


def test_the_terminal_says_it(crew: House, capsys: pytest.CaptureFixture[str]) -> None:
    crew.tell("li", visit(crew, NOON, 150, leaflets=1))
    assert main(["workload", TOWN, "--day", iso(NOON - DAY_MS)[:10], "--as", "head"]) == 0
    assert "没有人填报" in capsys.readouterr().out
    assert main(["workload", TOWN, "--day", iso(NOON)[:10], "--as", "head"]) == 0
    told = capsys.readouterr().out
    assert "household_visit" in told and "12:00" in told
