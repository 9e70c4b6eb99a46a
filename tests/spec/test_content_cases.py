"""docs/spec/content.md: cases and contacts, played to their figures."""

from collections.abc import Iterator

import pytest

from oneboard.cli.replay import replay
from oneboard.foundation.clock import DAY_MS, MINUTE_MS
from oneboard.projections.models import Task
from tests.house import House
from tests.screening import CONFIRMED, SUSPECTED, Screening
from tests.timing import local

WELL = {"way": "phone", "temperature": 366, "signs": ["none"], "alarm": "no"}
ENDED = {"last_contact": "2020-02-10", "ended_by": "days", "told": True}


@pytest.fixture
def screening(house: House) -> Iterator[Screening]:
    screening = Screening(house)
    yield screening
    screening.play.agree()
    assert replay(swap=False) == 0


def test_a_case_is_suspected_probable_confirmed_or_excluded_and_notified_within_two_hours(
    screening: Screening,
) -> None:
    play = screening.play
    first, case = screening.suspected()
    assert Task.objects.get(id=case).subject == first
    play.desk("doctor", "probable", case, {"why": "inconclusive"})
    play.desk("doctor", "confirm", case, CONFIRMED)
    task = Task.objects.get(id=case)
    assert (task.due or 0) - task.since == 120 * MINUTE_MS
    play.desk("doctor", "notify", case, {"card": "5117-2020-0003", "told": True})
    play.desk("doctor", "interview", case, {"way": "ward", "contacts_named": 4, "elsewhere": 1})
    play.desk("doctor", "recover", case, {"on": "2020-02-28"})
    play.count(cases_probable=1, cases_confirmed=1, cases_notified=1,
               contacts_named=4, contacts_elsewhere=1, cases_recovered=1)  # fmt: skip

    _, other = screening.suspected()
    play.desk("doctor", "exclude", other, {"why": "two_negative", "result_on": "2020-02-13"})
    play.desk("doctor", "suspect_again", other, SUSPECTED)
    play.desk("doctor", "confirm", other, CONFIRMED)
    play.desk("doctor", "die", other, {"on": "2020-02-20"})
    play.count(cases_excluded=1, cases_confirmed=1, cases_died=1)
    assert play.unseen("health_case") == set()


def test_nobody_but_public_health_sees_that_there_is_a_case(screening: Screening) -> None:
    play, house = screening.play, screening.play.house
    person, case = screening.suspected()
    play.clock((Task.objects.get(id=case).due or 0) + 1)
    assert ("overdue", case) in play.notices("doctor")
    for who in ("officer", "dispatcher", "leader", "li"):
        assert ("overdue", case) not in play.notices(who)
        for address in ("", "/why", "/answers?purpose=call"):
            assert house.client(who).get(f"/tasks/{case}{address}").status_code == 404, (who, address)
        for query in ({"playbook": "health_case"}, {"place": "g1"}):
            assert case not in str(house.say(who, "/tasks", method="GET", **query).body), (who, query)
        assert "health_case" not in str(house.say(who, "/board", method="GET", place="g1").body)
        assert play.refused(who, "interview", case) == "not_found"
    assert (
        house.client("dispatcher").post("/bulk/preview", {"ids": [case]}, "application/json").status_code
        == 404
    )
    assert case not in str(house.pull("li").body) and person in str(house.pull("li").body)
    for who in ("officer", "dispatcher"):
        told = house.client(who).get("/entries.csv").content.decode()
        assert "list_check@1" in told and "health_case@" not in told and case not in told
    said = house.say("doctor", f"/tasks/{case}/answers", method="GET", purpose="会诊").body
    assert ["fever", "blood"] in [one["answers"].get("clinical") for one in said]
    assert "health_case" in str(house.say("doctor", "/board", method="GET", place="g1").body)


def test_a_contact_is_asked_for_fourteen_days_and_a_sign_makes_a_case(screening: Screening) -> None:
    play = screening.play
    play.campaign("contact_follow_up")
    person = screening.contact()
    task = play.task("contact_follow_up", person)
    play.phone("li", "no_answer", task)
    play.phone("li", "check", task, WELL)
    assert local(Task.objects.get(id=task).due or 0) in ("12:00", "22:00")
    play.desk("doctor", "once_daily", task, {"why": "week"})
    play.phone("li", "check", task, WELL)
    assert local(Task.objects.get(id=task).due or 0) == "20:00"
    play.desk("doctor", "twice_daily", task, {"why": "unwell"})
    play.phone("li", "check", task, WELL | {"temperature": 379, "signs": ["fever"], "alarm": "yes"})
    case = play.task("health_case", person)
    play.desk("doctor", "suspect", case, SUSPECTED)
    play.count(contact_checks_unanswered=1, contact_checks=3, contact_checks_with_alarm=1, contacts_followed=1,
               door_visits_all_well=1, cases_suspected=1, contacts_released=1)  # fmt: skip
    early, away = (play.task("contact_follow_up", screening.contact()) for _ in range(2))
    play.desk("doctor", "end_early", early, ENDED | {"ended_by": "ruled_out"})
    play.desk("doctor", "pass_on", away, {"receiver": "万州区疾控中心", "handed": ["name", "phone", "days"]})
    play.clock((Task.objects.get(id=task).due or 0) + 31 * MINUTE_MS)
    visit = play.task("door_visit", person)
    play.desk("leader", "well", visit, {"why": "asleep", "better": "other_time"})
    play.clock(Task.objects.get(id=task).opened_at + 14 * DAY_MS)
    assert play.state(play.task("contact_follow_up", person)) == "to_release"
    assert play.refused("dispatcher", "release", task) == "task.not_yours"
    play.desk("doctor", "release", task, ENDED)
    assert play.unseen("contact_follow_up") == set()
