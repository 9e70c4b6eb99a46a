"""docs/spec/tasks.md: what a rule or an order opens, who is to do it, and what a desk may say of it."""

from typing import Any

import pytest

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import near_id, new_id
from tests.house import House
from tests.playbooks import replaced, small

CHECK = replaced(
    small(
        "fever_check", "{check: {from: [open], to: done}, look: {from: [open], to: open, by: squad_leader}}",
        "text | note | Note",
    ),
    "task: {", "task: {opens: [rule, order], ",
)  # fmt: skip
VISIT = small(
    "fever_visit", "{visit: {from: [open], to: done}}", "integer | temperature | Temperature",
    readable="{temperature: opens a check}",
    when="[{step: visit, where: {answer: temperature, at_least: 373}, open: {playbook: fever_check, due: 2h}}]",
)  # fmt: skip


class Fever:
    """A household of g1 that was visited, on a thread of its own."""

    def __init__(self, house: House) -> None:
        self.house = house
        house.must("founder", "/playbooks", **CHECK.body)
        house.must("founder", "/playbooks", **VISIT.body)
        home = house.household("li", "g1")
        self.subject = home["subject"]
        self.visit = self.said(373)
        house.tell("li", home, self.visit)
        self.task = near_id(self.visit["id"], "rule", self.visit["id"], "fever_check")

    def said(self, temperature: int, **more: Any) -> dict[str, Any]:
        return self.house.entry("li", "step.taken@1", {"step": "visit"}, playbook="fever_visit@1", place="g1",
                                subject=self.subject, answers={"temperature": temperature}, **more)  # fmt: skip

    def check(self, step: str = "check") -> dict[str, Any]:
        return self.house.entry("li", "step.taken@1", {"step": step}, playbook="fever_check@1", place="g1",
                                subject=self.subject, task=self.task, answers={"note": "体温正常"})  # fmt: skip

    def pulled(self) -> dict[str, Any]:
        tasks = {task["id"]: task for task in self.house.pull("li").body["tasks"]}
        return dict(tasks[self.task])

    def say(self, who: str, what: str, **body: Any) -> tuple[int, str]:
        reply = self.house.say(who, f"/tasks/{self.task}/{what}", **body)
        return reply.status, reply.body.get("code", "")


@pytest.fixture
def fever(house: House) -> Fever:
    return Fever(house)


def test_an_answer_opens_a_task_about_the_same_subject(fever: Fever) -> None:
    task = fever.pulled()
    assert (task["playbook"], task["subject"], task["place"], task["state"], task["void"]) == (
        "fever_check@1", fever.subject, "g1", "open", "",
    )  # fmt: skip
    opened = fever.house.say("li", f"/tasks/{fever.task}", method="GET").body["task"]
    assert opened["due"] > opened["since"]


def test_what_a_correction_asks_for_no_more_is_withdrawn(fever: Fever) -> None:
    fever.house.tell("li", fever.said(368, corrects=fever.visit["id"]))
    assert fever.pulled()["void"] == "withdrawn"
    fever.house.tell("li", fever.said(380, corrects=fever.visit["id"]))
    assert fever.pulled()["void"] == ""


def test_what_somebody_worked_on_stays_when_no_rule_asks_for_it_any_more(fever: Fever) -> None:
    fever.house.tell("li", fever.check())
    fever.house.tell("li", fever.said(368, corrects=fever.visit["id"]))
    assert (fever.pulled()["void"], fever.pulled()["state"]) == ("", "done")


def test_a_step_may_arrive_before_the_answer_that_opened_its_task(house: House) -> None:
    house.must("founder", "/playbooks", **CHECK.body)
    house.must("founder", "/playbooks", **VISIT.body)
    early = Fever.__new__(Fever)
    home = house.household("li", "g1")
    early.house, early.subject = house, home["subject"]
    visit = early.said(390)
    early.task = near_id(visit["id"], "rule", visit["id"], "fever_check")
    house.tell("li", early.check())
    house.tell("li", visit)
    house.tell("li", home)
    assert (early.pulled()["state"], early.pulled()["void"]) == ("done", "")


def test_a_desk_orders_a_task_with_a_deadline_of_its_own(fever: Fever) -> None:
    id_, due = new_id(now_ms()), "2027-01-01T08:00:00+08:00"
    fever.house.must("dispatcher", "/tasks", id=id_, playbook="fever_check", subject=fever.subject, due=due,
                     note="请今晚去看看")  # fmt: skip
    task = fever.house.say("li", f"/tasks/{id_}", method="GET").body["task"]
    assert task["due"].startswith("2027-01-01T00:00:00")
    assert task["subject"] == fever.subject


def test_what_no_order_opens_cannot_be_ordered(fever: Fever) -> None:
    reply = fever.house.say("dispatcher", "/tasks", playbook="fever_visit", subject=fever.subject)
    assert (reply.status, reply.body["code"]) == (409, "playbook.not_opened_by")


def test_a_rule_opens_only_what_is_published_and_lets_rules_open_it(house: House) -> None:
    reply = house.say("founder", "/playbooks", **VISIT.body)
    assert (reply.status, reply.body["code"]) == (422, "playbook.unknown")
    closed = replaced(CHECK, "opens: [rule, order]", "opens: [order]")
    house.must("founder", "/playbooks", **closed.body)
    reply = house.say("founder", "/playbooks", **VISIT.body)
    assert (reply.status, reply.body["code"]) == (409, "playbook.not_opened_by")


def test_a_rule_opens_only_what_is_about_the_same_register(house: House) -> None:
    house.must("founder", "/playbooks", **replaced(CHECK, "subject: households", "subject: persons").body)
    reply = house.say("founder", "/playbooks", **VISIT.body)
    assert (reply.status, reply.body["code"]) == (409, "playbook.other_subject")
    assert "households" in reply.body["text"] and "persons" in reply.body["text"]


def test_a_step_at_a_desk_is_taken_by_whoever_may_and_from_where_it_begins(fever: Fever) -> None:
    taking = {"step": "check", "answers": {"note": "电话核实"}}
    assert fever.say("dispatcher", "steps", **taking) == (403, "task.not_yours")
    assert fever.say("li", "steps", step="look") == (403, "task.not_yours")
    assert fever.say("li", "steps", step="check", answers={"nothing": 1}) == (422, "body.invalid")
    assert fever.say("li", "steps", **taking) == (200, "")
    assert fever.say("li", "steps", **taking) == (409, "task.not_from")
    assert fever.pulled()["state"] == "done"


def test_an_assigned_task_is_taken_by_whom_it_was_assigned_to(fever: Fever) -> None:
    post = fever.house.posts["dispatcher"]
    taking = {"step": "check", "answers": {"note": "电话核实"}}
    assert fever.say("dispatcher", "assign", to=f"post:{post}") == (200, "")
    assert fever.say("li", "steps", **taking) == (403, "task.not_yours")
    assert fever.say("dispatcher", "steps", **taking) == (200, "")


def test_a_task_is_assigned_only_to_somebody_who_works_there(fever: Fever) -> None:
    for unfit in (f"post:{fever.house.posts['far']}", f"post:{new_id(now_ms())}"):
        assert fever.say("dispatcher", "assign", to=unfit) == (409, "holder.unfit")
    unit = f"unit:{fever.house.unit}"
    assert fever.say("dispatcher", "assign", to=unit) == (200, "")
    assert fever.say("li", "assign", to=None)[0] == 403


def test_nobody_is_assigned_more_than_the_capacity(fever: Fever) -> None:
    one = replaced(replaced(CHECK, "version: 1", "version: 2"), "opens: [", "capacity: 1, opens: [")
    fever.house.must("founder", "/playbooks", **one.body)
    to = f"post:{fever.house.posts['li']}"
    first, second = new_id(now_ms()), new_id(now_ms())
    for task in (first, second):
        fever.house.must("dispatcher", "/tasks", id=task, playbook="fever_check", subject=fever.subject)
    fever.house.must("dispatcher", f"/tasks/{first}/assign", to=to)
    reply = fever.house.say("dispatcher", f"/tasks/{second}/assign", to=to)
    assert (reply.status, reply.body["code"]) == (409, "holder.full")
    fever.house.must("dispatcher", f"/tasks/{first}/withdraw", reason="not_needed")
    fever.house.must("dispatcher", f"/tasks/{second}/assign", to=to)


def test_a_withdrawn_task_is_owed_no_more_until_it_is_reopened(fever: Fever) -> None:
    assert fever.say("dispatcher", "reopen", reason="mistaken") == (409, "task.owed")
    assert fever.say("dispatcher", "withdraw", reason="duplicate", note="与昨天的是同一件") == (200, "")
    assert fever.pulled()["void"] == "withdrawn"
    assert fever.say("dispatcher", "withdraw", reason="duplicate") == (409, "task.over")
    assert fever.say("dispatcher", "reopen", reason="mistaken") == (200, "")
    assert (fever.pulled()["void"], fever.pulled()["state"]) == ("", "open")


def test_what_was_observed_of_a_withdrawn_task_is_recorded_and_moves_nothing(fever: Fever) -> None:
    fever.say("dispatcher", "withdraw", reason="mistaken")
    assert fever.house.tell("li", fever.check()) == [("recorded", "")]
    seen = fever.house.say("li", f"/tasks/{fever.task}", method="GET").body
    assert [step["effect"] for step in seen["steps"]] == ["", "not_from:withdrawn"]


def test_what_happened_before_the_desk_withdrew_it_counts(fever: Fever) -> None:
    check = fever.check()
    fever.say("dispatcher", "withdraw", reason="mistaken")
    fever.house.tell("li", check)
    assert (fever.pulled()["void"], fever.pulled()["state"]) == ("", "done")


def test_a_finished_task_is_done_again_when_a_desk_reopens_it(fever: Fever) -> None:
    fever.house.tell("li", fever.check())
    assert fever.say("dispatcher", "reopen", reason="incomplete") == (200, "")
    assert fever.pulled()["state"] == "open"
    fever.house.tell("li", fever.check())
    assert fever.pulled()["state"] == "done"
