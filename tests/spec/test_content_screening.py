"""docs/spec/content.md: lists handed down and checked in person, played to their figures."""

from collections.abc import Iterator

import pytest

from oneboard.cli.replay import replay
from oneboard.intake.imports.playbooks import Files
from oneboard.projections.models import Task
from tests.content import kept
from tests.house import House
from tests.screening import FOUND, Screening


@pytest.fixture
def screening(house: House) -> Iterator[Screening]:
    screening = Screening(house)
    yield screening
    screening.play.agree()
    assert replay(swap=False) == 0


def test_a_line_of_a_list_ends_in_a_person_met_or_in_a_reason(screening: Screening) -> None:
    play = screening.play
    _, task = screening.listed()
    play.phone("li", "nobody", task)
    play.phone("li", "find", task, FOUND)
    play.count(list_visits_in_vain=1, people_checked=1)
    assert play.state(task) == "found"
    assert not Task.objects.filter(playbook="health_case@1").exists()

    unknown = screening.listed()[1]
    play.phone("li", "not_here", unknown, {"asked": ["neighbours", "phone"], "said": "nobody"})
    assert play.refused("li", "leave_it", unknown) == "task.not_yours", "who looked does not close it"
    play.desk("dispatcher", "send_again", unknown)
    play.phone("li", "not_here", unknown, {"asked": ["landlord", "committee"], "said": "never"})
    play.desk("dispatcher", "leave_it", unknown, {"why": "nowhere"})
    play.count(list_people_unknown=1)
    assert play.state(unknown) == "left"

    wrong = screening.listed()[1]
    play.phone("li", "wrong_data", wrong, {"what": ["phone"]})
    play.desk("dispatcher", "send_again", wrong)
    play.phone("li", "find", wrong, FOUND)
    play.count(list_lines_wrong=1, people_checked=1)


def test_whoever_moved_away_is_passed_on_with_what_was_handed_over_and_may_come_back(
    screening: Screening,
) -> None:
    play = screening.play
    _, task = screening.listed()
    play.phone("li", "moved", task, {"where": "away", "to_place": "重庆市万州区", "reach": "手机不变"})
    handed = {
        "receiver": "万州区指挥部",
        "by": "letter",
        "handed": ["name", "phone", "address"],
        "number": "函 3",
    }
    play.desk("dispatcher", "pass_on", task, handed)
    play.desk("dispatcher", "returned", task, {"why": "not_there"})
    play.desk("dispatcher", "send_again", task)
    play.phone("li", "moved", task, {"where": "away"})
    play.desk("dispatcher", "pass_on", task, handed)
    play.desk("dispatcher", "received", task, {"receipt": "收 88"})
    assert play.state(task) == "handed_over"
    play.desk("dispatcher", "take_back", task)
    assert play.state(task) == "again"
    play.count(list_people_moved=1, list_people_passed_on=1, list_people_returned=1)
    _, waiting = screening.listed()
    play.phone("li", "moved", waiting, {"where": "away"})
    play.desk("dispatcher", "pass_on", waiting, handed)
    play.count(list_people_moved=1, list_people_passed_on=1)
    play.clock((Task.objects.get(id=waiting).due or 0) + 1)
    assert ("overdue", waiting) in play.notices("dispatcher"), "no receipt within two days"
    elsewhere = {"find", "found", "nobody", "not_here", "leave_it", "left", "wrong_data"}
    assert play.unseen("list_check") == elsewhere, "the test above comes to these"


def test_criteria_cite_an_order_and_change_while_the_campaign_runs(screening: Screening) -> None:
    """Until then whoever was in the area is only counted; from the next contact on they are handed over, too."""
    play, house = screening.play, screening.play.house
    before = screening.listed()
    files = kept("epidemic", "list_check")
    wider = {file: source.replace(b"selected(${been}, 'contact')",
                                  b"selected(${been}, 'contact') or selected(${been}, 'area')")
             for file, source in files.forms.items()}  # fmt: skip
    assert wider != files.forms
    source = files.source.replace(b"version: 1", b"version: 2", 1)
    cursor = house.pull("li").body["cursor"]
    basis = {"order": "市指挥部第 9 号令", "ends": "2099-12-31"}
    house.must("founder", "/playbooks", **Files(source, wider).body, moves="open_tasks", basis=basis)
    assert Task.objects.get(id=before[1]).playbook == "list_check@1", "it waits for a second person"
    [motion] = house.say("officer", "/motions", method="GET").body
    house.must("officer", f"/motions/{motion['motion']}/approve")
    assert Task.objects.get(id=before[1]).playbook == "list_check@2"
    told = house.pull("li", cursor).body
    assert "list_check@2" in str(told), "phones have it at their next contact"
    assert house.say("officer", "/measures", method="GET").body[-1]["order"] == basis["order"]
    play.phone("li", "find", before[1], FOUND | {"been": ["area"], "meets": "yes"})
    play.desk("doctor", "receive", play.task("health_case", before[0]), {"receipt": "收 1", "reached": True})
    after = screening.listed()
    assert Task.objects.get(id=after[1]).playbook == "list_check@1", "a campaign opens by its own version"
    play.count(people_checked=1, cases_received=1)


def test_whoever_stands_at_no_grid_is_a_dispatchers_until_a_person_says_where_they_live(
    screening: Screening,
) -> None:
    house = screening.play.house

    def owed(who: str) -> list[tuple[str, str]]:
        tasks = house.say(who, "/today", method="GET").body["tasks"]
        return [(one["mine"], one["task"]["id"]) for one in tasks]

    person, task = screening.listed("511702001001")
    assert ("backup", task) in owed("dispatcher") and task not in str(owed("li"))
    seen = house.say("dispatcher", f"/subjects/{person}", method="GET", purpose="名单定位核对").body
    house.must("dispatcher", f"/subjects/{person}/move", to="g1", as_of=seen["seq"])
    assert ("role", task) in owed("li") and task not in str(owed("dispatcher"))
