"""docs/spec/content.md: care for one person in isolation, and what that opens."""

from collections.abc import Iterator

import pytest

from oneboard.cli.replay import replay
from oneboard.foundation.clock import DAY_MS, MINUTE_MS, iso, now_ms
from oneboard.foundation.ids import new_id
from oneboard.projections.models import Task
from tests.care import RELEASE, WELL, Care
from tests.house import House
from tests.timing import local


@pytest.fixture
def care(house: House) -> Iterator[Care]:
    care = Care(house)
    yield care
    care.play.agree()
    assert replay(swap=False) == 0


def test_it_is_ordered_for_one_person_and_paired_with_one_worker(care: Care) -> None:
    house = care.play.house
    assert Task.objects.get(id=care.task).place == "g1"
    assigned = {"to": f"post:{house.posts['li']}"}
    for task in [care.task, *(care.ordered()[1] for _ in range(4))]:
        house.must("dispatcher", f"/tasks/{task}/assign", **assigned)
    reply = house.say("dispatcher", f"/tasks/{care.ordered()[1]}/assign", **assigned)
    assert (reply.status, reply.body["code"]) == (409, "holder.full"), "nobody looks after a sixth"
    assert care.play.refused("neighbour", "check", care.task) == "not_found"


def test_a_check_is_due_again_in_the_next_window_and_nothing_else_puts_it_off(care: Care) -> None:
    before = care.due
    care.play.phone("li", "no_answer", care.task)
    care.play.count(checks_unanswered=1)
    care.play.phone("li", "appeal", care.task, {"grounds": "too_long", "words": "已经第十五天了"})
    care.play.count(appeals_raised=1)
    assert care.due == before
    care.check()
    care.play.count(people_checked_on=1)
    assert local(care.due) in ("12:00", "22:00")


def test_a_missed_check_is_told_and_sends_a_person_and_nothing_more(care: Care) -> None:
    care.play.clock(care.due + 29 * MINUTE_MS)
    assert care.play.notices("li")[0] == ("reminded", care.task)
    assert ("overdue", care.task) not in care.play.notices("leader")
    care.play.clock(care.due + 31 * MINUTE_MS)
    assert all(("overdue", care.task) in care.play.notices(who) for who in ("leader", "dispatcher"))
    assert care.play.state(care.task) == "in_care"
    visit = care.opened("door_visit")
    care.play.desk("leader", "nobody", visit)
    care.play.desk("leader", "well", visit, {"why": "phone", "better": "door"})
    care.play.count(door_visits_in_vain=1, door_visits_all_well=1)


def test_every_window_that_is_missed_sends_a_person(care: Care) -> None:
    play, first = care.play, care.due
    for missed in (1, 2, 3):
        play.clock(first + (missed - 1) * DAY_MS // 2 + 3 * 60 * MINUTE_MS)
        assert Task.objects.filter(playbook="door_visit@2").count() == missed
        assert play.notices("leader").count(("overdue", care.task)) == missed
    play.clock(first + 4 * DAY_MS)
    assert Task.objects.filter(playbook="door_visit@2").count() == 4, "one for all while nobody looked"
    assert Task.objects.get(id=care.task).due == first, "it is overdue since the first"


def test_what_was_sent_in_time_and_heard_of_late_was_not_missed(care: Care) -> None:
    first = iso(now_ms() + 60 * MINUTE_MS)
    care.task = care.play.order("dispatcher", "care_in_isolation", care.person, due=first)
    said = care.play.said("li", "check", care.task, WELL)
    care.play.clock(care.due + 31 * MINUTE_MS)
    visit = care.opened("door_visit")
    care.play.house.tell("li", said)
    care.play.count(people_checked_on=1, checks_in_isolation=1)
    assert care.play.state(visit) == "withdrawn"
    assert ("overdue", care.task) not in care.play.notices("dispatcher")


def test_whoever_is_not_met_is_looked_for_and_helped(care: Care) -> None:
    play = care.play
    for step, answers in (("found", {"elsewhere": "hospital"}), ("hand_on", {})):
        visit = play.order("dispatcher", "door_visit", care.person)
        play.desk("leader", "nobody", visit)
        play.desk("dispatcher", step, visit, answers)
    helped = play.order("dispatcher", "door_visit", care.person)
    play.phone("li", "help", helped, {"done": ["doctor", "stayed"]})
    well = play.order("dispatcher", "door_visit", care.person)
    play.phone("li", "well", well, {"why": "asleep", "better": "other_time"})
    play.count(
        door_visits_in_vain=2, people_found_elsewhere=1, door_visits_with_help=1, door_visits_all_well=1
    )
    assert play.unseen("door_visit") == set()


def test_an_alarm_is_called_about_within_two_hours(care: Care) -> None:
    play, ill = care.play, {"temperature": 384, "symptoms": ["fever"], "alarm": "yes"}
    for step, answers in (
        ("no_alarm", {"way": "phone", "temperature": 368}),
        ("advise", {"way": "phone", "advice": ["rest", "again"]}),
        ("hand_over", {"way": "door", "temperature": 391, "receiver": "ambulance", "reach": "2 单元 301",
                       "transport": "ambulance", "told": True}),
    ):  # fmt: skip
        care.check(**ill)
        call = care.opened("medical_call")
        found = Task.objects.get(id=call)
        assert (found.due or 0) - found.opened_at == 2 * 60 * MINUTE_MS
        play.desk("leader", "cannot_reach", call)
        play.desk("leader", step, call, answers)
    play.count(
        people_checked_on=1,
        checks_with_alarm=3,
        calls_nothing_serious=1,
        calls_advised=1,
        calls_handed_over=1,
    )
    assert play.unseen("medical_call") == set()


def test_a_need_is_brought_to_the_door_or_arranged(care: Care) -> None:
    play, listed = care.play, {"things": "面条、降压药", "payer": "relief"}
    care.check(needs=["food", "medicine"], needs_note="降压药一盒")
    errand = care.opened("isolation_errand")
    play.phone("li", "take", errand, listed)
    play.phone("li", "cannot_buy", errand, {"missing": "closed"})
    play.phone("li", "take", errand, listed)
    play.phone("li", "hand_back", errand)
    play.phone("li", "take", errand, listed)
    play.phone("li", "buy", errand, {"cost": 4210, "receipt": new_id(1)})
    play.phone("li", "deliver", errand, {"handed": "at_door"})
    play.phone("li", "settle", errand, {"paid": 0})
    care.check(needs=["care"])
    play.desk("dispatcher", "arrange", care.opened("isolation_errand"), {"by_whom": "社区托管，今晚八点来接"})
    care.check(needs=["rubbish"])
    play.desk("dispatcher", "drop", care.opened("isolation_errand"))
    play.count(
        people_checked_on=1, checks_with_needs=3, isolation_errands_taken=3, isolation_errands_not_to_be_had=1,
        isolation_fen_spent=4210, isolation_errands_delivered=1, isolation_errands_settled=1,
        isolation_needs_arranged=1,
    )  # fmt: skip
    assert play.unseen("isolation_errand") == set()


def test_an_appeal_holds_nothing_up_and_is_decided_by_a_dispatcher_with_reasons(care: Care) -> None:
    play, said = care.play, {"grounds": "wrong_person", "words": "同名同姓，不是我"}
    play.house.join("second", "town_dispatcher", "511702001", play.house.unit)
    decided = {"reasons": "经核实为同名", "told": True}
    for step in ("reject", "ease", "grant"):
        play.phone("li", "appeal", care.task, said)
        appeal = care.opened("isolation_appeal")
        assert play.state(care.task) == "in_care"
        assert play.refused("leader", step, appeal) == "task.not_yours"
        assert play.refused("dispatcher", step, appeal) == "task.same_person", "he ordered the isolation"
        play.desk("second", step, appeal, decided)
    play.desk("dispatcher", "end_early", care.task, RELEASE | {"ended_by": "appeal"})
    assert play.state(care.task) == "ended_early"
    play.count(
        appeals_raised=3, appeals_rejected=1, appeals_eased=1, appeals_granted=1, people_released_early=1
    )
    assert play.unseen("isolation_appeal") == set()
