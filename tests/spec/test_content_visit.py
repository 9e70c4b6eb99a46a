"""docs/spec/content.md: the household visit, and the fever check and the errand that it opens."""

from collections.abc import Iterator
from typing import Any

import pytest

from oneboard.cli.replay import replay
from oneboard.foundation.ids import new_id
from oneboard.projections.models import Task
from tests.content import Play
from tests.house import House

NOBODY: dict[str, Any] = {"come_again": "evening"}
WELL: dict[str, Any] = {"members_seen": 2, "unwell": 0, "needs": ["none"], "leaflets": 1}
RECEIPT = new_id(1)


@pytest.fixture
def play(house: House) -> Iterator[Play]:
    play = Play(house, "epidemic", "fever_check", "errand", "household_visit")
    play.campaign("household_visit")
    yield play
    play.agree()
    assert replay(swap=False) == 0


def visited(play: Play, **answers: Any) -> str:
    """The household."""
    home = play.subject(number="7")
    said = WELL | answers
    play.phone("li", "visit", play.task("household_visit", home), said)
    play.count(households_visited=1, people_seen=said["members_seen"], people_unwell=said["unwell"],
               leaflets_handed_out=said["leaflets"])  # fmt: skip
    return home


def test_a_round_of_visits_comes_to_every_state_and_step(play: Play) -> None:
    task = play.task("household_visit", visited(play))
    assert play.state(task) == "visited"

    away = play.task("household_visit", play.subject(number="8"))
    for expected in ("revisit", "last_try", "undecided"):
        play.phone("li", "not_home", away, NOBODY)
        assert play.state(away) == expected
    play.desk("dispatcher", "send_again", away)
    play.phone("li", "not_home", away, NOBODY)
    play.desk("dispatcher", "leave_it", away)
    assert play.state(away) == "unreached"
    play.count(doors_not_opened=4)

    unwilling = play.task("household_visit", play.subject(number="9"))
    play.phone("li", "refuse", unwilling, {"why": "other_visitor", "leaflets": 1})
    play.desk("dispatcher", "send_again", unwilling)
    assert play.state(unwilling) == "revisit"
    play.phone("li", "refuse", unwilling, {"why": "unwilling", "leaflets": 0})
    play.desk("dispatcher", "leave_it", unwilling)
    assert play.state(unwilling) == "declined"
    play.count(households_declining=1, leaflets_handed_out=1)

    gone = play.task("household_visit", play.subject(number="10"))
    play.phone("li", "not_here", gone, {"found": "moved", "moved_to": "邻县"})
    play.count(households_not_found=1)
    assert play.unseen("household_visit") == set()


def test_a_door_that_opens_after_a_refusal_is_a_visit_and_only_a_dispatcher_decides_on_one(
    play: Play,
) -> None:
    task = play.task("household_visit", play.subject(number="7"))
    play.phone("li", "refuse", task, {"why": "busy", "leaflets": 0})
    assert play.refused("li", "send_again", task) == "task.not_yours"
    play.phone("li", "visit", task, WELL)
    assert play.state(task) == "visited"
    assert play.refused("dispatcher", "leave_it", task) == "task.not_from"
    play.count(households_declining=1, households_visited=1, people_seen=2, leaflets_handed_out=1)


def test_a_household_is_counted_once_and_as_it_was_corrected(play: Play) -> None:
    home = play.subject(number="7")
    task = play.task("household_visit", home)
    first = play.phone("li", "visit", task, WELL)
    play.house.tell("li", play.said("li", "visit", task, WELL | {"leaflets": 5}))
    play.house.tell("li", play.said("li", "visit", task, WELL | {"members_seen": 4}, corrects=first))
    assert play.effects(task) == ["corrected", "not_from:visited", ""]
    play.count(households_visited=1, people_seen=6, leaflets_handed_out=6)


def test_a_door_of_which_nothing_is_said_stays_owed(play: Play) -> None:
    task = play.task("household_visit", play.subject(number="7"))
    play.house.tell("li", play.said("li", "not_here", task, {}))
    assert (play.state(task), play.effects(task)) == ("to_visit", ["lacks:found"])


def fever(play: Play) -> str:
    answers = {"members/1/name": "王五", "members/1/fever": "yes", "members/1/signs": ["cough"]}
    home = visited(play, unwell=1, **answers)
    play.count(people_with_fever=1)
    return play.task("fever_check", home)


def test_a_fever_is_asked_after_within_two_hours_until_it_is_ruled_out_or_handed_over(play: Play) -> None:
    checked = {"way": "phone", "temperature": 368}
    task = fever(play)
    found = Task.objects.get(id=task)
    assert (found.place, (found.due or 0) - found.opened_at) == ("g1", 2 * 3_600_000)
    assert play.refused("li", "no_fever", task) == "task.not_yours"
    play.desk("leader", "cannot_reach", task)
    play.desk("leader", "no_fever", task, checked)

    play.desk("dispatcher", "advise", fever(play), {**checked, "temperature": 375, "advice": ["clinic"]})
    handed = {"way": "door", "temperature": 388, "receiver": "cdc", "reach": "2 单元 301", "transport": "ambulance",
              "told": True}  # fmt: skip
    play.desk("dispatcher", "hand_over", fever(play), handed)
    play.count(fevers_ruled_out=1, fevers_advised=1, fevers_handed_over=1)
    assert play.unseen("fever_check") == set()


def test_a_fever_that_was_a_slip_of_the_finger_is_asked_after_no_more(play: Play) -> None:
    home = play.subject(number="7")
    visit = play.task("household_visit", home)
    first = play.phone("li", "visit", visit, WELL | {"unwell": 1, "members/1/fever": "yes"})
    task = play.task("fever_check", home)
    play.phone("li", "visit", visit, WELL, corrects=first)
    assert play.state(task) == "withdrawn"
    play.count(households_visited=1, people_seen=2, leaflets_handed_out=1)


def errand(play: Play) -> str:
    home = visited(play, needs=["medicine", "food"], needs_note="降压药一盒")
    play.count(households_in_need=1)
    return play.task("errand", home)


def test_an_errand_is_asked_for_taken_bought_brought_and_settled_with_its_receipt(play: Play) -> None:
    listed = {"things": "降压药一盒，米 5 公斤", "payer": "after"}
    task = errand(play)
    play.phone("li", "take", task, listed)
    play.house.tell("li", play.said("li", "buy", task, {"cost": 8650}))
    assert (play.state(task), play.effects(task)[-1]) == ("taken", "lacks:receipt")
    play.phone("li", "buy", task, {"cost": 8650, "receipt": RECEIPT})
    play.phone("li", "deliver", task, {"handed": "at_door"})
    play.desk("dispatcher", "settle", task, {"paid": 8650, "receipt_given": True})
    play.count(errands_taken=1, fen_spent=8650, errands_delivered=1, errands_settled=1, fen_paid_back=8650)

    short = errand(play)
    play.phone("li", "take", short, listed)
    play.phone("li", "hand_back", short)
    play.phone("li", "take", short, listed)
    play.phone("li", "cannot_buy", short, {"missing": "prescription"})
    play.desk("dispatcher", "arrange", short, {"by_whom": "社区医生下午上门"})
    play.desk("dispatcher", "drop", errand(play))
    play.count(errands_taken=2, errands_not_to_be_had=1, needs_arranged=1)
    assert play.unseen("errand") == set()
