"""Emergencies: announced and ended at a desk, they hold for what begins from then on. See docs/spec/clocks.md."""

from typing import Any

import pytest

from oneboard.foundation.clock import MINUTE_MS, iso, now_ms
from oneboard.projections.models import Task
from tests.house import House
from tests.timing import campaign_of, check

OVERRIDES = "/calendar/overrides"


def owed(house: House) -> tuple[int, int]:
    """When the task of a household that is registered now begins and is due."""
    home = house.household("li", "g1")
    house.tell("li", home)
    task = Task.objects.get(subject=home["subject"])
    assert task.due is not None
    return task.opened_at, task.due


def listed(house: House) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.say("officer", OVERRIDES, method="GET").body
    return found


def test_it_holds_for_what_begins_behind_it_until_it_is_ended(house: House) -> None:
    campaign_of(house, check("{open: {due: 90h}, done: {final: true}}", "calendar: workdays"))
    began, due = owed(house)
    assert due - began > 90 * 60 * MINUTE_MS, "ninety hours of eight a day are more than a week"
    announced = house.must("officer", OVERRIDES, reason="疫情防控Ⅰ级响应", since="2020-01-01")
    began, due = owed(house)
    assert due - began == 90 * 60 * MINUTE_MS
    [override] = listed(house)
    assert (override["id"], override["until"], override["restored_at"]) == (announced["entry"], None, None)
    house.must("officer", f"{OVERRIDES}/{announced['entry']}/restore")
    began, due = owed(house)
    assert due - began > 90 * 60 * MINUTE_MS
    assert listed(house)[0]["restored_at"] <= iso(now_ms())


@pytest.mark.parametrize(
    ("days", "path"),
    [
        ({"since": "2020-13-01"}, "$.since"),
        ({"since": "2020-02-01", "until": "2020-01-31"}, "$.until"),
        ({"since": "soon"}, "$.since"),
    ],
)
def test_what_is_no_span_of_days_is_refused(house: House, days: dict[str, str], path: str) -> None:
    reply = house.say("officer", OVERRIDES, reason="防汛", **days)
    assert (reply.status, reply.body["code"]) == (422, "body.invalid")
    assert path in str(reply.body)
    assert listed(house) == []


def test_it_is_ended_once_and_what_was_never_announced_not_at_all(house: House) -> None:
    announced = house.must("officer", OVERRIDES, reason="防汛", since="2020-01-01", until="2020-03-01")
    path = f"{OVERRIDES}/{announced['entry']}/restore"
    house.must("officer", path)
    reply = house.say("officer", path)
    assert (reply.status, reply.body["code"]) == (409, "calendar.restored")
    reply = house.say("officer", f"{OVERRIDES}/{house.members['li']}/restore")
    assert reply.status == 404


def test_only_a_duty_officer_announces_one(house: House) -> None:
    for who in ("founder", "dispatcher", "clerk"):
        assert house.say(who, OVERRIDES, reason="防汛", since="2020-01-01").status == 403
