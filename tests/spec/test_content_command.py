"""docs/spec/content.md: squads are sent and relieved, duty is checked with a right of reply, and rolls are called."""

from collections.abc import Iterator
from typing import Final

import pytest

from oneboard.foundation.clock import DAY_MS, MINUTE_MS, iso, now_ms
from oneboard.foundation.ids import new_id
from oneboard.projections.models import Task
from tests.command import DONE, commanding, due
from tests.content import Play
from tests.house import House

DECIDED: Final = {"ground": "both", "reasons": "当晚换班，十分钟后到岗", "told": True}
WRONG: Final = {"way": "there", "what": "empty", "seen": "20:40 东门卡点没有人"}


@pytest.fixture
def play(house: House) -> Iterator[Play]:
    yield from commanding(house)


def test_a_squad_is_sent_relieved_on_the_spot_and_comes_back(play: Play) -> None:
    house = play.house
    squads = []
    for who in ("one", "two"):
        squads.append(new_id(now_ms()))
        house.must("founder", "/units", unit=squads[-1], name=f"突击队 {who}", place="511702001", squad=True,
                   part_of=house.unit)  # fmt: skip
        house.join(who, "squad_leader", "511702001", squads[-1])
    task = play.order("dispatcher", "squad_order", squads[0], due=iso(now_ms() + DAY_MS), about="东门卡点")
    [owed] = house.say("one", "/today", method="GET").body["tasks"]
    assert (owed["task"]["id"], owed["task"]["about"]) == (task, "东门卡点")
    play.desk("one", "decline", task, {"reason": "rest"})
    house.must("dispatcher", f"/tasks/{task}/assign", to=f"unit:{squads[1]}")
    play.desk("two", "set_out", task, {"people": 8})
    play.desk("two", "arrive", task, {"people": 7})
    by = due(task)
    play.desk("two", "report", task, {"stage": "on_course"})
    play.desk("two", "ask_relief", task, {"tired": "hours"})
    house.must("dispatcher", f"/tasks/{task}/assign", to=f"unit:{squads[0]}")
    play.desk("one", "take_over", task, {"people": 6})
    assert due(task) == by
    play.desk("one", "finish", task, DONE)
    play.count(
        squads_sent=1, squad_people_sent=7, squads_relieved=1, squad_orders_declined=1, squad_orders_done=1
    )
    assert play.unseen("squad_order") == set()


def test_whoever_is_checked_answers_first_and_another_person_decides(play: Play) -> None:
    unit = play.unit("held", "511702", "卡点值守组")
    outcomes = (("uphold", "to_mend"), ("excuse", "excused"), ("dismiss", "dismissed"))
    for step, state in outcomes:
        check = play.order("officer", "duty_check", unit)
        play.desk("officer", "breach", check, WRONG)
        assert play.refused("other", "uphold", check) == "task.not_from"
        assert play.refused("other", "no_reply", check) == "task.before_due", "nobody is cut short"
        play.desk("held", "reply", check, {"words": "换班晚了十分钟"})
        assert play.refused("officer", step, check) == "task.same_person"
        play.desk("other", step, check, DECIDED)
        assert play.state(check) == state
        if step == "uphold":
            play.desk("held", "mend", check, {"fix": "roster"})
    fine = play.order("officer", "duty_check", unit)
    play.desk("officer", "in_order", fine, {"way": "video"})
    silent = play.order("officer", "duty_check", unit)
    play.desk("officer", "breach", silent, WRONG)
    Task.objects.filter(id=silent).update(due=now_ms() - 1)
    assert play.house.say("other", f"/tasks/{silent}/steps", step="no_reply").status == 200
    assert play.effects(silent)[-1] == "before_due", (
        "what a row says wrongly moves nothing: the journal is asked"
    )
    play.count(duty_breaches_asked_about=4, duty_replies=3, duty_breaches_upheld=1, duty_breaches_excused=1,
               duty_breaches_dismissed=1, duty_breaches_mended=1, duty_checks_in_order=1)  # fmt: skip


def test_at_levels_one_and_two_the_roll_is_called_and_silence_is_looked_into(play: Play) -> None:
    one, two = play.unit("one", "511702", "一单位"), play.unit("two", "511703", "二单位")
    play.campaign("roll_call")
    assert play.next_slots() == 0, "no level was declared"
    play.house.must(
        "officer", f"/incidents/{play.incident}/response", response="II", order="省令 5 号", reason="疫情"
    )
    assert play.next_slots() == 1
    play.desk("one", "answer", play.task("roll_call", one), {"in_place": 41, "missing": 2, "why": "rest"})
    silent = play.task("roll_call", two)
    play.clock(due(silent) + MINUTE_MS)
    check = play.task("duty_check", two)
    assert Task.objects.get(id=check).assigned == f"unit:{two}"
    assert not Task.objects.filter(playbook="duty_check@1", subject=one).exists()
    play.clock(due(silent) + DAY_MS)
    assert play.state(play.task("roll_call", two)) == "silent"
    play.count(roll_calls_answered=1, people_in_place=41, people_missing_at_roll_call=2)
    assert play.unseen("roll_call") == set()
