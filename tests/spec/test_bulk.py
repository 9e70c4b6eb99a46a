"""docs/spec/tasks.md: many tasks are assigned, withdrawn or reopened by one command, as its preview had them."""

from typing import Any

import msgspec
import pytest

from oneboard.cli.replay import replay
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.journal.models import Line
from oneboard.projections.models import Task
from oneboard.work import bulk
from tests.house import House
from tests.visits import Visits


@pytest.fixture
def visits(house: House) -> Visits:
    return Visits(house)


def looked(visits: Visits, who: str, **choice: Any) -> tuple[int, Any]:
    body = msgspec.json.encode(choice)
    answer = visits.house.client(who).post("/bulk/preview", body, "application/json")
    return answer.status_code, answer.json()


def preview(visits: Visits, who: str = "dispatcher", **choice: Any) -> Any:
    status, body = looked(visits, who, **choice)
    assert status == 200, body
    return body


def done(visits: Visits, what: dict[str, Any], seen: Any, **choice: Any) -> tuple[int, Any]:
    reply = visits.house.say("dispatcher", "/bulk", what=what, count=seen["count"], seq=seen["seq"], **choice)
    return reply.status, reply.body


def assigned() -> list[str | None]:
    return [task.assigned for task in Task.objects.order_by("place", "id")]


def test_a_preview_says_which_tasks_it_would_be(visits: Visits) -> None:
    visits.step("not_home")
    found = preview(visits, filter={"place": "g1"})
    assert found["count"] == 2
    assert [(state["state_title"], state["tasks"]) for state in found["states"]] == [
        ("待回访", 1),
        ("待走访", 1),
    ]
    assert found["holders"] == [{"assigned": None, "tasks": 2}]
    assert {task["id"] for task in found["first"]} == set(visits.tasks[:2])


def test_what_was_previewed_is_assigned_at_once_and_taken_back_by_the_opposite(visits: Visits) -> None:
    house, unit = visits.house, f"unit:{visits.house.unit}"
    choice = {"filter": {"state": "to_visit"}}
    seen, id_ = preview(visits, **choice), new_id(now_ms())
    status, answer = done(visits, {"do": "assign", "to": unit}, seen, id=id_, note="今晚一并走完", **choice)
    assert (status, sorted(answer["tasks"])) == (200, sorted(visits.tasks))
    assert assigned() == [unit] * 3
    count = Line.objects.count()
    assert done(visits, {"do": "assign", "to": unit}, seen, id=id_, **choice) == (200, answer), (
        "the same again"
    )
    assert Line.objects.count() == count
    undone = {"count": 3, "seq": answer["seq"]}
    assert done(visits, {"do": "assign", "to": None}, undone, ids=answer["tasks"])[0] == 200
    assert assigned() == [None] * 3
    assert "指派给市域治理中心" in visits.got(f"/tasks/{visits.tasks[0]}")["history"][1]["text"]
    assert house.pull("li").body["tasks"], "and phones hear of each"
    assert replay(swap=False) == 0


def test_a_bulk_withdraws_and_what_it_withdrew_is_reopened(visits: Visits) -> None:
    choice = {"filter": {"place": "g1"}}
    answer = done(visits, {"do": "withdraw", "reason": "not_needed"}, preview(visits, **choice), **choice)[1]
    assert visits.listed() == [2]
    seen = preview(visits, ids=answer["tasks"])
    assert done(visits, {"do": "reopen", "reason": "mistaken"}, seen, ids=answer["tasks"])[0] == 200
    assert sorted(visits.listed()) == [0, 1, 2]
    assert replay(swap=False) == 0


def test_what_is_not_as_it_was_seen_is_refused_and_nothing_is_done(visits: Visits) -> None:
    choice = {"filter": {"place": "g1"}}
    seen = preview(visits, **choice)
    visits.step("not_home")
    status, refused = done(visits, {"do": "withdraw", "reason": "other"}, seen, **choice)
    assert (status, refused["code"]) == (409, "bulk.changed"), "one of them has moved"
    seen = preview(visits, **choice)
    visits.house.tell("neighbour", visits.house.household("neighbour", "g2"))
    assert done(visits, {"do": "assign", "to": None}, seen, **choice)[0] == 200, (
        "what happens elsewhere does not matter"
    )
    seen = preview(visits, **choice)
    visits.house.tell("li", visits.house.household("li", "g1"))
    assert done(visits, {"do": "withdraw", "reason": "other"}, seen, **choice)[1]["code"] == "bulk.changed"
    assert {task.withdrawn for task in Task.objects.all()} == {""}


def test_all_or_nothing_whom_they_go_to_must_fit_each_place(visits: Visits) -> None:
    choice = {"ids": visits.tasks}
    seen = preview(visits, **choice)
    to = {"do": "assign", "to": f"post:{visits.house.posts['li']}"}
    status, refused = done(visits, to, seen, **choice)
    assert (status, refused["code"], refused["fields"]["place"]) == (409, "holder.unfit", "g2")
    assert assigned() == [None] * 3
    visits.step("visit")
    over = done(visits, {"do": "withdraw", "reason": "other"}, preview(visits, **choice), **choice)
    assert over[1]["code"] == "task.over"


def test_nobody_reaches_beyond_his_ground_by_a_bulk(visits: Visits) -> None:
    house = visits.house
    assert looked(visits, "li", ids=visits.tasks)[0] == 403, "who may not assign one"
    assert house.say("li", "/bulk", ids=visits.tasks).status == 403
    house.join("other", "town_dispatcher", "511702002", house.unit)
    assert looked(visits, "other", ids=visits.tasks[:1])[0] == 404
    assert looked(visits, "dispatcher", ids=[new_id(now_ms())])[0] == 404
    assert preview(visits, who="other", filter={})["count"] == 0


def test_a_bulk_is_of_a_filter_or_of_ids_and_of_no_more_than_it_can_take(
    visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    for choice in ({}, {"filter": {}, "ids": visits.tasks}):
        assert looked(visits, "dispatcher", **choice)[0] == 422
    monkeypatch.setattr(bulk, "LIMIT", 2)
    status, refused = looked(visits, "dispatcher", filter={})
    assert (status, refused["code"]) == (422, "bulk.too_many")
