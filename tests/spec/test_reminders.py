"""Reminders, what is overdue, and the time for the whole task. See docs/spec/clocks.md."""

from typing import Any

from oneboard.cli.replay import replay
from oneboard.foundation.clock import MINUTE_MS, iso, now_ms
from oneboard.journal.models import Line
from oneboard.projections.models import Notice, Step, Task
from tests.house import House
from tests.timing import campaign_of, check
from tests.watched import HOUR, WATCHED, checked, effects, tell, told, watched


def ordered_late(house: House, home: dict[str, Any]) -> Any:
    """A task whose deadline, an hour ago, the clock has not looked at yet."""
    ordered = check("{open: {due: 1d, overdue: {tell: [town_dispatcher]}}, done: {final: true}}",
                    "opens: [order]", name="ordered")  # fmt: skip
    house.must("founder", "/playbooks", **ordered.body)
    return house.must(
        "officer", "/tasks", playbook="ordered", subject=home["subject"], due=iso(now_ms() - HOUR)
    )


def test_the_holder_is_reminded_before_the_deadline_once(house: House) -> None:
    _, task = watched(house)
    assert tell(2.9) == 0
    assert tell(3.1) == 1
    assert tell(3.2) == 0
    [notice] = house.say("li", "/notices", method="GET").body
    assert (notice["kind"], notice["role"], notice["task"]) == ("reminded", "grid_worker", task.id)
    assert task.due is not None and notice["due"] == iso(task.due)
    assert notice["at"] == iso(task.due - HOUR)
    assert told(house, "neighbour") == told(house, "dispatcher") == []


def test_what_is_overdue_is_told_and_opens_what_the_playbook_says(house: House) -> None:
    home, task = watched(house)
    assert tell(4.4) == 1, "the reminder; half an hour is allowed behind the deadline"
    assert tell(4.6) == 1
    assert told(house, "dispatcher") == [("overdue", "town_dispatcher")]
    door = Task.objects.get(playbook="door@1")
    assert task.due is not None
    late = task.due + 30 * MINUTE_MS
    assert (door.subject, door.opener, door.opened_at) == (home["subject"], task.id, late)
    assert door.due == late + 2 * HOUR
    assert Task.objects.get(id=task.id).state == "open"
    assert effects(task) == [("@reminded", ""), ("@overdue", "")]
    count = Line.objects.count()
    assert tell(5) == 0
    assert Line.objects.count() == count
    assert replay(swap=False) == 0


def test_what_was_done_in_time_and_heard_of_late_takes_it_back(house: House) -> None:
    home, task = watched(house)
    tell(5)
    house.tell("li", checked(house, home, task))
    assert effects(task) == [("check", ""), ("@reminded", "not_from:done"), ("@overdue", "not_from:done")]
    assert told(house, "dispatcher") == told(house, "li") == []
    assert Task.objects.get(playbook="door@1").withdrawn == "rule"
    assert {notice.gone for notice in Notice.objects.all()} == {1}
    assert replay(swap=False) == 0


def test_what_somebody_worked_on_stays_though_nobody_was_late(house: House) -> None:
    home, task = watched(house)
    tell(5)
    door = Task.objects.get(playbook="door@1")
    house.tell("li", checked(house, home, door))
    house.tell("li", checked(house, home, task))
    door.refresh_from_db()
    assert (door.withdrawn, door.state) == ("", "done")


def test_what_is_done_late_stays_told(house: House) -> None:
    home, _ = watched(house)
    made = ordered_late(house, home)
    assert tell(0.01) == 1
    task = Task.objects.get(id=made["entry"])
    house.tell("li", checked(house, home, task))
    assert effects(task) == [("@overdue", ""), ("check", "")]
    assert told(house, "dispatcher") == [("overdue", "town_dispatcher")]
    assert Task.objects.get(id=task.id).state == "done"


def test_what_was_over_when_the_clock_first_looked_is_told_to_nobody_and_said_plainly(house: House) -> None:
    home, _ = watched(house)
    made = ordered_late(house, home)
    task = Task.objects.get(id=made["entry"])
    house.tell("li", checked(house, home, task))
    assert tell(0.01) == 0
    assert told(house, "dispatcher") == []
    history = house.say("dispatcher", f"/tasks/{task.id}", method="GET").body["history"]
    assert history[-1]["text"].endswith("已过；当时时钟没有运行，没有告知任何人。")


def test_of_what_is_closed_or_withdrawn_nothing_is_told(house: House) -> None:
    home, task = watched(house)
    house.must("dispatcher", f"/tasks/{task.id}/withdraw", reason="not_needed")
    assert tell(9) == 0
    house.must("dispatcher", f"/tasks/{task.id}/reopen", reason="mistaken")
    closed = {"register": "households", "as_of": 0, "reason": "other"}
    house.tell("li", house.entry("li", "subject.closed@1", closed, place="g1", subject=home["subject"]))
    assert tell(9) == 0
    assert not Notice.objects.exists()


def test_the_time_for_the_whole_task_ends_it_and_a_pause_puts_that_off(house: House) -> None:
    states = "{open: {}, away: {pause: true}, done: {final: true}, missed: {final: true}}"
    files = check(states, "within: {lasts: 5h, then: missed}")
    steps = (
        "{check: {from: [open], to: done}, leave: {from: [open], to: away}, come: {from: [away], to: open}}"
    )
    source = files.source.decode().replace("{check: {from: [open], to: done}}", steps)
    home = house.household("li", "g1")
    house.tell("li", home)
    campaign_of(house, files._replace(source=source.encode()))
    task = Task.objects.get()
    house.tell("li", checked(house, home, task) | {"fact": {"step": "leave"}})
    assert Task.objects.get().next_at is None
    house.tell("li", checked(house, home, task) | {"fact": {"step": "come"}})
    paused = Step.objects.get(step="come").at - Step.objects.get(step="leave").at
    assert Task.objects.get().next_at == task.opened_at + 5 * HOUR + paused
    assert tell(4.9) == 0
    assert tell(5.1) == 1
    task.refresh_from_db()
    assert (task.state, task.since, task.next_at) == ("missed", task.opened_at + 5 * HOUR + paused, None)
    assert replay(swap=False) == 0


def test_what_was_missed_while_the_node_was_down_is_told_in_its_order(house: House) -> None:
    _, task = watched(house)
    assert tell(30) == 2
    assert effects(task) == [("@reminded", ""), ("@overdue", "")]
    assert told(house, "dispatcher") == [("overdue", "town_dispatcher")]


def test_what_something_overdue_opens_must_be_published(house: House) -> None:
    reply = house.say("founder", "/playbooks", **check(WATCHED).body)
    assert (reply.status, reply.body["code"]) == (422, "playbook.unknown")
