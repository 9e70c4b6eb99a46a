"""Response levels: an incident's own fact, and what each switches on is content. See docs/spec/incidents.md."""

import msgspec
import pytest
from django.test import Client

from oneboard.cli.replay import replay
from oneboard.foundation.clock import DAY_MS, now_ms
from oneboard.foundation.ids import new_id
from oneboard.intake.clock.slots import Slots
from oneboard.projections.models import Task
from oneboard.recorder import recorder
from tests.house import House
from tests.spec.attic import oneboard
from tests.timing import STATES, check, scheduled

#: Work of levels I and II: by a schedule, or by order, or what a visit opens.
PATROL = check(STATES, *scheduled(-5), name="patrol")
ORDERED = check(STATES, "opens: [order, campaign]", name="ordered")


def levelled(files: object, *levels: str) -> dict[str, object]:
    body = dict(files.body)  # type: ignore[attr-defined]
    return body | {"source": body["source"] + f"responses: [{', '.join(levels)}]\n"}


def incident(house: House) -> str:
    id_ = new_id(now_ms())
    house.must("officer", "/incidents", incident=id_, title="防汛", sort="exercise")
    return id_


def declare(house: House, incident: str, response: str | None, who: str = "officer") -> int:
    return house.say(who, f"/incidents/{incident}/response", response=response, order="省指挥部第 5 号令",
                     reason="上游来水").status  # fmt: skip


def opened(days: float) -> int:
    return len(Slots(recorder.running()).open_due(now_ms() + int(days * DAY_MS)))


def test_a_schedule_runs_while_its_incident_is_at_one_of_its_levels(house: House) -> None:
    house.tell("li", house.household("li", "g1"))
    house.must("founder", "/playbooks", **levelled(PATROL, "I", "II"))
    ours, other = incident(house), incident(house)
    for one in (ours, other):
        house.must("officer", "/campaigns", campaign=new_id(now_ms()), incident=one, playbook="patrol@1",
                   place="5117", title="巡堤")  # fmt: skip
    assert declare(house, ours, "II") == 200
    assert opened(1) == 1
    assert Task.objects.get().incident == ours, "for the other incident no level was declared"
    assert declare(house, ours, "III") == 200
    assert (opened(2), Task.objects.count()) == (0, 1), "what was opened stays owed, and nothing more is"
    assert replay(swap=False) == 0


def test_orders_and_campaigns_of_another_level_are_refused_in_both_languages(house: House) -> None:
    home = house.household("li", "g1")
    house.tell("li", home)
    house.must("founder", "/playbooks", **levelled(ORDERED, "I"))
    ours = incident(house)
    assert declare(house, ours, "III") == 200
    said = {"playbook": "ordered", "subject": home["subject"], "incident": ours}
    for language, words in (("zh", "三级响应"), ("en", "level III")):
        reply = house.client("officer").post(
            "/tasks", msgspec.json.encode({"id": new_id(now_ms()), **said}), "application/json",
            headers={"Accept-Language": language},
        )  # fmt: skip
        assert reply.status_code == 409 and words in reply.content.decode()
    campaign = {
        "campaign": new_id(now_ms()),
        "incident": ours,
        "playbook": "ordered@1",
        "place": "5117",
        "title": "查",
    }
    assert house.say("officer", "/campaigns", **campaign).body["code"] == "response.other"
    assert declare(house, ours, "I") == 200
    house.must("officer", "/tasks", **said)
    house.must("officer", "/campaigns", **campaign)
    assert house.tell("li", house.household("li", "g1"))[0][0] == "recorded"
    assert Task.objects.count() == 3, "by order, by campaign, and who is registered later"
    assert declare(house, ours, None) == 200
    house.tell("li", house.household("li", "g1"))
    assert Task.objects.count() == 3, "at no level nobody owes anything new by it"
    assert replay(swap=False) == 0


def test_a_change_reaches_phones_today_and_everyone_with_its_order_and_reason(
    served: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house, ours = served, incident(served)
    assert declare(house, ours, "II", "dispatcher") == 403
    assert oneboard("incidents", "respond", ours, "II", "--order", "省指挥部第 5 号令", "--reason", "上游来水", "--as",
                    "officer") == 0  # fmt: skip
    assert declare(house, ours, "II") == 409, "it is at this level already"
    [pulled] = house.pull("li").body["incidents"]
    assert (pulled["id"], pulled["response"], pulled["order"]) == (ours, "II", "省指挥部第 5 号令")
    assert house.say("li", "/today", method="GET").body["incidents"] == [pulled]
    [listed] = house.say("officer", "/incidents", method="GET").body
    assert listed["response"] == "II"
    [told] = Client(SERVER_NAME="localhost").get("/responses").json()
    assert (told["response"], told["reason"], told["since"]) == ("II", "上游来水", pulled["since"])
    assert oneboard("today", "--as", "li") == 0 and oneboard("incidents", "list", "--as", "officer") == 0
    said = capsys.readouterr().out
    assert "省指挥部第 5 号令" in said and "防汛" in said
    house.must("officer", f"/incidents/{ours}/end", reason="响应终止")
    assert house.pull("li").body["incidents"] == [] and declare(house, ours, "I") == 409
