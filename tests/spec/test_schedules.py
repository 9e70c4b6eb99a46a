"""Schedules: at their times, while a campaign runs, everyone owes a new task. See docs/spec/clocks.md."""

import logging

import pytest

from oneboard.cli.replay import replay
from oneboard.foundation.clock import DAY_MS, MINUTE_MS, iso, now_ms
from oneboard.foundation.ids import new_id
from oneboard.intake.clock.slots import Slots
from oneboard.journal.models import Line
from oneboard.projections.models import Campaign, Task
from oneboard.projections.slots import slot_entry, task_id
from oneboard.recorder import recorder
from tests.house import House
from tests.timing import campaign_of, check, scheduled


def opened(days: float, clock: Slots | None = None) -> list[int]:
    """The slots that the clock opens when it shows so many days from now."""
    slots = clock or Slots(recorder.running())
    return [slot for slot, _ in slots.open_due(now_ms() + int(days * DAY_MS))]


def test_its_campaign_opens_nothing_and_each_slot_a_task_for_everyone_on_its_ground(house: House) -> None:
    homes = [house.household("li", "g1"), house.household("neighbour", "g2")]
    house.tell("li", homes[0])
    house.tell("neighbour", homes[1])
    campaign = campaign_of(house, check("{open: {due: 2h}, done: {final: true}}", *scheduled(-5)), place="g1")
    assert not Task.objects.exists()
    [slot] = opened(1)
    [task] = Task.objects.all()
    assert (task.subject, task.campaign, task.place) == (homes[0]["subject"], campaign, "g1")
    assert (task.opened_at, task.due) == (slot, slot + 120 * MINUTE_MS)
    assert task.id == task_id(slot_entry("check", slot), campaign, homes[0]["subject"])
    shown = house.say("dispatcher", f"/tasks/{task.id}", method="GET").body["task"]
    assert (shown["state"], shown["since"]) == ("open", iso(slot))
    assert replay(swap=False) == 0


def test_a_slot_is_opened_once_however_often_the_clock_looks(house: House) -> None:
    house.tell("li", house.household("li", "g1"))
    campaign_of(house, check("{open: {}, done: {final: true}}", *scheduled(-5)))
    assert len(opened(1)) == 1
    count = Line.objects.count()
    assert opened(1) == []
    assert (Line.objects.count(), Task.objects.count()) == (count, 1)
    assert len(opened(2)) == 1
    assert Task.objects.count() == 2


def test_who_is_registered_later_owes_from_the_next_slot_on(house: House) -> None:
    before, late = house.household("li", "g1"), house.household("li", "g1")
    campaign_of(house, check("{open: {}, done: {final: true}}", *scheduled(-5)))
    [slot] = opened(1)
    house.tell("li", before)
    assert Task.objects.get().subject == before["subject"], "it was there before the slot, and came late"
    assert Task.objects.get().opened_at == slot
    late["happened_at"] = iso(now_ms() + 2 * DAY_MS)
    house.tell("li", late, sent_at=iso(now_ms() + 2 * DAY_MS))
    assert Task.objects.filter(subject=late["subject"]).count() == 1, "its clock is wrong, and is put right"
    assert replay(swap=False) == 0


def test_what_comes_behind_a_slot_does_not_owe_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.tell("li", house.household("li", "g1"))
    campaign = campaign_of(house, check("{open: {}, done: {final: true}}", *scheduled(-1)))
    Campaign.objects.filter(id=campaign).update(opened_at=now_ms() - DAY_MS)
    # As if it had been opened yesterday: the reference is read anew with the next entry that changes it.
    house.must("founder", "/places", place="g9", level="grid", name="九网格", parent="511702001001")
    [slot] = opened(0)
    assert slot < now_ms()
    late = house.household("li", "g1")
    house.tell("li", late)
    assert not Task.objects.filter(subject=late["subject"]).exists()


def test_it_runs_only_while_its_campaign_does(house: House) -> None:
    house.tell("li", house.household("li", "g1"))
    campaign = campaign_of(house, check("{open: {}, done: {final: true}}", *scheduled(-5)))
    house.must("officer", f"/campaigns/{campaign}/close", reason="结束")
    assert opened(1) == []
    incident = campaign_of(house, check("{open: {}, done: {final: true}}", *scheduled(-5), name="care"))
    ended = Campaign.objects.get(id=incident).incident
    house.must("officer", f"/incidents/{ended}/end", reason="响应终止")
    assert opened(1) == []


def test_slots_missed_while_the_node_was_down_are_opened_in_order_for_two_days_and_older_ones_noted(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.tell("li", house.household("li", "g1"))
    campaign_of(house, check("{open: {}, done: {final: true}}", *scheduled(-5)))
    clock = Slots(recorder.running())
    with caplog.at_level(logging.WARNING, "oneboard.clock"):
        slots = opened(5, clock)
        assert opened(5, clock) == []
    assert len(slots) == 2
    assert (
        slots == sorted(slots) == list(Task.objects.order_by("opened_at").values_list("opened_at", flat=True))
    )
    assert [record.message.startswith("check: the slot of") for record in caplog.records] == [True] * 3


def test_on_workdays_it_opens_on_workdays_and_in_an_emergency_every_day(house: House) -> None:
    house.tell("li", house.household("li", "g1"))
    campaign_of(house, check("{open: {}, done: {final: true}}", *scheduled(-5, "workdays")))
    year = Slots(recorder.running())
    days = sum(len(opened(day, year)) for day in range(1, 15))
    assert 5 <= days <= 12, "two weeks have weekends or holidays"
    house.must("officer", "/calendar/overrides", reason="防汛Ⅰ级响应", since="2020-01-01")
    opened(
        15, year
    )  # and with it the weekend that it makes workdays of afterwards, where there was one just now
    assert sum(len(opened(day, year)) for day in range(16, 30)) == 14


def test_who_is_closed_when_the_slot_comes_does_not_owe_it(house: House) -> None:
    home = house.household("li", "g1")
    gone = house.entry(
        "li",
        "subject.closed@1",
        {"register": "households", "as_of": 0, "reason": "other"},
        place="g1",
        subject=home["subject"],
    )
    house.tell("li", home)
    campaign_of(house, check("{open: {}, done: {final: true}}", *scheduled(-5)))
    opened(1)
    house.tell("li", gone)
    opened(2)
    assert list(Task.objects.values_list("void", flat=True)) == ["closed", "closed"]
    assert replay(swap=False) == 0


def test_a_daily_report_is_owed_by_every_unit_but_squads_and_held_by_its_own_people(town: House) -> None:
    squad = new_id(now_ms())
    unit = str(Task._meta.apps.get_model("projections", "Unit").objects.exclude(place="5117").get().id)
    town.must("founder", "/units", unit=squad, name="一队", place="511702001", squad=True, part_of=unit)
    report = check(
        "{open: {due: today 20:00}, done: {final: true}}", *scheduled(-5), subject="units", holder="unit"
    )
    campaign = campaign_of(town, report, place="511702001")
    [slot] = opened(1)
    [task] = Task.objects.all()
    assert (task.subject, task.assigned, task.place, task.void) == (unit, f"unit:{unit}", "511702001", "")
    assert task.id == task_id(slot_entry("check", slot), campaign, unit)
    late = new_id(now_ms())
    town.must("founder", "/units", unit=late, name="第二中学", place="511702001001")
    opened(1)
    assert Task.objects.count() == 1
    opened(2)
    assert set(Task.objects.filter(opened_at__gt=slot).values_list("assigned", flat=True)) == {
        f"unit:{unit}", f"unit:{late}",
    }  # fmt: skip
    assert replay(swap=False) == 0


def test_a_campaign_of_units_reaches_those_that_come_later(town: House) -> None:
    survey = check(name="survey", subject="units", holder="unit")
    campaign_of(town, survey, place="511702001")
    late = new_id(now_ms())
    town.must("founder", "/units", unit=late, name="第二中学", place="511702001001")
    town.must("founder", "/units", unit=new_id(now_ms()), name="别处", place="511703001")
    assert Task.objects.filter(assigned=f"unit:{late}").count() == 1
    assert Task.objects.count() == 2
    assert replay(swap=False) == 0


def test_a_slot_asks_on_the_ground_its_campaign_was_opened_on_though_a_hand_moved_a_grid(
    house: House,
) -> None:
    home, late = house.household("li", "g1"), house.household("li", "g1")
    house.tell("li", home)
    house.tell("neighbour", house.household("neighbour", "g2"))
    campaign_of(house, check("{open: {}, done: {final: true}}", *scheduled(-5)), place="511702001001")
    house.must("founder", "/places/move", parents={"g1": "511702001002", "g2": "511702001001"})
    opened(1)
    assert [task.subject for task in Task.objects.all()] == [home["subject"]]
    house.tell("li", late)
    assert {task.subject for task in Task.objects.all()} == {home["subject"], late["subject"]}
    assert replay(swap=False) == 0
