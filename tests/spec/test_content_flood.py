"""docs/spec/content.md: the flood pack, written without a line of code; its report is in test_content_reports."""

from collections.abc import Iterator
from typing import Any

import pytest

from oneboard.cli.replay import replay
from oneboard.projections.models import Task
from tests.content import Play
from tests.house import House


@pytest.fixture
def play(house: House) -> Iterator[Play]:
    play = Play(house, "flood", "evacuation_visit", "shelter_census", registers=["shelters"])
    yield play
    play.agree()
    assert replay(swap=False) == 0


def owed(play: Play) -> str:
    return play.task("evacuation_visit", play.subject(number="7"))


def test_a_household_leaves_is_fetched_or_is_known_to_stay(play: Play) -> None:
    play.campaign("evacuation_visit", "511702001")

    left = owed(play)
    play.phone("li", "not_home", left)
    play.phone("li", "leave", left, {"people": 4, "goes_to": "shelter"})
    play.count(households_left=1, people_left=4)

    carried = owed(play)
    play.phone("li", "cannot_walk", carried, {"carried": 1, "means": "stretcher", "where": "3 楼东户"})
    assert play.state(carried) == "waiting"
    play.desk("dispatcher", "fetched", carried, {"people": 2, "goes_to": "relatives"})
    play.count(people_to_be_carried=1, households_fetched=1, people_fetched=2)

    gone = owed(play)
    play.house.tell("li", play.said("li", "already_gone", gone, {}))
    assert play.effects(gone) == ["lacks:known_from"]
    play.phone("li", "already_gone", gone, {"known_from": "neighbour"})
    play.count(households_already_gone=1)

    staying = owed(play)
    play.phone("li", "stay", staying, {"staying": 3, "why": "animals", "reach": "敲脸盆"})
    assert play.refused("li", "leave_it", staying) == "task.not_yours"
    play.desk("dispatcher", "send_again", staying)
    play.phone("li", "stay", staying, {"staying": 2, "why": "seen", "reach": "敲脸盆"})
    play.desk("dispatcher", "leave_it", staying)
    assert play.state(staying) == "known_to_stay"
    play.count(people_who_declined_to_leave=2)
    assert play.unseen("evacuation_visit") == set()


def heads(round_: str, children: int, adults: int, elders: int, **more: Any) -> dict[str, Any]:
    counted = {"round": round_, "children": children, "adults": adults, "elders": elders}
    return {**counted, "unwell": 0, "short_of": ["none"], **more}


def test_heads_are_counted_in_every_shelter_in_the_morning_and_in_the_evening(play: Play) -> None:
    school, hall = (play.subject("shelters", name=name, room=200) for name in ("第二中学", "体育馆"))
    play.campaign("shelter_census")
    assert play.next_slots() == 2
    first, second = (
        list(Task.objects.filter(subject=shelter).order_by("opened_at").values_list("id", flat=True))
        for shelter in (school, hall)
    )
    play.phone("li", "count", first[0], heads("morning", 10, 20, 5))
    said = play.phone("li", "count", first[1], heads("evening", 12, 30, 8, short_of=["bedding", "water"]))
    play.phone("li", "count", first[1], heads("evening", 13, 30, 8, short_of=["bedding"]), corrects=said)
    play.phone("li", "no_way_there", second[0])
    assert play.state(second[0]) == "to_count"
    play.desk("dispatcher", "give_up", second[0])
    play.phone("li", "nobody_here", second[1])
    play.count(
        shelters_counted=2, shelters_short_of_something=1, shelters_not_reached=1, shelters_empty=1,
        children_in_the_morning=10, adults_in_the_morning=20, elders_in_the_morning=5,
        children_in_the_evening=13, adults_in_the_evening=30, elders_in_the_evening=8,
    )  # fmt: skip
    play.task("shelter_census", school)
    assert play.unseen("shelter_census") == set()
