"""docs/spec/tasks.md: what is whose today, in which order, and who stands in."""

from typing import Any

from oneboard.foundation.clock import DAY_MS, iso, now_ms
from oneboard.foundation.ids import new_id
from oneboard.projections.models import Task
from tests.house import House


def today(house: House, who: str, **query: Any) -> Any:
    reply = house.say(who, "/today", method="GET", **query)
    assert reply.status == 200, reply
    return reply.body


def owed(house: House, who: str, place: str, number: int = 1) -> list[str]:
    """Households registered at a place; their ids."""
    homes = [house.household(who, place) for _ in range(number)]
    house.tell(who, *homes)
    return [str(home["subject"]) for home in homes]


def mine(answer: Any) -> list[tuple[str, str | None]]:
    return [(one["mine"], one["task"]["subject"]) for one in answer["tasks"]]


def assign(house: House, subject: str, to: str | None) -> str:
    """Returns the task's id."""
    task = Task.objects.get(subject=subject)
    house.must("dispatcher", f"/tasks/{task.id}/assign", to=to)
    return task.id


def test_a_worker_owes_what_is_owed_at_his_own_grid(house: House) -> None:
    [home] = owed(house, "li", "g1")
    owed(house, "neighbour", "g2")
    house.campaign()
    answer = today(house, "li")
    assert mine(answer) == [("role", home)]
    assert (answer["open"], answer["overdue"], answer["next"]) == (1, 0, "")
    [one] = answer["tasks"]
    assert {key: one["task"][key] for key in ("title", "state_title", "place_name", "overdue")} == {
        "title": "入户走访", "state_title": "待走访", "place_name": "g1 地", "overdue": False,
    }  # fmt: skip


def test_overdue_comes_first_then_what_is_due_sooner_then_by_place(house: House) -> None:
    house.appoint("li", "g2")
    homes = owed(house, "li", "g1", 3) + owed(house, "neighbour", "g2", 2)
    house.campaign()
    now = now_ms()
    for home, days in zip(homes, (1, -1, 1, 0.5, 1), strict=True):
        Task.objects.filter(subject=home).update(due=now + int(days * DAY_MS))
    answer = today(house, "li")
    places = [one["task"]["place"] for one in answer["tasks"]]
    assert [one["task"]["subject"] for one in answer["tasks"]][:2] == [homes[1], homes[3]]
    assert places == ["g1", "g2", "g1", "g1", "g2"]
    assert [one["task"]["overdue"] for one in answer["tasks"]] == [True, False, False, False, False]
    assert (answer["open"], answer["overdue"]) == (5, 1)


def test_pages_of_today_give_each_task_once(house: House) -> None:
    house.appoint("li", "511702001")
    owed(house, "li", "g1", 4)
    owed(house, "neighbour", "g2", 3)
    house.campaign()
    found, after = [], ""
    for _ in range(9):
        page = today(house, "li", limit=2, after=after)
        assert page["open"] == 7, "two posts cover the same grid, and each task counts once"
        found += [one["task"]["id"] for one in page["tasks"]]
        after = page["next"]
        if not after:
            break
    assert len(found) == len(set(found)) == 7
    assert house.say("li", "/today", method="GET", after="x").status == 422


def test_what_is_done_void_or_withdrawn_is_in_no_list(house: House) -> None:
    homes = owed(house, "li", "g1", 4)
    campaign = house.campaign()
    tasks = {task["subject"]: task["id"] for task in house.pull("li").body["tasks"]}
    house.tell("li", house.step("li", "visit", "g1", homes[0], campaign=campaign, task=tasks[homes[0]]))
    house.must("dispatcher", f"/tasks/{tasks[homes[1]]}/withdraw", reason="not_needed")
    house.must("dispatcher", f"/subjects/{homes[2]}/close", reason="left", as_of=0)
    assert mine(today(house, "li")) == [("role", homes[3])]
    board = house.say("dispatcher", "/board", method="GET", place="g1").body
    assert board["tasks"] == 1
    listed = house.say("dispatcher", "/tasks", method="GET").body["tasks"]
    assert [task["subject"] for task in listed] == [homes[3]]


def test_what_is_assigned_is_his_to_whom_it_is_and_nobody_elses(house: House) -> None:
    house.join("zhao", "grid_worker", "g1", house.unit)
    homes = owed(house, "li", "g1", 4)
    house.campaign()
    assert {how for how, _ in mine(today(house, "zhao"))} == {"role"}
    assign(house, homes[0], f"post:{house.posts['zhao']}")
    assign(house, homes[1], f"member:{house.members['zhao']}")
    assign(house, homes[2], f"unit:{house.unit}")
    assert set(mine(today(house, "li"))) == {("unit", homes[2]), ("role", homes[3])}
    assert set(mine(today(house, "zhao"))) == {
        ("post", homes[0]), ("member", homes[1]), ("unit", homes[2]), ("role", homes[3]),
    }  # fmt: skip
    assert mine(today(house, "far")) == [("unit", homes[2])]
    assign(house, homes[0], None)
    assert ("role", homes[0]) in mine(today(house, "li"))


def test_whom_a_task_is_assigned_to_sees_it_wherever_it_lies(house: House) -> None:
    homes = owed(house, "li", "g1", 2)
    house.campaign()
    task, other = assign(house, homes[0], f"unit:{house.unit}"), Task.objects.get(subject=homes[1]).id
    assert house.say("far", f"/tasks/{task}", method="GET").status == 200
    assert house.say("far", f"/tasks/{other}", method="GET").status == 404


def test_a_squad_owes_what_its_unit_owes(house: House) -> None:
    squad = new_id(now_ms())
    house.must("founder", "/units", unit=squad, name="一队", place="5117", squad=True, part_of=house.unit)
    [home] = owed(house, "li", "g1")
    house.campaign()
    assign(house, home, f"unit:{house.unit}")
    house.join("zhao", "grid_worker", "g1", squad)
    assert mine(today(house, "zhao")) == [("unit", home)]
    assign(house, home, f"unit:{squad}")
    assert mine(today(house, "zhao")) == [("unit", home)]
    assert mine(today(house, "li")) == []


def test_what_was_assigned_to_a_post_that_is_over_falls_back_to_the_role_at_the_place(house: House) -> None:
    house.join("zhao", "grid_worker", "g1", house.unit)
    homes = owed(house, "li", "g1", 2)
    house.campaign()
    assign(house, homes[0], f"post:{house.posts['zhao']}")
    assign(house, homes[1], f"member:{house.members['zhao']}")
    assert mine(today(house, "li")) == []
    house.must("founder", f"/posts/{house.posts['zhao']}/end", reason="left")
    assert set(mine(today(house, "li"))) == {("role", home) for home in homes}


def test_the_backup_stands_in_where_nobody_is_in_post(house: House) -> None:
    [home] = owed(house, "li", "g1")
    owed(house, "neighbour", "g2")
    house.campaign()
    house.join("leader", "squad_leader", "511702001", house.unit)
    assert mine(today(house, "leader")) == []
    house.must("founder", f"/posts/{house.posts['li']}/end", reason="left")
    assert mine(today(house, "leader")) == [("backup", home)]
    house.appoint("li", "511702001")
    assert mine(today(house, "leader")) == [], "a post covers the places below its own"
    house.appoint("li", "511702001001", begins=iso(now_ms() + DAY_MS))
    assert mine(today(house, "li"))[0] == ("role", home)


def test_who_has_no_post_that_sees_tasks_has_no_today(house: House) -> None:
    assert house.say("clerk", "/today", method="GET").status == 403
    assert today(house, "officer")["tasks"] == []
