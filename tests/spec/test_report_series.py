"""Series of cumulative figures: one that falls by a correction, one whose date changes its meaning.

The real one lies in the shared folder beside the repository; where it is absent the test says so and is skipped.
"""

import csv
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest

from oneboard.foundation.clock import DAY_MS, day_begins, day_text, now_ms, run_from
from oneboard.intake.imports.playbooks import Files
from oneboard.projections.models import Task
from tests.content import Play
from tests.house import House

SERIES: Final = Path(__file__).parents[3] / "shared/data/epidemic/dazhou_canghailan_2020.csv"

#: The days on which the real one falls and rises again: 41, 42, 41, 42.
REAL: Final = ("2020-03-09", "2020-03-10", "2020-03-11", "2020-03-13")

CASES: Final = Files(b"""
playbook: cases
version: 1
serves: [S04]
title: {zh: \xe7\x97\x85\xe4\xbe\x8b\xe6\x97\xa5\xe6\x8a\xa5, en: Cases of the day}
subject: units
form: cases.md
readable: {status: "a declared zero", cured: "adds up", new_cured: "counted", why: "says why it falls"}
report:
  step: report
  accepted: approved
  zero: {answer: status, is: zero}
  adds: [cured, new_cured]
  carries: {cured: {plus: [new_cured], unless: why}}
task:
  holder: unit
  opens: [schedule]
  schedule: {at: ["08:00"], counts_for_its_day: true}
  states: {open: {due: today 20:00}, reported: {}, approved: {final: true}}
  steps:
    report: {from: [open, reported], to: reported}
    approve: {by: [duty_officer], from: [reported], to: approved}
count: {cured_as_reported: {sum: new_cured, when: report, last: true}}
""", {"cases.md": """
| survey | type | name | label |
| | select_one status | status | 情况 |
| | integer | cured | 累计治愈 |
| | integer | new_cured | 新增治愈 |
| | text | why | 为什么减少 |

| choices | list_name | name | label |
| | status | figures | 有 |
| | status | zero | 无 |
""".encode()})  # fmt: skip


class Series:
    """One unit at the city that says a cumulative figure each day."""

    def __init__(self, house: House) -> None:
        self.house, self.play = house, Play(house, "epidemic")
        house.must("founder", "/playbooks", **CASES.body)
        self.unit = self.play.unit("cdc", "5117", "疾控中心")
        body = {
            "campaign": self.play.incident,
            "incident": self.play.incident,
            "playbook": "cases@1",
            "place": "5117",
        }
        house.must("officer", "/campaigns", **body, title="病例日报")

    def next_day(self) -> str:
        """Its report's task."""
        assert self.play.next_slots() == 1
        return str(Task.objects.filter(subject=self.unit).latest("opened_at").id)

    def say(self, task: str, **answers: Any) -> tuple[int, str]:
        said = {"status": "figures", **answers}
        reply = self.house.say("cdc", f"/tasks/{task}/steps", step="report", answers=said)
        return reply.status, reply.body.get("text", "")

    def rows(self) -> list[dict[str, Any]]:
        first = Task.objects.earliest("opened_at").opened_at
        days = {"since": day_text(first // DAY_MS), "until": day_text(now_ms() // DAY_MS)}
        rows = self.house.say("officer", "/reports", method="GET", **days).body["rows"]
        return [row for row in rows if row["unit"] == self.unit]


def printed() -> Sequence[int]:
    with SERIES.open(encoding="utf-8") as file:
        found = {row["date"]: int(row["cured"]) for row in csv.DictReader(file)}
    return [found[day] for day in REAL]


@pytest.mark.parametrize("real", [
    False,
    pytest.param(True, marks=pytest.mark.skipif(
        not SERIES.is_file(), reason="the shared folder of real series is not beside the repository"
    )),
])  # fmt: skip
def test_a_cumulative_figure_falls_only_with_a_reason_and_every_number_stands_as_it_was_printed(
    house: House, real: bool
) -> None:
    series, numbers = Series(house), printed() if real else (5, 9, 8, 9)
    before = None
    for number in numbers:
        task = series.next_day()
        gained = 0 if before is None else max(0, number - before)
        status, text = series.say(task, cured=number, new_cured=gained)
        if before is not None and number < before:
            assert (status, str(before) in text, str(number) in text) == (409, True, True)
            status, text = series.say(
                task, cured=number, new_cured=gained, why="一例复查未达治愈标准，予以核减"
            )
        assert status == 200, text
        before = number
    rows = series.rows()
    assert [row["figures"]["cured"] for row in rows] == list(numbers)
    assert not any(row["in_question"] for row in rows)
    gained_at_all = sum(max(0, b - a) for a, b in pairwise(numbers))
    assert house.figures("5117")["cured_as_reported"] == gained_at_all


def test_a_figure_as_of_midnight_is_its_days_and_the_same_said_of_the_next_day_is_found(house: House) -> None:
    """What was `as of 24:00` is published the next morning; then somebody dates it by the morning."""
    series = Series(house)
    first = series.next_day()
    midnight = day_begins(Task.objects.get(id=first).opened_at // DAY_MS + 1, "Asia/Shanghai")
    run_from(midnight + 1_800_000)
    assert series.say(first, cured=23, new_cured=3)[0] == 200
    second = series.next_day()
    status, text = series.say(second, cured=23, new_cured=3)
    assert (status, "应为 26" in text) == (409, True)
    assert series.say(second, cured=25, new_cured=2)[0] == 200
    rows = series.rows()
    assert [(row["figures"]["cured"], row["late"]) for row in rows] == [(23, True), (25, False)]
    assert rows[0]["day"] < rows[1]["day"]
