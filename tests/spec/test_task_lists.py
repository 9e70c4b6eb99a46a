"""docs/spec/tasks.md: lists of tasks, the board, and a task that says what happened to it and why it is there."""

from typing import Any

import pytest

from oneboard.foundation.clock import DAY_MS, iso, now_ms
from oneboard.foundation.ids import derived_id, new_id
from oneboard.projections.models import Task
from tests.house import House
from tests.spec.test_tasks import CHECK, VISIT


class Visits:
    """Two households at g1, one at g2, all to be visited."""

    def __init__(self, house: House) -> None:
        self.house = house
        homes = [house.household("li", "g1"), house.household("li", "g1"), house.household("neighbour", "g2")]
        house.tell("li", *homes[:2])
        house.tell("neighbour", homes[2])
        self.homes = [str(home["subject"]) for home in homes]
        self.campaign = house.campaign()
        self.ids = {str(task.subject): task.id for task in Task.objects.all()}
        self.tasks = [self.ids[home] for home in self.homes]

    def step(self, step: str, n: int = 0, **fields: Any) -> str:
        entry = self.house.step(
            "li", step, "g1", self.homes[n], campaign=self.campaign, task=self.tasks[n], **fields
        )
        assert self.house.tell("li", entry) == [("recorded", "")]
        return str(entry["id"])

    def got(self, path: str, who: str = "dispatcher", **query: Any) -> Any:
        reply = self.house.say(who, path, method="GET", **query)
        assert reply.status == 200, reply
        return reply.body

    def listed(self, **query: Any) -> list[str]:
        """The subjects of a page, as numbers."""
        return [self.homes.index(task["subject"]) for task in self.got("/tasks", **query)["tasks"]]


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


def test_a_task_tells_what_happened_to_it_by_role_and_place(visits: Visits) -> None:
    wrong = visits.step("visit")
    visits.step("not_home", corrects=wrong)
    visits.step("refuse")
    visits.step("refuse")
    said = [event["text"] for event in visits.got(f"/tasks/{visits.tasks[0]}")["history"]]
    assert "达州市的值班长" in said[0] and "行动“入户走访”" in said[0]
    assert said[1:] == [
        "g1 地的网格员：“完成走访”，未生效：后来作了更正。",
        "g1 地的网格员更正了此前的记录：“家中无人”，转为“待回访”。",
        "g1 地的网格员：“住户拒绝”，转为“拒绝走访”。",
        "g1 地的网格员：“住户拒绝”，未生效：任务当时是“拒绝走访”。",
    ]


def why(visits: Visits, who: str, n: int = 0, language: str = "zh") -> list[str]:
    client = visits.house.client(who)
    return list(
        client.get(f"/tasks/{visits.tasks[n]}/why", headers={"Accept-Language": language}).json()["sentences"]
    )


def test_why_is_it_mine_and_why_now(visits: Visits) -> None:
    opened, mine, now = why(visits, "li")
    assert "达州市的值班长" in opened and "行动“入户走访”" in opened
    assert mine == "由您承办：您任g1 地的网格员，g1 地在您的范围内。"
    assert "待走访" in now and "应在" in now
    assert why(visits, "dispatcher")[1] == "由g1 地的网格员承办，现有 1 人在岗。"
    Task.objects.filter(id=visits.tasks[0]).update(due=now_ms() - 1)
    opened, mine, now = why(visits, "li", language="en")
    assert opened.startswith("It comes of the campaign “入户走访”, opened by the duty officer of 达州市 on ")
    assert mine == "It is yours: you are grid worker of g1 地, and g1 地 is within your ground."
    assert now.endswith("it is overdue.")


def test_why_says_what_a_vacant_post_and_an_assignment_change(visits: Visits) -> None:
    house = visits.house
    house.join("leader", "squad_leader", "511702001", house.unit)
    house.join("zhao", "grid_worker", "g1", house.unit)
    house.must("dispatcher", f"/tasks/{visits.tasks[1]}/assign", to=f"post:{house.posts['zhao']}")
    assert why(visits, "zhao", 1)[1] == "由您承办：已指派给g1 地的网格员。"
    assert why(visits, "li", 1)[1] == "已指派给g1 地的网格员。"
    for who in ("zhao", "li"):
        house.must("founder", f"/posts/{house.posts[who]}/end", reason="left")
    assert why(visits, "leader")[1] == "您任队长，是后备：g1 地现在没有网格员在岗，暂由您承办。"
    assert why(visits, "dispatcher")[1] == "应由g1 地的网格员承办，现在无人在岗，需要有人处理。"
    assert why(visits, "leader", 1)[1].startswith("您任队长，是后备")


def test_a_desks_words_stand_in_the_history(visits: Visits) -> None:
    house, task = visits.house, visits.tasks[0]
    house.must("dispatcher", f"/tasks/{task}/assign", to=f"unit:{house.unit}")
    house.must("dispatcher", f"/tasks/{task}/assign", to=None)
    house.must("dispatcher", f"/tasks/{task}/withdraw", reason="duplicate")
    visits.step("visit")
    house.must("dispatcher", f"/tasks/{task}/reopen", reason="incomplete")
    who = "511702001 地的镇街调度员"
    assert [event["text"] for event in visits.got(f"/tasks/{task}")["history"]][1:] == [
        f"{who}指派给市域治理中心。",
        f"{who}指派给在岗的承办人。",
        f"{who}撤回：重复。",
        "g1 地的网格员：“完成走访”，未生效：任务当时已撤回。",
        f"{who}要求重办：未办完整。",
    ]


def test_why_says_which_answer_or_whose_order_opened_it(visits: Visits) -> None:
    house = visits.house
    for files in (CHECK, VISIT):
        house.must("founder", "/playbooks", **files.body)
    visit = house.entry("li", "step.taken@1", {"step": "visit"}, playbook="fever_visit@1", place="g1",
                        subject=visits.homes[0], answers={"temperature": 373})  # fmt: skip
    house.tell("li", visit)
    ordered = new_id(now_ms())
    house.must("dispatcher", "/tasks", id=ordered, playbook="fever_check", subject=visits.homes[0])
    visits.tasks += [derived_id("rule", visit["id"], "fever_check"), ordered]
    assert why(visits, "li", 3, "en")[0].startswith(
        "It comes of a rule of “fever_visit”: in the step “visit” on "
    )
    assert why(visits, "li", 3, "en")[0].endswith(", the grid worker of g1 地 said Temperature: 373.")
    assert why(visits, "li", 4)[0].startswith("511702001 地的镇街调度员于 ")
    assert why(visits, "li", 4)[0].endswith("下令办理。")


def test_why_says_that_nothing_is_owed_any_more(visits: Visits) -> None:
    visits.step("visit")
    assert [len(why(visits, "li")), why(visits, "li")[1].startswith("已办结：")] == [2, True]
    visits.house.must("dispatcher", f"/subjects/{visits.homes[1]}/close", reason="left", as_of=0)
    assert why(visits, "li", 1)[1] == "无须再办：对象已注销。"


def test_what_was_registered_later_owes_since_its_registration(visits: Visits) -> None:
    house = visits.house
    home = house.household("li", "g1")
    house.tell("li", home)
    visits.tasks[0] = Task.objects.get(subject=home["subject"]).id
    assert "对象于" in why(visits, "li")[0]


def test_a_task_out_of_sight_and_one_that_is_not_look_alike(visits: Visits) -> None:
    for path in (
        f"/tasks/{visits.tasks[0]}/why",
        f"/tasks/{new_id(now_ms())}/why",
        f"/tasks/{visits.tasks[0]}",
    ):
        assert visits.house.say("far", path, method="GET").status == 404
