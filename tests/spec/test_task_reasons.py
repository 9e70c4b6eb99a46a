"""docs/spec/tasks.md: a task says what happened to it, and why it is there, whose it is, and by when."""

import pytest

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import near_id, new_id
from oneboard.projections.models import Task
from tests.house import House
from tests.playbooks import replaced, small
from tests.spec.test_tasks import CHECK, VISIT
from tests.visits import Visits


@pytest.fixture
def visits(house: House) -> Visits:
    return Visits(house)


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


def test_a_task_tells_where_each_step_led_and_what_a_step_left_as_it_was(house: House) -> None:
    steps = "{knock: {from: [open, again], to: {open: again, again: done}}, ask: {from: [open, again]}}"
    kept = small("round", steps, "text | note | Note")
    kept = replaced(kept, "done: {final", "again: {title: {zh: 再来}}, done: {final")
    house.must("founder", "/playbooks", **replaced(kept, "task: {", "task: {opens: [order], ").body)
    home, task = house.household("li", "g1"), new_id(now_ms())
    house.tell("li", home)
    house.must("dispatcher", "/tasks", id=task, playbook="round", subject=home["subject"])
    for step in ("ask", "knock", "knock"):
        house.must("li", f"/tasks/{task}/steps", step=step)
    shown = house.say("dispatcher", f"/tasks/{task}", method="GET").body["history"]
    assert [event["text"].partition("：")[2] for event in shown[1:]] == [
        "“ask”，仍为“open”。", "“knock”，转为“再来”。", "“knock”，转为“done”。",
    ]  # fmt: skip


def test_why_is_it_mine_and_why_now(visits: Visits) -> None:
    opened, mine, now = visits.why("li")
    assert "达州市的值班长" in opened and "行动“入户走访”" in opened
    assert mine == "由您承办：您任g1 地的网格员，g1 地在您的范围内。"
    assert "待走访" in now and "应在" in now
    assert visits.why("dispatcher")[1] == "由g1 地的网格员承办，现有 1 人在岗。"
    Task.objects.filter(id=visits.tasks[0]).update(due=now_ms() - 1)
    opened, mine, now = visits.why("li", language="en")
    assert opened.startswith("It comes of the campaign “入户走访”, opened by the duty officer of 达州市 on ")
    assert mine == "It is yours: you are grid worker of g1 地, and g1 地 is within your ground."
    assert now.endswith("it is overdue.")


def test_why_says_what_a_vacant_post_and_an_assignment_change(visits: Visits) -> None:
    house = visits.house
    house.join("leader", "squad_leader", "511702001", house.unit)
    house.join("zhao", "grid_worker", "g1", house.unit)
    house.must("dispatcher", f"/tasks/{visits.tasks[1]}/assign", to=f"post:{house.posts['zhao']}")
    assert visits.why("zhao", 1)[1] == "由您承办：已指派给g1 地的网格员。"
    assert visits.why("li", 1)[1] == "已指派给g1 地的网格员。"
    for who in ("zhao", "li"):
        house.must("founder", f"/posts/{house.posts[who]}/end", reason="left")
    assert visits.why("leader")[1] == "您任队长，是后备：g1 地现在没有网格员在岗，暂由您承办。"
    assert visits.why("dispatcher")[1] == "应由g1 地的网格员承办，现在无人在岗，需要有人处理。"
    assert visits.why("leader", 1)[1].startswith("您任队长，是后备")


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
    visits.tasks += [near_id(visit["id"], "rule", visit["id"], "fever_check"), ordered]
    assert visits.why("li", 3, "en")[0].startswith(
        "It comes of a rule of “fever_visit”: in the step “visit” on "
    )
    assert visits.why("li", 3, "en")[0].endswith(", the grid worker of g1 地 said Temperature: 373.")
    assert visits.why("li", 4)[0].startswith("511702001 地的镇街调度员于 ")
    assert visits.why("li", 4)[0].endswith("下令办理。")


def test_why_says_that_nothing_is_owed_any_more(visits: Visits) -> None:
    visits.step("visit")
    assert [len(visits.why("li")), visits.why("li")[1].startswith("已办结：")] == [2, True]
    visits.house.must("dispatcher", f"/subjects/{visits.homes[1]}/close", reason="left", as_of=0)
    assert visits.why("li", 1)[1] == "无须再办：对象已注销。"


def test_what_was_registered_later_owes_since_its_registration(visits: Visits) -> None:
    house = visits.house
    home = house.household("li", "g1")
    house.tell("li", home)
    visits.tasks[0] = Task.objects.get(subject=home["subject"]).id
    assert "对象于" in visits.why("li")[0]


def test_a_task_out_of_sight_and_one_that_is_not_look_alike(visits: Visits) -> None:
    for path in (
        f"/tasks/{visits.tasks[0]}/why",
        f"/tasks/{new_id(now_ms())}/why",
        f"/tasks/{visits.tasks[0]}",
    ):
        assert visits.house.say("far", path, method="GET").status == 404
