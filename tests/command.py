"""Orders from above, to units and to squads, for tests of the content: the officer's desk, and what he hands down."""

from collections.abc import Iterator
from typing import Any, Final

from oneboard.cli.replay import replay
from oneboard.foundation.clock import DAY_MS, iso, now_ms
from oneboard.foundation.ids import new_id
from oneboard.projections.models import Task
from tests.content import CITY, Play
from tests.house import House

DONE: Final = {"outcome": "whole", "result": "各卡点已设好"}
WHOSE: Final = {"whose": "市交通局", "why": "涉及国道"}
WHY: Final = {"obstacle": "means", "why": "没有车"}


def commanding(house: House) -> Iterator[Play]:
    """A play with two officers, whose figures agree with the test's ledger, and a replay with what is live."""
    play = Play(house, "epidemic", "directive", "unit_order", "joint_task", "squad_order", "duty_check", "roll_call",
                registers=["directives"])  # fmt: skip
    house.join("other", "duty_officer", CITY, house.unit)
    yield play
    play.agree(CITY)
    assert replay(swap=False) == 0


def directive(play: Play) -> str:
    """One that was registered at the officer's desk and has three days; its task's id."""
    subject, number = new_id(now_ms()), f"省令〔2020〕{new_id(now_ms())[:8]} 号"
    play.house.must("officer", "/subjects", subject=subject, register="directives", place=CITY,
                    answers={"number": number, "title": "设卡查控", "source": "province"})  # fmt: skip
    return play.order("officer", "directive", subject, due=iso(now_ms() + 3 * DAY_MS))


def unit_order(play: Play, unit: str, who: str = "officer", **more: Any) -> str:
    said = {"about": "国道路口设卡", "due": iso(now_ms() + DAY_MS)}
    return play.order(who, "unit_order", unit, **said | more)


def done(play: Play, task: str, by: str, accepting: str = "officer") -> None:
    """A unit's order from its acknowledgement to its end."""
    play.desk(by, "acknowledge", task)
    play.desk(by, "finish", task, DONE)
    play.desk(accepting, "accept", task)
    play.count(unit_orders_acknowledged=1, unit_orders_done=1)


def due(task: str) -> int:
    return Task.objects.get(id=task).due or 0


def progress(play: Play, task: str) -> tuple[int, int]:
    """How many parts a task has, and how many of them are done."""
    found = play.house.say("officer", f"/tasks/{task}/parts", method="GET").body["progress"]
    return found["parts"], found["done"]
