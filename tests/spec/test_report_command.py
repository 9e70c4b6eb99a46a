"""`oneboard reports`, and what comes from phones: see docs/spec/reports.md."""

import csv
import io
import json

import pytest

from oneboard.foundation.clock import DAY_MS, day_of, now_ms, run_from
from oneboard.foundation.ids import new_id
from oneboard.projections.models import Task
from oneboard.projections.slots import SOUGHT_DAYS, _slot_of, slot_entry, task_id
from tests.house import House
from tests.ladder import Ladder
from tests.spec.attic import oneboard

#: Of one report from a phone.
SAID = {
    "status": "figures", "on_duty": 1, "new_fevers": 0, "isolated": 1, "released": 0, "in_isolation": 1,
    "short_of": ["none"],
}  # fmt: skip

ZONE = "Asia/Shanghai"


@pytest.mark.usefixtures("english")
def test_the_command_tells_what_is_missing_and_what_does_not_agree(
    served: House, capsys: pytest.CaptureFixture[str]
) -> None:
    ladder = Ladder(served)
    ladder.fever("g1")
    ladder.report("east", new_fevers=3)
    run_from(max(task.due or 0 for task in Task.objects.all()) + 1)
    assert oneboard("reports", "--as", "dispatcher") == 0
    said = capsys.readouterr().out
    assert "to be called: 凤北镇" in said and "西村" in said
    assert "unexplained -2" in said
    assert oneboard("reports", "--as", "dispatcher", "--only", "overdue", "--format", "json") == 0
    assert {row["name"] for row in json.loads(capsys.readouterr().out)["rows"]} == {"凤北镇", "西村"}
    assert oneboard("reports", "--as", "dispatcher", "--format", "csv") == 0
    lines = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    [east] = [line for line in lines if line["name"] == "东村"]
    assert (east["new_fevers"], east["new_fevers:computed"]) == ("3", "1")
    assert oneboard("reports", "--as", "dispatcher", "--ladder", ladder.task("town")) == 0
    assert "to be accepted: 东村" in capsys.readouterr().out
    assert oneboard("reports", "--as", "li") == 1


def with_phone(house: House) -> Ladder:
    """`li` works for the unit of the village, too."""
    ladder = Ladder(house)
    house.posts["li"] = new_id(now_ms())
    post = {"post": house.posts["li"], "member": house.members["li"], "unit": ladder.units["east"]}
    house.must("founder", "/posts", **post, place="511702001001", role="grid_worker")
    return ladder


def test_what_stands_in_the_form_beforehand_travels_to_the_phone_of_whoever_reports(house: House) -> None:
    ladder = with_phone(house)
    ladder.fever("g1")
    cursor = house.pull("li").body["cursor"]
    prefill = {one["task"]: one["answers"] for one in house.pull("li", cursor).body["prefill"]}
    assert prefill[ladder.task("east")] == {"new_fevers": 1, "released": 0}
    assert ladder.task("west") not in prefill
    ladder.play.phone("li", "report", ladder.task("east"), SAID)
    assert ladder.task("east") not in {one["task"] for one in house.pull("li", cursor).body["prefill"]}


def test_a_phone_is_not_refused_what_does_not_follow_and_a_person_sees_it(house: House) -> None:
    ladder = with_phone(house)
    first = ladder.play.phone("li", "report", ladder.task("east"), SAID)
    again = ladder.play.said("li", "report", ladder.task("east"), {**SAID, "in_isolation": 2}, corrects=first)
    third = ladder.play.said(
        "li", "report", ladder.task("east"), {**SAID, "in_isolation": 3}, corrects=again["id"]
    )
    assert house.tell("li", again) == [("recorded", "")]
    assert house.tell("li", third) == [("quarantined", "correction.mismatch")], (
        "one corrects the first, again"
    )
    [kept] = house.say("officer", "/quarantine", method="GET").body
    assert kept["entry"] == third["id"] and f"corrects: {first}" in kept["text"]
    assert house.tell("li", {**third, "id": new_id(now_ms()), "corrects": first}) == [("recorded", "")]
    row = ladder.rows()["east"]
    assert (row["figures"]["in_isolation"], row["corrected"]) == (3, True)
    today = ladder.task("east")
    run_from(now_ms() + DAY_MS // 2)
    assert ladder.play.next_slots() == 1
    ladder.play.phone("li", "report", ladder.task("east"), {**SAID, "isolated": 0, "in_isolation": 1})
    row = ladder.rows()["east"]
    assert (row["task"] != today, row["carried"], row["in_question"]) == (True, {"in_isolation": 3}, True)


def test_a_report_for_tomorrow_is_kept_says_so_and_counts_for_nothing(house: House) -> None:
    ladder = with_phone(house)
    slot = ladder.tasks()["east"].opened_at + DAY_MS
    tomorrow = task_id(slot_entry("daily_report", slot), ladder.campaign, ladder.units["east"])
    early = ladder.play.said("li", "report", ladder.task("east"), SAID)
    assert house.tell("li", {**early, "task": tomorrow}) == [("recorded", "")]
    assert house.say("east", f"/tasks/{tomorrow}", method="GET").status == 404
    run_from(now_ms() + DAY_MS // 2)
    assert ladder.play.next_slots() == 1
    assert ladder.play.effects(tomorrow) == ["too_early"]
    assert ladder.rows()["east"]["status"] == "missing"
    for language, words in (("en", "the day that it is for had not begun"), ("zh", "那一天还没有开始")):
        shown = house.client("east").get(f"/tasks/{tomorrow}", headers={"Accept-Language": language}).json()
        assert words in shown["history"][-1]["text"]
    assert house.figures("5117").get("units_reporting", 0) == 0


@pytest.mark.parametrize(("days", "found"), [(SOUGHT_DAYS - 1, True), (SOUGHT_DAYS, False)])
def test_a_report_counts_for_its_day_for_a_quarter_and_then_on_the_day_on_which_it_came(
    days: int, found: bool
) -> None:
    slot, campaign, unit = 1_580_688_000_000, new_id(1), new_id(2)  # 2020-02-03 08:00 there
    thread = task_id(slot_entry("diary", slot), campaign, unit)
    day = day_of(slot, ZONE) + days
    assert _slot_of(thread, ("diary", (campaign,), unit), (8 * 60,), day, ZONE) == (slot if found else None)
