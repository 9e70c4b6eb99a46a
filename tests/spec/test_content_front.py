"""docs/spec/content.md: volunteers and shifts, gear and stores, what is told of people, and what lies unsold."""

from collections.abc import Iterator

import pytest

from oneboard.cli.replay import replay
from oneboard.foundation.clock import MINUTE_MS
from oneboard.projections.models import Task
from tests.content import Play
from tests.house import House

PLAYBOOKS = ("volunteer", "shift", "gear_request", "stock", "commendation", "produce_sale")
REGISTERS = ("volunteers", "shifts", "gear_requests", "materials", "stories", "produce")


class Town(Play):
    def owes(self, playbook: str, register: str, **answers: object) -> str:
        """The task about something that a grid worker registered."""
        return self.task(playbook, self.subject(register, **answers))

    def goes(self, task: str, *steps: tuple[str, str, dict[str, object]]) -> None:
        """Steps at the dispatcher's desk, each with the state that it leads to."""
        for step, state, answers in steps:
            self.desk("dispatcher", step, task, answers)
            assert self.state(task) == state, step


@pytest.fixture
def town(house: House) -> Iterator[Town]:
    town = Town(house, "epidemic", *PLAYBOOKS, registers=REGISTERS)
    for name in PLAYBOOKS:
        town.campaign(name)
    yield town
    town.agree()
    assert replay(swap=False) == 0


ACCEPT = {"seen": True, "fit": ["driving"]}
TRAIN = {"course": ["protection", "privacy"], "insured": True, "gear": True}


def volunteer(town: Town, n: int) -> str:
    said = {"name": f"周{n}", "phone": f"1380000000{n}", "skills": ["driving"], "available": ["nights"]}
    return town.owes("volunteer", "volunteers", **said)


def test_volunteers_are_answered_trained_and_insured_before_they_are_sent(town: Town) -> None:
    one, other = volunteer(town, 1), volunteer(town, 2)
    due = Task.objects.get(id=one).due or 0
    for moment in (due - 60 * MINUTE_MS, due + MINUTE_MS):
        town.clock(moment)
    assert {("overdue", one), ("overdue", other)} <= set(town.notices("officer")), (
        "an offer waits two days at most"
    )
    town.goes(one, ("accept", "to_train", ACCEPT), ("train", "ready", TRAIN), ("leave", "left", {}),
              ("come_back", "signed_up", {}), ("accept", "to_train", ACCEPT))  # fmt: skip
    town.goes(other, ("decline", "declined", {"why": "health", "told": True}))
    town.count(volunteers_accepted=1, volunteers_ready=1)
    assert town.unseen("volunteer") == set()
    found = town.house.say(
        "dispatcher", "/registers/volunteers/subjects", method="GET", text="driving nights"
    ).body
    assert len(found["subjects"]) == 2, "whoever can drive at night is found by the two words"


def test_a_shift_is_manned_or_the_hands_that_lack_are_told(town: Town) -> None:
    wanted = {"day": "2020-02-10", "part": "nights", "work": "driving", "hands": 2}
    shift, dropped = (town.owes("shift", "shifts", **wanted) for _ in range(2))
    town.goes(shift, ("short", "wanted", {"missing": 1, "why": "rest"}), ("man", "manned", {"hands": 2}),
              ("finish", "done", {"came": 1, "hours": 6}))  # fmt: skip
    town.goes(dropped, ("drop", "dropped", {"why": "over"}))
    town.count(shifts_manned=1, volunteers_sent=2, volunteers_came=1, volunteer_hours=6, hands_missing=1)
    assert town.unseen("shift") == set()


def test_gear_that_lacks_is_seen_until_it_came(town: Town) -> None:
    task = town.owes("gear_request", "gear_requests", item="gowns", pieces=5)
    town.phone("li", "make_do", task, {"instead": "raincoat", "pieces": 2, "enough": "no"})
    town.goes(task, ("short", "asked", {"missing": 5, "until": "tomorrow"}))
    assert (Task.objects.get(id=task).due or 0) - Task.objects.get(id=task).since == 480 * MINUTE_MS
    town.goes(task, ("issue", "issued", {"issued": 5, "from_where": "county"}))
    town.phone("li", "receive", task, {"received": 4, "state": "damaged"})
    assert town.state(task) == "received"
    town.count(
        made_do=2, gear_not_enough=1, gear_missing=5, gear_issued=5, gear_requests_issued=1, gear_received=4
    )
    assert town.unseen("gear_request") == set()


def test_what_lies_in_a_store_is_what_came_in_without_what_went_out(town: Town) -> None:
    task = town.owes("stock", "materials", code="P1", name="医用口罩", measure="件")
    town.goes(task, ("take_in", "kept", {"taken_in": 300, "source": "donated"}),
              ("give_out", "kept", {"given_out": 120, "use": "workers"}), ("close", "closed", {}),
              ("open_again", "kept", {}))  # fmt: skip
    town.count(stock_taken_in=300, stock_given_out=120)
    assert town.unseen("stock") == set()
    table = town.house.say("officer", "/figures/table", method="GET", place="g1", indicators="in_stock").body
    assert table["rows"][0]["values"] == [180]
    behind = town.house.say("officer", "/figures/in_stock/entries", method="GET", place="g1").body
    assert sorted(one["n"] for one in behind) == [-120, 300], "what is listed behind it comes to it"


def test_nothing_is_told_of_anybody_who_does_not_agree(town: Town) -> None:
    heard = {"kind": "family", "people": "周一、李二", "what": "同在卡点"}
    one, other = (town.owes("commendation", "stories", **heard) for _ in range(2))
    assert town.refused("li", "publish", one) == "task.not_yours"
    story = {"story": "一家人同在卡点", "people": 2, "agreed": True}
    town.goes(
        one, ("publish", "published", story), ("take_back", "heard", {}), ("publish", "published", story)
    )
    town.goes(other, ("decline", "kept", {"why": "not_agreed"}))
    town.count(people_commended=4, stories_published=2)
    assert town.unseen("commendation") == set()


def test_unsold_produce_finds_a_buyer_or_says_why_not(town: Town) -> None:
    offer = {"product": "血橙", "kilograms": 800, "grower": "周三"}
    one, other = (town.owes("produce_sale", "produce", **offer) for _ in range(2))
    town.goes(one, ("match", "matched", {"buyer": "canteen"}), ("fall_through", "offered", {}),
              ("sell", "sold", {"kilograms": 750, "fen": 300_000}))  # fmt: skip
    town.goes(other, ("give_up", "lost", {"why": "spoilt"}))
    town.count(produce_sold=750, produce_fen=300_000, growers_helped=1)
    assert town.unseen("produce_sale") == set()
