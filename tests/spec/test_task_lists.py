"""docs/spec/tasks.md: tasks are listed, filtered and sorted, page by page, and the board of a place counts them."""

import pytest

from oneboard.foundation.clock import DAY_MS, iso, now_ms
from oneboard.projections.models import Task
from tests.house import House
from tests.visits import Visits


@pytest.fixture
def visits(house: House) -> Visits:
    return Visits(house)


def test_tasks_are_listed_by_place_playbook_state_and_deadline(visits: Visits) -> None:
    now = now_ms()
    for task, due in zip(visits.tasks, (now + DAY_MS, now - DAY_MS, now + 2 * DAY_MS), strict=True):
        Task.objects.filter(id=task).update(due=due)
    assert visits.listed() == [1, 0, 2]
    assert visits.listed(place="g2") == [2]
    assert visits.listed(overdue="true") == [1]
    assert visits.listed(overdue="false") == [0, 2]
    assert visits.listed(due_before=iso(now + DAY_MS + 1)) == [1, 0]
    assert visits.listed(playbook="household_visit@1", state="to_visit", sort="place") == [1, 0, 2]
    assert visits.listed(playbook="household_visit", state="visited") == visits.listed(playbook="other") == []
    visits.step("visit")
    assert visits.listed() == [1, 2]
    assert visits.listed(state="visited") == [0]
    for wrong in (
        {"due_before": "2020-02-03T08:00:00"},
        {"sort": "name"},
        {"assigned": "li"},
        {"limit": 501},
    ):
        assert visits.house.say("dispatcher", "/tasks", method="GET", **wrong).status == 422


def test_tasks_are_listed_by_whom_they_are_assigned_to(visits: Visits) -> None:
    house = visits.house
    house.join("zhao", "grid_worker", "g1", house.unit)
    post = f"post:{house.posts['zhao']}"
    house.must("dispatcher", f"/tasks/{visits.tasks[0]}/assign", to=post)
    house.must("dispatcher", f"/tasks/{visits.tasks[1]}/assign", to=f"unit:{house.unit}")
    assert visits.listed(assigned=post) == [0]
    assert visits.listed(assigned="lapsed") == []
    house.must("founder", f"/posts/{house.posts['zhao']}/end", reason="left")
    assert visits.listed(assigned="lapsed") == [0]


@pytest.mark.parametrize("sort", ["due", "place"])
def test_pages_of_a_list_give_each_task_once_and_in_order(visits: Visits, sort: str) -> None:
    whole, found, after = visits.listed(sort=sort), [], ""
    while True:
        page = visits.got("/tasks", sort=sort, limit=1, after=after)
        found += [visits.homes.index(task["subject"]) for task in page["tasks"]]
        after = page["next"]
        if not after:
            break
    assert found == whole and len(whole) == 3


def test_a_list_is_given_as_a_table_that_runs_nothing(visits: Visits) -> None:
    client = visits.house.client("dispatcher")
    first = client.get("/tasks", {"format": "csv", "limit": 2})
    assert first.headers["Content-Type"] == "text/csv; charset=utf-8"
    heading, *rows = first.content.decode("utf-8-sig").splitlines()
    assert heading.startswith("id,playbook,title,place,place_name,")
    assert len(rows) == 2
    address = first.headers["Link"].partition(">")[0].removeprefix("<")
    last = client.get(address)
    assert len(last.content.decode("utf-8-sig").splitlines()) == 2
    assert "Link" not in last.headers


def test_nobody_lists_beyond_his_ground(visits: Visits) -> None:
    assert [task["place"] for task in visits.got("/tasks", who="li")["tasks"]] == ["g1", "g1"]
    assert visits.house.say("li", "/tasks", method="GET", place="g2").status == 404
    assert visits.house.say("li", "/board", method="GET", place="511702001").status == 404
    assert visits.house.say("clerk", "/board", method="GET", place="g1").status == 403


def test_the_board_counts_a_town_by_playbook_and_state_and_shows_the_first_of_each(visits: Visits) -> None:
    visits.step("not_home")
    Task.objects.filter(id=visits.tasks[2]).update(due=now_ms() - 1)
    board = visits.got("/board", place="511702001")
    assert (board["tasks"], board["overdue"]) == (3, 1)
    assert [(line["state_title"], line["tasks"], line["overdue"]) for line in board["lines"]] == [
        ("待走访", 2, 1), ("待回访", 1, 0),
    ]  # fmt: skip
    assert [task["id"] for task in board["lines"][0]["first"]] == [visits.tasks[2], visits.tasks[1]]
    few = visits.got("/board", place="511702001", first=1)
    assert [len(line["first"]) for line in few["lines"]] == [1, 1]
    assert [line["first"] for line in visits.got("/board", place="g1", first=0)["lines"]] == [[], []]
    assert visits.got("/board", who="officer", place="511702002") == {
        "place": "511702002", "tasks": 0, "overdue": 0, "lines": [],
    }  # fmt: skip
