"""docs/spec/content.md: leads of every source, reports by the public, and warnings."""

from collections.abc import Iterator
from typing import Any

import pytest

from oneboard.cli.replay import replay
from oneboard.foundation.clock import DAY_MS, MINUTE_MS, now_ms
from oneboard.projections.models import Task
from tests.content import Play
from tests.house import House

PLAYBOOKS = ("warning_action", "warning", "public_report", "lead")
REGISTERS = ("leads", "lead_contacts")
SO = {"way": "there", "found": "茶馆后院三桌麻将"}
NOT_SO = {"way": "there", "turned_out": "nothing"}
PASSED_ON = {"receiver": "market", "receipt": "市场监管所 周二 10:20"}


def sort(category: str, urgency: str = "today", kind: str = "lead", warns: str = "no") -> dict[str, Any]:
    return {"category": category, "urgency": urgency, "kind": kind, "warns": warns}


class Desk(Play):
    """A town's desk where leads come in at the grid g1."""

    def __init__(self, house: House) -> None:
        super().__init__(house, "epidemic", *PLAYBOOKS, registers=REGISTERS)
        self.campaign("lead")

    def lead(self, said: str = "村口茶馆后院有人打麻将", source: str = "hotline", who: str = "li") -> str:
        """Its task."""
        self.about = self.subject("leads", who, number=f"{now_ms()}", source=source, said=said)
        return self.task("lead", self.about)

    def opened(self, name: str) -> str:
        return self.task(name, self.about)

    def holders(self, task: str) -> set[str]:
        """Of the cast, whom the list of the day shows it as theirs by their role."""
        return {
            who
            for who in ("li", "leader", "dispatcher", "officer", "neighbour")
            if task
            in {one["task"]["id"] for one in self.house.say(who, "/today", method="GET").body["tasks"]}
        }


@pytest.fixture
def desk(house: House) -> Iterator[Desk]:
    desk = Desk(house)
    yield desk
    desk.agree()
    assert replay(swap=False) == 0


def test_a_lead_goes_by_its_place_and_what_it_is_about_to_whoever_looks_into_it(desk: Desk) -> None:
    for category, state, whose in (
        ("gathering", "with_grid", "li"), ("trade", "with_squad", "leader"), ("claim", "with_town", "dispatcher"),
    ):  # fmt: skip
        task = desk.lead()
        assert desk.holders(task) == {"dispatcher"}
        assert desk.refused("li", "sort", task) == "task.not_yours"
        desk.desk("dispatcher", "sort", task, sort(category))
        assert (desk.state(task), desk.holders(task)) == (state, {whose})
    urgent = desk.lead()
    desk.desk("dispatcher", "sort", urgent, sort("gathering", "now"))
    found = Task.objects.get(id=urgent)
    assert (found.state, (found.due or 0) - found.since) == ("at_once", 120 * MINUTE_MS)
    desk.count(leads_captured=4, lead_matters=4)


def test_a_lead_that_is_sent_on_keeps_its_deadline_and_its_history(desk: Desk) -> None:
    task = desk.lead()
    desk.desk("dispatcher", "sort", task, sort("gathering", "now"))
    before = Task.objects.get(id=task).due
    desk.house.must("dispatcher", f"/tasks/{task}/assign", to=f"post:{desk.house.posts['leader']}")
    desk.desk("leader", "send_on", task, {"category": "trade", "reason": "category"})
    assert desk.state(task) == "with_squad"
    assert Task.objects.get(id=task).assigned is not None, "the same role has it, and so has the same person"
    desk.desk("leader", "send_on", task, {"category": "gathering", "reason": "powers"})
    desk.desk("dispatcher", "send_on", task, {"category": "gathering", "reason": "hands"})
    found = Task.objects.get(id=task)
    assert (found.state, found.due, found.assigned) == ("with_grid", before, None)
    told = desk.house.say("dispatcher", f"/tasks/{task}", method="GET").body
    assert [step["step"] for step in told["steps"]] == ["sort", "@assigned", *["send_on"] * 3]
    desk.clock((before or 0) + 1)
    assert ("overdue", task) in desk.notices("leader"), "its deadline is the one that it had from the first"
    desk.count(leads_captured=1, lead_matters=1)


def test_whoever_reported_it_is_told_and_it_can_be_taken_up_again(desk: Desk) -> None:
    task = desk.lead(source="counter")
    desk.desk("dispatcher", "sort", task, sort("gathering"))
    desk.phone("li", "so", task, SO)
    desk.desk("dispatcher", "settle", task, {"done": ["persuaded"]})
    desk.desk("dispatcher", "tell", task, {"told": "called"})
    assert desk.state(task) == "closed"
    desk.desk("dispatcher", "take_up_again", task, {"reason": "again"})
    desk.desk("dispatcher", "sort", task, sort("gathering"))
    desk.phone("li", "not_so", task, NOT_SO)
    desk.desk("dispatcher", "tell", task, {"told": "anonymous"})
    assert desk.state(task) == "unfounded"
    for step, answers in (
        ("set_aside", {"reason": "unrelated"}), ("pass_on", PASSED_ON), ("sort", sort("claim", kind="note")),
    ):  # fmt: skip
        desk.desk("dispatcher", step, desk.lead(), answers)
    desk.count(
        leads_captured=2, lead_matters=2, leads_set_aside=1, leads_proven=1, leads_unfounded=1, leads_told=1
    )


def test_a_lead_is_sorted_the_same_day_and_one_that_is_held_up_is_the_duty_officers_to_hear(
    desk: Desk,
) -> None:
    task = desk.lead()
    due = Task.objects.get(id=task).due or 0
    assert due - now_ms() < DAY_MS, "the same day"
    desk.clock(max(due, now_ms()) + 1)
    assert all(("overdue", task) in desk.notices(who) for who in ("dispatcher", "officer"))
    desk.clock(Task.objects.get(id=task).opened_at + 5 * DAY_MS)
    assert desk.state(task) == "held_up"
    desk.seen.add(("lead", "held_up"))


def test_a_report_of_an_unlawful_act_is_verified_before_anything_follows(desk: Desk) -> None:
    reports = []
    for _ in range(3):
        task = desk.lead("街尾药店口罩卖到三十元一个", "message")
        desk.desk("dispatcher", "sort", task, sort("trade", kind="report"))
        assert desk.state(task) == "as_report"
        reports.append(desk.opened("public_report"))
    for report in reports:
        for step in ("hand_over", "settle"):
            assert desk.refused("dispatcher", step, report) == "task.not_from"
    first, second, third = reports
    for report in (first, second):
        desk.desk("leader", "verify", report, SO)
    desk.desk("leader", "hand_over", first, PASSED_ON)
    desk.desk("leader", "settle", second, {"done": ["put_right"]})
    desk.desk("leader", "not_so", third, NOT_SO)
    assert desk.holders(first) == {"dispatcher"}
    for report in reports:
        desk.desk("dispatcher", "tell", report, {"told": "message"})
    assert [desk.state(report) for report in reports] == ["closed", "closed", "unfounded"]
    desk.desk("dispatcher", "disagree", first)
    desk.count(leads_captured=3, lead_matters=3, public_reports=2, reports_handed_over=1, reports_unfounded=1)
    assert desk.unseen("public_report") == set()


def test_a_warning_is_verified_assessed_and_followed_to_what_became_of_it(desk: Desk) -> None:
    house = desk.house
    lead = desk.lead("赶场天肉铺前每次都挤满人", "worker")
    desk.desk("dispatcher", "sort", lead, sort("gathering", warns="yes"))
    warning = desk.opened("warning")
    why = house.say("dispatcher", f"/tasks/{warning}/why", method="GET").body["text"]
    assert "分办" in why or "Sort" in why, "the lead that raised it"
    desk.desk("leader", "verify", warning, SO)
    desk.desk("dispatcher", "assess", warning, {"gravity": "slight", "because": "人不多"})
    desk.desk("dispatcher", "assess", warning, {"gravity": "serious", "because": "明天又是赶场天"})
    desk.desk("dispatcher", "act", warning, {"action": "persuade"})
    action = desk.opened("warning_action")
    desk.desk("leader", "cannot", action, {"why": "hands"})
    assert desk.holders(action) == {"dispatcher"}
    desk.desk("dispatcher", "go_on", action)
    desk.desk("leader", "done", action, {"result": "eased"})
    desk.desk("dispatcher", "assess", warning, {"gravity": "grave", "because": "相邻两镇同一天"})
    assert desk.holders(warning) == {"officer"}
    desk.desk("officer", "act", warning, {"action": "close_off"})
    desk.desk("dispatcher", "drop", desk.opened("warning_action"))
    desk.desk("dispatcher", "close", warning, {"outcome": "averted"})
    desk.desk("officer", "raise_again", warning)
    desk.desk("dispatcher", "dismiss", warning, NOT_SO)
    desk.count(
        leads_captured=1, lead_matters=1, warnings_gathered=1, warnings_escalated=1, warnings_acted_on=1,
        warnings_averted=1, warning_actions_done=1,
    )  # fmt: skip
    assert desk.unseen("warning") == set()
    assert desk.unseen("warning_action") == set()
