"""Desk commands: refused in words, checked under the lock, recorded once by their id. See docs/spec/access.md."""

from typing import Any

from django.test import Client

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.journal.models import Line
from oneboard.projections.models import Task
from oneboard.recorder.group import decode_entry
from tests.door import at_once
from tests.house import House, Reply
from tests.playbooks import VISIT, another


def fresh() -> str:
    return new_id(now_ms())


def commands(house: House) -> dict[str, dict[str, Any]]:
    """One of each, as somebody in charge might say it."""
    post = {"post": fresh(), "member": house.members["li"], "unit": house.unit, "role": "grid_worker"}
    return {
        "/places": {"place": "g9", "level": "grid", "name": "九号网格", "parent": "511702001001"},
        "/units": {"unit": fresh(), "name": "应急分队", "place": "511702001"},
        "/members": {"member": fresh(), "name": "孙八"},
        "/posts": {**post, "place": "511702001001"},
        f"/posts/{house.posts['li']}/end": {"reason": "relieved"},
        "/playbooks": another(VISIT, version=2),
        "/incidents": {"incident": fresh(), "title": "演练", "sort": "exercise"},
        "/campaigns": {"campaign": fresh(), "incident": fresh(), "playbook": "household_visit@1", "place": "5117",
                       "title": "入户走访"},
    }  # fmt: skip


def code(house: House, who: str, path: str, **body: Any) -> tuple[int, str]:
    reply = house.say(who, path, **body)
    return reply.status, reply.body.get("code", "")


def test_nobody_commands_without_signing_in_and_no_grid_worker_commands_at_all(house: House) -> None:
    count = Line.objects.count()
    for path, body in commands(house).items():
        unknown = Client(SERVER_NAME="localhost").post(path, body, "application/json")
        assert Reply(unknown).body["code"] == "account.signed_out", path
        refused = house.say("li", path, **body)
        # Whether a post is there is not told to somebody who sees nothing of it; this one is his own.
        assert (refused.status, refused.body["code"]) == (403, "not_permitted"), path
        assert refused.body["text"]
        assert "why" in refused.body["fields"]
    assert Line.objects.count() == count


def test_unseen_and_missing_look_alike(house: House) -> None:
    orders = commands(house)
    appointed, campaign = orders["/posts"], house.campaign("511703")
    for who, path, unseen, missing in (
        ("dispatcher", "/posts", {**appointed, "place": "511703001"}, {**appointed, "place": "nowhere"}),
        ("dispatcher", f"/posts/{house.posts['far']}/end", {"reason": "left"}, None),
        ("dispatcher", "/posts", {**appointed, "place": "511702"}, {**appointed, "place": "nowhere"}),
    ):
        found = house.say(who, path, **unseen)
        other = (
            house.say(who, path, **missing) if missing else house.say(who, f"/posts/{fresh()}/end", **unseen)
        )
        assert (found.status, found.body) == (other.status, other.body) == (404, other.body)
    for who, path in (("dispatcher", "/tasks/{}"), ("li", "/tasks/{}")):
        home = house.household("far", "g3")
        house.tell("far", home)
        task = Task.objects.get(subject=home["subject"], campaign=campaign).id
        found, other = (house.say(who, path.format(id_), method="GET") for id_ in (task, fresh()))
        assert (found.status, found.body) == (other.status, other.body)
        assert found.status == 404


def test_what_the_state_does_not_allow_is_said_by_name(house: House) -> None:
    orders = commands(house)
    campaign = house.campaign()
    house.must("officer", f"/campaigns/{campaign}/close", reason="演练结束")
    house.leave("neighbour")
    for who, path, body, expected in (
        ("founder", "/places", {**orders["/places"], "place": "g1"}, (409, "place.exists")),
        ("founder", "/places", {**orders["/places"], "parent": "nowhere"}, (404, "not_found")),
        ("founder", "/playbooks", another(VISIT, leaflets="seen by all"), (409, "playbook.published")),
        ("founder", "/playbooks", {"source": "playbook: ["}, (422, "playbook.invalid")),
        ("founder", "/posts", {**orders["/posts"], "place": "g1", "unit": fresh()}, (422, "unit.unknown")),
        ("founder", "/posts", {**orders["/posts"], "role": "king"}, (422, "role.unknown")),
        ("founder", f"/posts/{house.posts['neighbour']}/end", {"reason": "left"}, (409, "post.ended")),
        ("officer", "/campaigns", orders["/campaigns"], (404, "not_found")),
        ("officer", "/campaigns", {**orders["/campaigns"], "playbook": "x@1"}, (422, "playbook.invalid")),
        ("officer", f"/campaigns/{campaign}/close", {"reason": "再次"}, (409, "campaign.closed")),
        ("officer", f"/campaigns/{fresh()}/close", {"reason": "再次"}, (404, "not_found")),
        ("founder", "/places", {**orders["/places"], "id": "A" * 36}, (422, "body.invalid")),
    ):  # fmt: skip
        assert code(house, who, path, **body) == expected, (path, body)


def test_a_command_sent_again_gets_the_first_answer_and_changes_nothing(house: House) -> None:
    orders = commands(house)
    incident = orders["/incidents"]["incident"]
    orders["/campaigns"]["incident"] = incident
    for path, body in orders.items():
        who = "officer" if path in ("/incidents", "/campaigns") else "founder"
        command = {"id": fresh(), **body}
        first = house.must(who, path, **command)
        count = Line.objects.count()
        assert house.must(who, path, **command) == first, path
        assert Line.objects.count() == count


def test_the_same_command_from_many_threads_is_recorded_once(house: House) -> None:
    house.client("founder")
    body = {"id": fresh(), **commands(house)["/places"]}
    answers = at_once(lambda _: house.say("founder", "/places", **body).body["seq"], 6)
    assert len(set(answers)) == 1
    assert Line.objects.filter(id=body["id"]).count() == 1


def test_of_two_commands_that_exclude_each_other_one_is_recorded(house: House) -> None:
    """Each is checked under the lock, against what the other has done."""
    house.client("founder")
    place = commands(house)["/places"]
    answers = at_once(lambda _: house.say("founder", "/places", **place).body.get("code", "recorded"), 6)
    assert sorted(answers) == ["place.exists"] * 5 + ["recorded"]


def test_a_closed_campaign_asks_nothing_of_whoever_is_registered_later(house: House) -> None:
    campaign = house.campaign()
    before = house.household("li", "g1")
    house.tell("li", before)
    house.must("officer", f"/campaigns/{campaign}/close", reason="演练结束")
    house.tell("li", house.household("li", "g1"))
    assert [task.subject for task in Task.objects.filter(campaign=campaign)] == [before["subject"]]


def test_a_command_stands_under_the_post_that_allows_it_at_that_place(house: House) -> None:
    house.appoint("dispatcher", "511702", "duty_officer")
    second = house.appoint("dispatcher", "511703001", "town_dispatcher")
    for place, post in (("g1", house.posts["dispatcher"]), ("g3", second)):
        subject, answers = fresh(), {"address": "滨河路 7 号", "head": "王五"}
        said = house.must("dispatcher", "/subjects", register="households", subject=subject, place=place,
                          answers=answers)  # fmt: skip
        assert decode_entry(Line.objects.get(id=said["entry"]).body).actor.post == post


def test_a_command_stands_under_the_post_that_holds_its_verb(house: House) -> None:
    house.join("both", "duty_officer", "5117", house.unit)
    second = house.appoint("both", "511702", "clerk")
    new, post = fresh(), fresh()
    house.must("both", "/members", member=new, name="赵六", place="511702001")
    house.must("both", "/posts", post=post, member=new, unit=house.unit, place="g1", role="grid_worker")
    for line in Line.objects.order_by("-seq")[:2]:
        assert decode_entry(line.body).actor.post == second
