"""docs/spec/content.md: orders from above split among units and followed, handed on, and done by agencies together."""

from collections.abc import Iterator

import pytest

from oneboard.foundation.clock import DAY_MS, iso, now_ms
from oneboard.foundation.ids import new_id
from oneboard.projections.models import Task
from tests.command import DONE, WHOSE, WHY, commanding, directive, done, due, progress, unit_order
from tests.content import Play
from tests.house import House
from tests.spec.attic import oneboard


@pytest.fixture
def play(house: House) -> Iterator[Play]:
    yield from commanding(house)


def test_a_directive_is_split_and_done_when_each_part_is_done_or_explained(
    play: Play, served: House, capsys: pytest.CaptureFixture[str]
) -> None:
    police, market = (
        play.unit("police", "511702", "达川公安分局"),
        play.unit("market", "511703", "宣汉市监局"),
    )
    whole = directive(play)
    play.desk("officer", "acknowledge", whole)
    one, two = (unit_order(play, unit, part_of=whole) for unit in (police, market))
    play.desk("officer", "split", whole)
    assert play.house.say("officer", "/papers", method="GET", task=whole).body[0]["title"] == "通知"
    assert served.say("officer", f"/tasks/{one}", method="GET").body["task"]["part_of"] == whole
    told = served.say("police", f"/tasks/{one}/why", method="GET").body["text"]
    assert "分解" in told and "国道路口设卡" in told
    done(play, one, "police")
    assert play.refused("officer", "finish", whole) == "task.parts_owed"
    play.desk("officer", "report_up", whole, {"stage": "on_course"})
    play.desk("market", "acknowledge", two)
    play.desk("market", "cannot", two, WHY)
    assert progress(play, whole) == (2, 1)
    play.desk("officer", "agree", two)
    assert progress(play, whole) == (2, 2)
    assert oneboard("tasks", "parts", whole, "--as", "officer") == 0
    assert "宣汉市监局" in capsys.readouterr().out
    play.desk("officer", "finish", whole, DONE)
    late = served.say("officer", "/tasks", playbook="unit_order", subject=police, part_of=whole)
    assert late.body["code"] == "task.over", "nothing more is made a part of what is done"
    play.count(directives_acknowledged=1, directives_done=1, directive_reports=1, unit_orders_acknowledged=1,
               unit_orders_explained=1)  # fmt: skip


def test_a_directive_takes_wrong_turns(play: Play) -> None:
    one, other = directive(play), directive(play)
    play.clock(due(one) + 1)
    assert ("overdue", one) in play.notices("other"), "nobody acknowledged it"
    for step in ("acknowledge", "split"):
        play.desk("officer", step, one)
    play.desk("officer", "cannot", one, WHY)
    play.desk("officer", "reopen", one, {"what": "possible"})
    play.desk("officer", "finish", one, DONE)
    play.desk("officer", "pass_on", other, WHOSE)
    play.count(directives_acknowledged=1, directives_impossible=1, directives_done=1, directives_passed_on=1)
    assert play.unseen("directive") == {"report_up"}


def test_an_order_to_a_unit_takes_wrong_turns(play: Play) -> None:
    task = unit_order(play, play.unit("police", "511702", "达川公安分局"))
    play.desk("police", "acknowledge", task)
    play.desk("police", "report", task, {"stage": "behind"})
    play.desk("police", "finish", task, DONE)
    assert play.refused("police", "accept", task) == "task.not_yours"
    play.desk("officer", "give_back", task, {"what": "no_proof"})
    play.desk("police", "cannot", task, WHY)
    play.desk("officer", "insist", task, {"what": "possible"})
    play.clock(due(task) + 1)
    assert ("overdue", task) in play.notices("officer"), "whoever gave it hears that it is late"
    play.desk("police", "not_ours", task, WHOSE)
    play.desk("police", "acknowledge", task)
    play.desk("police", "cannot", task, WHY)
    play.desk("officer", "agree", task)
    play.count(unit_orders_acknowledged=2, unit_order_reports=1, unit_orders_given_back=1, unit_orders_explained=1,
               unit_orders_for_another=1)  # fmt: skip
    assert play.unseen("unit_order") == {"accept", "done"}


def test_a_part_may_be_split_again_and_each_level_sees_how_far_it_is(play: Play) -> None:
    county, town = play.unit("county", "511702", "达川指挥部"), play.unit("town", "511702001", "镇指挥所")
    whole = directive(play)
    part = unit_order(play, county, part_of=whole)
    assert (
        play.house.say("dispatcher", "/tasks", playbook="unit_order", subject=town, part_of=part).status
        == 404
    )
    play.house.join("county_desk", "town_dispatcher", "511702", county)
    below = play.order("county_desk", "unit_order", town, part_of=part)
    shown = play.house.say("officer", f"/tasks/{whole}/parts", method="GET").body["tasks"]
    assert [(one["task"]["id"], one["unit"], one["parts"]["owed"]) for one in shown] == [
        (part, "达川指挥部", 1)
    ]
    play.desk("town", "acknowledge", below)
    play.desk("town", "finish", below, DONE)
    play.desk("county", "acknowledge", part)
    play.desk("county", "finish", part, DONE)
    assert play.refused("officer", "accept", part) == "task.parts_owed"
    play.desk("county_desk", "accept", below)
    play.desk("officer", "accept", part)
    assert Task.objects.get(id=below).incident == play.incident, "a part is of its whole's incident"
    unknown = play.house.say("officer", "/tasks", playbook="unit_order", subject=new_id(now_ms()))
    assert (unknown.status, unknown.body["code"]) == (422, "unit.unknown")
    play.count(unit_orders_acknowledged=2, unit_orders_done=2)


def test_what_is_anothers_goes_there_with_its_clock_and_its_history(play: Play) -> None:
    police, roads = play.unit("police", "511702", "达川公安分局"), play.unit("roads", "511703", "宣汉交通局")
    task = play.order("officer", "unit_order", police, due=iso(now_ms() + DAY_MS))
    play.desk("police", "acknowledge", task)
    by = due(task)
    play.desk("police", "not_ours", task, WHOSE)
    assert due(task) == by, "the clock runs on"
    assert play.house.say("dispatcher", f"/tasks/{task}/assign", to=f"unit:{roads}").status == 404, (
        "not his ground"
    )
    play.house.must("officer", f"/tasks/{task}/assign", to=f"unit:{roads}")
    assert play.refused("police", "acknowledge", task) in ("not_found", "task.not_yours")
    play.desk("roads", "acknowledge", task)
    assert due(task) == by
    shown = play.house.say("roads", f"/tasks/{task}", method="GET").body
    assert len(shown["history"]) == 5, "whoever gets it sees all that happened before"
    play.desk("roads", "finish", task, DONE)
    play.desk("officer", "accept", task)
    play.count(unit_orders_acknowledged=2, unit_orders_for_another=1, unit_orders_done=1)


def test_agencies_act_together_and_the_lead_changes_hands(play: Play) -> None:
    health, police = play.unit("health", "511702", "卫健局"), play.unit("police", "511702", "公安分局")
    joint = play.order("officer", "joint_task", health, due=iso(now_ms() + DAY_MS))
    play.desk(
        "health",
        "convene",
        joint,
        {"agencies": ["health", "police", "compound"], "residents": "yes", "plan": "查"},
    )
    part = play.order("officer", "unit_order", police, part_of=joint)
    play.desk("health", "report", joint, {"stage": "on_course"})
    by = due(joint)
    play.desk("health", "hand_lead", joint, WHOSE)
    play.house.must("officer", f"/tasks/{joint}/assign", to=f"unit:{police}")
    play.desk("police", "convene", joint, {"agencies": ["police"], "residents": "no", "plan": "分片"})
    assert (due(joint), play.refused("police", "finish", joint)) == (by, "task.parts_owed")
    play.house.must("officer", f"/tasks/{part}/withdraw", reason="not_needed")
    play.desk("police", "finish", joint, DONE)
    off = play.order("officer", "joint_task", health)
    play.desk("officer", "call_off", off, WHY)
    play.count(joint_tasks_convened=2, joint_tasks_with_residents=1, joint_task_leads_changed=1, joint_tasks_done=1,
               joint_tasks_called_off=1)  # fmt: skip
    assert play.unseen("joint_task") == set()
