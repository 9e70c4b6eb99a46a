"""docs/spec/reports.md: what goes up, what is missing, and what was said beside what the journal counts."""

import pytest

from oneboard.cli.replay import replay
from oneboard.foundation.clock import DAY_MS, MINUTE_MS, now_ms, run_from
from oneboard.foundation.ids import new_id
from oneboard.projections.models import Task
from tests.house import House
from tests.ladder import Ladder


@pytest.fixture
def ladder(house: House) -> Ladder:
    return Ladder(house)


def late_in_the_day() -> None:
    """Behind the hour of every level."""
    run_from(max(task.due or 0 for task in Task.objects.all()) + MINUTE_MS)


def test_a_report_goes_up_with_what_was_accepted_below_and_names_what_is_missing(ladder: Ladder) -> None:
    ladder.fever("g1")
    ladder.report("east", on_duty=4, new_fevers=1, isolated=2, in_isolation=2)
    path = f"/tasks/{ladder.task('town')}/ladder"
    shown = ladder.read("town", path)
    assert (shown["below"], shown["accepted"], shown["totals"]["new_fevers"]) == (2, 0, 0)
    assert ([one["name"] for one in shown["missing"]], [one["name"] for one in shown["waiting"]]) == (
        ["西村"],
        ["东村"],
    )
    ladder.accept("dispatcher", "east")
    ladder.report("town", on_duty=10)
    shown = ladder.read("town", path)
    assert (shown["accepted"], shown["waiting"]) == (1, [])
    assert shown["totals"] == {
        "on_duty": 14,
        "new_fevers": 1,
        "isolated": 2,
        "released": 0,
        "in_isolation": 2,
    }
    assert shown["prefill"] == {"new_fevers": 0, "released": 0}, "the village's ground is told by the village"
    assert ladder.read("west", f"/tasks/{ladder.task('west')}/ladder")["prefill"]["new_fevers"] == 0
    ladder.accept("county_desk", "town")
    city = ladder.read("city", f"/tasks/{ladder.task('city')}/ladder")
    assert (city["below"], city["accepted"], city["totals"]["on_duty"]) == (4, 2, 14)
    assert {one["name"] for one in city["missing"]} == {"西村", "通川区"}
    assert ladder.house.say("east", path, method="GET").status == 404
    assert replay(swap=False) == 0


def test_units_by_days_in_four_states_with_what_is_late_corrected_returned_and_missing(
    ladder: Ladder,
) -> None:
    ladder.report("east", on_duty=3)
    ladder.play.desk("dispatcher", "give_back", ladder.task("east"), {"what": "incomplete"})
    assert ladder.rows()["east"]["reason"] == "漏报了"
    ladder.report("east", on_duty=5)
    ladder.play.desk(
        "west", "report", ladder.task("west"), {"status": "zero", "on_duty": 2, "short_of": ["none"]}
    )
    late_in_the_day()
    ladder.play.desk("town", "report", ladder.task("town"), {"status": "not_applicable", "reason": "closed"})
    rows = ladder.rows()
    told = {who: (row["status"], row["late"], row["corrected"], row["returned"]) for who, row in rows.items()}
    assert told == {
        "east": ("value", False, True, 1), "west": ("zero", False, False, 0),
        "town": ("not_applicable", True, False, 0), "county": ("missing", False, False, 0),
        "city": ("missing", False, False, 0),
    }  # fmt: skip
    assert rows["east"]["figures"]["on_duty"] == 5
    assert set(ladder.rows(only="overdue")) == {"county", "city"}
    assert set(ladder.rows("dispatcher")) == {"east", "west", "town"}, "one's own ground"
    counts = ladder.read("officer", "/reports")["counts"]
    assert (counts["missing"], counts["zero"], counts["late"], counts["waiting"]) == (4, 1, 1, 3)
    ladder.play.clock(now_ms())
    told = {who: {one["unit"] for one in ladder.read(who, "/notices") if one["kind"] == "overdue"} for who in
            ("dispatcher", "county_desk")}  # fmt: skip
    assert told == {"dispatcher": set(), "county_desk": {"通川区"}}, "by name, and by the hour of each level"


def test_what_is_said_stands_beside_what_the_journal_counts_with_the_difference_explained(
    ladder: Ladder,
) -> None:
    ladder.fever("g1")
    ladder.report("east", new_fevers=1)
    ladder.report("west", new_fevers=2)
    assert ladder.rows()["east"]["in_question"] is False
    row = ladder.rows()["west"]
    assert row["beside"]["new_fevers"] == {
        "reported": 2, "computed": 0, "late": 0, "corrected": 0, "unexplained": -2,
    }  # fmt: skip
    assert row["in_question"] is True
    ladder.fever("g1")
    row = ladder.rows(only="in_question")
    assert set(row) == {"west"}, "what came since explains itself"
    assert ladder.rows()["east"]["beside"]["new_fevers"] == {
        "reported": 1, "computed": 2, "late": 1, "corrected": 0, "unexplained": 0,
    }  # fmt: skip
    assert ladder.rows()["town"]["beside"]["new_fevers"]["computed"] == 0, "each ground is told once"


def test_what_stands_from_day_to_day_follows_from_the_day_before_or_says_why_not(ladder: Ladder) -> None:
    ladder.report("east", isolated=5, in_isolation=5)
    run_from(now_ms() + DAY_MS - 60 * MINUTE_MS)
    assert ladder.play.next_slots() == 1
    task = ladder.task("east")
    assert ladder.read("east", f"/tasks/{task}/ladder")["prefill"]["in_isolation"] == 5
    fallen = {
        "status": "figures",
        "on_duty": 1,
        "new_fevers": 0,
        "isolated": 1,
        "released": 0,
        "in_isolation": 4,
    }
    for language, words in (
        ("en", "that makes 6, and this report says 4"),
        ("zh-CN", "应为 6，这次填的是 4"),
    ):
        reply = ladder.house.client("east").post(
            f"/tasks/{task}/steps",
            {"id": new_id(now_ms()), "step": "report", "answers": fallen},
            "application/json",
            headers={"Accept-Language": language},
        )
        assert (reply.status_code, reply.json()["code"]) == (409, "report.not_carried")
        assert words in reply.json()["text"]
    ladder.play.desk("east", "report", task, {**fallen, "why_differs": "moved"})
    assert ladder.rows()["east"]["in_question"] is False
    assert ladder.house.figures("5117")["reported_isolated"] == 6
