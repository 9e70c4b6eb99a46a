"""docs/spec/content.md: how care in isolation ends, and what puts the end off."""

from oneboard.foundation.clock import DAY_MS, now_ms
from oneboard.foundation.dates import day_in_words
from oneboard.projections.models import Task
from oneboard.recorder import recorder
from tests.care import RELEASE, Care
from tests.house import House
from tests.spec.papers import Read, text_of
from tests.spec.test_content_isolation import care as care


def test_the_end_comes_by_itself_after_fourteen_days_and_is_certified(care: Care) -> None:
    play = care.play
    opened_at = Task.objects.get(id=care.task).opened_at
    care.check()
    play.phone("li", "to_hospital", care.task, {"reach": "市中心医院 8 楼", "left_behind": "no"})
    play.desk("leader", "back_home", care.task)
    assert play.refused("dispatcher", "release", care.task) == "task.not_from"
    care.play.clock(opened_at + 14 * DAY_MS - 1)
    assert play.state(care.task) == "in_care"
    care.play.later(opened_at + 14 * DAY_MS)
    assert play.state(care.task) == "to_release"
    assert play.refused("li", "release", care.task) == "task.not_yours"
    lacking = play.house.say(
        "dispatcher", f"/tasks/{care.task}/steps", step="release", answers={"told": True}
    )
    assert lacking.body["code"] == "paper.lacks", "nobody is released without a certificate that says why"
    assert play.state(care.task) == "to_release"
    play.desk("dispatcher", "release", care.task, RELEASE)
    play.count(people_checked_on=1, people_taken_to_hospital=1, people_released=1)


def test_it_is_extended_by_another_person_by_order_and_with_a_paper_and_never_once_it_is_over(
    care: Care,
) -> None:
    play, why = care.play, {"by_order": "市指挥部第 9 号令", "reason": "同住家人确诊", "told": True}
    opened_at = Task.objects.get(id=care.task).opened_at
    assert play.refused("dispatcher", "extend", care.task) == "task.not_yours"
    own = play.order("officer", "care_in_isolation", care.person)
    assert (
        play.house.say("officer", f"/tasks/{own}/steps", step="extend", answers=why).body["code"]
        == "task.same_person"
    )
    play.desk("officer", "extend", care.task, why)
    paper = play.house.say("officer", "/papers", method="GET", task=care.task).body[0]
    drawn = play.house.client("officer").get(
        f"/papers/{paper['id']}/document", {"purpose": "送达", "lang": "zh"}
    )
    said = text_of(Read(drawn.content).body)
    assert "依据市指挥部第 9 号令" in said and "同住家人确诊" in said
    ends = day_in_words(opened_at + 21 * DAY_MS, recorder.running().zone, "zh")
    assert f"决定延长至{ends}。" in said, "until the end that it has now"
    play.clock(opened_at + 21 * DAY_MS - 1)
    assert play.state(care.task) == "in_care"
    play.later(opened_at + 21 * DAY_MS)
    assert play.state(care.task) == "to_release"
    assert play.refused("officer", "extend", care.task) == "task.not_from"
    play.count(isolations_extended=1)


def test_nothing_but_a_new_order_keeps_anybody_longer(house: House) -> None:
    care = Care(house)
    care.play.clock(now_ms() + 15 * DAY_MS)
    for step in ("check", "end_early"):
        assert (
            care.play.refused("dispatcher" if step == "end_early" else "li", step, care.task)
            == "task.not_from"
        )
    again = care.play.order("dispatcher", "care_in_isolation", care.person)
    assert care.play.state(again) == "in_care"
