"""docs/spec/playbooks.md: a version takes the open tasks along, and a playbook that is withdrawn leaves none behind."""

from typing import Any

import pytest

from oneboard.cli.replay import replay
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.journal.models import Line
from oneboard.projections.models import Task
from tests.house import House
from tests.playbooks import VISIT, another
from tests.visits import Visits


@pytest.fixture
def visits(house: House) -> Visits:
    return Visits(house)


def second(version: int = 2) -> dict[str, Any]:
    """A version that calls the second visit otherwise."""
    body = another(VISIT, version)
    return {**body, "source": body["source"].replace("revisit", "again")}


def standing(visits: Visits) -> list[tuple[str, str]]:
    rows = {task.id: task for task in Task.objects.all()}
    return [(rows[id_].playbook, rows[id_].state) for id_ in visits.tasks]


def test_a_publication_moves_what_is_open_where_it_knows_the_state(visits: Visits) -> None:
    visits.step("visit", 0)
    visits.step("not_home", 1)
    due = Task.objects.get(id=visits.tasks[2]).due
    visits.house.must("founder", "/playbooks", **second(), moves="open_tasks")
    assert standing(visits) == [
        ("household_visit@1", "visited"), ("household_visit@1", "revisit"), ("household_visit@2", "to_visit"),
    ]  # fmt: skip
    assert Task.objects.get(id=visits.tasks[2]).due == due, "what was due stays due"
    listed = visits.got("/playbooks/household_visit/open-tasks")
    assert listed["versions"] == [
        {"version": 1, "tasks": 1, "overdue": 0, "movable": 0},
        {"version": 2, "tasks": 1, "overdue": 0, "movable": 1},
    ]
    assert [task["id"] for task in listed["tasks"]] == [visits.tasks[1]], "what is left is listed"
    assert [t["id"] for t in visits.got("/playbooks/household_visit/open-tasks", version=2)["tasks"]] == [
        visits.tasks[2]
    ]
    assert "发布第 2 版，此任务转入新版" in visits.got(f"/tasks/{visits.tasks[2]}")["history"][-1]["text"]
    assert replay(swap=False) == 0


def test_a_moved_task_goes_on_by_the_new_version_also_for_a_phone_that_has_the_old_one(
    visits: Visits,
) -> None:
    visits.house.must("founder", "/playbooks", **second(), moves="open_tasks")
    visits.step("not_home", 0)
    visits.step("visit", 1)
    assert standing(visits)[:2] == [("household_visit@2", "again"), ("household_visit@2", "visited")]
    assert replay(swap=False) == 0


def test_what_a_phone_did_before_counts_as_before_though_it_comes_in_behind(visits: Visits) -> None:
    late = visits.house.step(
        "li", "not_home", "g1", visits.homes[0], campaign=visits.campaign, task=visits.tasks[0]
    )
    visits.house.must("founder", "/playbooks", **second(), moves="open_tasks")
    assert standing(visits)[0] == ("household_visit@2", "to_visit")
    visits.house.tell("li", late)
    assert standing(visits)[0] == ("household_visit@1", "revisit"), (
        "it was not where the new version knows it"
    )
    assert replay(swap=False) == 0


def test_without_being_told_a_publication_moves_nothing(visits: Visits) -> None:
    visits.house.must("founder", "/playbooks", **second())
    assert {playbook for playbook, _ in standing(visits)} == {"household_visit@1"}
    assert visits.house.say("founder", "/playbooks", **second(3), moves="all").status == 422


def test_pages_of_what_is_open_under_a_version_give_each_task_once(visits: Visits) -> None:
    visits.house.must("founder", "/playbooks", **second())
    found, after = [], ""
    for _ in visits.tasks:
        page = visits.got("/playbooks/household_visit/open-tasks", limit=1, after=after)
        found += [task["id"] for task in page["tasks"]]
        after = page["next"]
    assert (sorted(found), after) == (sorted(visits.tasks), "")
    assert len(visits.got("/playbooks/household_visit/open-tasks", who="li")["tasks"]) == 2, (
        "on one's own ground"
    )
    assert (
        visits.house.say("dispatcher", "/playbooks/no_such/open-tasks", method="GET").body["code"]
        == "playbook.unknown"
    )


def test_a_withdrawn_playbook_opens_nothing_new_and_leaves_what_is_open(visits: Visits) -> None:
    house = visits.house
    cursor = house.pull("li").body["cursor"]
    house.must(
        "founder", "/playbooks/household_visit/withdraw", id=(id_ := new_id(now_ms())), reason="指令撤销"
    )
    late = house.household("li", "g1")
    house.tell("li", late)
    assert len(Task.objects.all()) == 3, "who is registered from then on owes nothing"
    refused = house.say("officer", "/campaigns", campaign=new_id(now_ms()), incident=incident(), place="5117",
                        playbook="household_visit@1", title="再走一遍")  # fmt: skip
    assert (refused.status, refused.body["code"]) == (409, "playbook.withdrawn")
    [seen] = visits.got("/playbooks", who="officer")
    assert (seen["in_force"], seen["open_tasks"]) == (False, 3)
    assert seen["withdrawn"]
    [sent] = house.pull("li", cursor).body["playbooks"]
    assert (sent["key"], sent["withdrawn"]) == ("household_visit@1", seen["withdrawn"]), "phones hear of it"
    assert len(visits.got("/playbooks/household_visit/open-tasks")["tasks"]) == 3
    visits.step("visit", 0)
    assert standing(visits)[0][1] == "visited", "what is open is finished"
    again = house.say("founder", "/playbooks/household_visit/withdraw", reason="指令撤销")
    assert again.body["code"] == "playbook.withdrawn"
    count = Line.objects.count()
    house.must("founder", "/playbooks/household_visit/withdraw", id=id_, reason="指令撤销")
    assert Line.objects.count() == count
    assert replay(swap=False) == 0


def incident() -> str:
    return str(Task.objects.first().incident)  # type: ignore[union-attr]


def test_the_next_version_of_a_withdrawn_playbook_is_in_force_and_takes_its_tasks(visits: Visits) -> None:
    house = visits.house
    house.must("founder", "/playbooks/household_visit/withdraw", reason="表单有误")
    house.must("founder", "/playbooks", **second(), moves="open_tasks")
    assert {playbook for playbook, _ in standing(visits)} == {"household_visit@2"}
    assert [(one["key"], one["in_force"]) for one in visits.got("/playbooks", who="officer")] == [
        ("household_visit@1", False), ("household_visit@2", True),
    ]  # fmt: skip
    assert house.say("dispatcher", "/playbooks/household_visit/withdraw", reason="无权").status == 403
    assert (
        house.say("founder", "/playbooks/no_such/withdraw", reason="没有").body["code"] == "playbook.unknown"
    )
    assert replay(swap=False) == 0
