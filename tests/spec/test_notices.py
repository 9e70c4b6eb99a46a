"""Notices: who is told what by the clock, at a desk and on a phone, and in which words. See docs/spec/clocks.md."""

import pytest

from oneboard.cli.replay import replay
from oneboard.projections.models import Notice, Task
from tests.house import House
from tests.timing import campaign_of, check
from tests.watched import checked, tell, told, watched


def test_whoever_is_assigned_is_reminded_and_nobody_else(house: House) -> None:
    _, task = watched(house)
    post = house.appoint("neighbour", "g1")
    house.must("dispatcher", f"/tasks/{task.id}/assign", to=f"post:{post}")
    tell(3.1)
    assert told(house, "li") == []
    assert told(house, "neighbour") == [("reminded", "grid_worker")]


def test_a_reminder_reaches_the_backup_where_nobody_is_in_post_as_holder(house: House) -> None:
    house.join("leader", "squad_leader", "511702001", house.unit)
    _, task = watched(house, "backup: squad_leader")
    tell(3.1)
    assert told(house, "leader") == []
    house.must("dispatcher", f"/tasks/{task.id}/assign", to=f"post:{house.posts['li']}")
    house.must("founder", f"/posts/{house.posts['li']}/end", reason="left")
    assert told(house, "leader") == [("reminded", "grid_worker")], (
        "nor does it stay with whom it was assigned to"
    )
    tell(5)
    assert [kind for kind, _ in told(house, "leader")] == ["overdue", "reminded"]


def test_a_notice_goes_where_its_household_goes_and_reaches_the_phones_there(house: House) -> None:
    home, task = watched(house)
    tell(5)
    [reminder] = [n for n in house.pull("li").body["notices"] if n["kind"] == "reminded"]
    assert (reminder["task"], reminder["role"], reminder["gone"]) == (task.id, "grid_worker", False)
    moved = {"register": "households", "to": "g2", "as_of": 0}
    house.tell("li", house.entry("li", "subject.moved@1", moved, place="g1", subject=home["subject"]))
    assert told(house, "li") == []
    assert told(house, "neighbour") == [("reminded", "grid_worker")]
    assert len(house.pull("neighbour").body["notices"]) == 3
    assert replay(swap=False) == 0


@pytest.mark.parametrize("limit", [1, 2])
def test_notices_come_in_pages_the_newest_first(house: House, limit: int) -> None:
    for _ in range(3):
        house.tell("li", house.household("li", "g1"))
    campaign_of(house, check("{open: {due: 2h, remind: 1h}, done: {final: true}}"))
    assert tell(3) == 3
    pages, after = [], {}
    while page := house.say("li", "/notices", method="GET", limit=limit, **after).body:
        pages += [notice["id"] for notice in page]
        after = {"after": page[-1]["id"]}
    assert pages == list(Notice.objects.order_by("-at", "-id").values_list("id", flat=True))


def test_the_history_and_the_reason_say_it_in_a_sentence(house: House) -> None:
    home, task = watched(house)
    tell(5)
    door = Task.objects.get(playbook="door@1")
    why = house.say("dispatcher", f"/tasks/{door.id}/why", method="GET").body
    assert "由《核查》引起：应在" in str(why)
    history = house.say("dispatcher", f"/tasks/{task.id}", method="GET").body["history"]
    assert [line["text"][:3] for line in history[1:]] == ["提醒：", "逾期："]
    assert "已告知：队长, 镇街调度员" in history[2]["text"]
    house.tell("li", checked(house, home, task))
    history = house.say("dispatcher", f"/tasks/{task.id}", method="GET").body["history"]
    assert ["已撤回" in line["text"] for line in history[1:]] == [False, True, True]
