"""What is told in confidence, and how what was answered on a task is opened. See docs/spec/access.md, content.md."""

from typing import Any

import pytest

from oneboard.access.roles import roles, walled
from oneboard.access.verbs import confidences, verb_named
from oneboard.cli.replay import replay
from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import say
from oneboard.intake.imports.playbooks import Files
from oneboard.playbooks.loader import load
from oneboard.privacy.models import Opening
from oneboard.projections.models import Task
from oneboard.recorder import recorder
from tests.care import Care
from tests.content import kept
from tests.house import House

SAID = "怕再也见不到母亲"
TALK = {"way": "phone", "notes": SAID, "next": "明天下午"}


@pytest.fixture
def care(house: House) -> Care:
    house.join("listener", "counsellor", "5117", house.unit)
    return Care(house)


def asked_for(care: Care) -> str:
    care.check(needs=["talk"])
    return care.opened("counselling")


def answers(house: House, who: str, task: str, purpose: str = "接班") -> Any:
    return house.say(who, f"/tasks/{task}/answers", method="GET", purpose=purpose)


def test_a_confidence_is_opened_by_one_role_that_directs_nobody_and_no_person_holds_it_with_one_that_does() -> (
    None
):
    for verb in confidences().values():
        keeping = {role.name for role in roles().values() if verb in role.verbs}
        assert len(keeping) == 1, (verb, keeping)
        for role in roles().values():
            directs = not role.verbs.isdisjoint(verb_named(verb).apart)
            assert walled([*keeping, role.name]) or not directs, role.name
    assert walled(["counsellor", "town_dispatcher"]), "one who supervises is told nothing"
    assert walled(["counsellor", "duty_officer"]) and walled(["counsellor", "founder"])
    assert not walled(["counsellor", "grid_worker"])


def test_what_is_told_in_confidence_is_opened_by_counsellors_alone_and_counts(care: Care) -> None:
    house, task = care.play.house, asked_for(care)
    care.play.desk("listener", "talk", task, TALK)
    for role in roles().keys() - {"counsellor", "founder"}:
        house.join(f"a_{role}", role, "5117", house.unit)
    for who in {*house.members} - {"listener"}:
        reply = answers(house, who, task)
        assert reply.body["code"] in ("not_permitted", "not_found", "account.signed_out"), (who, reply)
        assert SAID not in str(house.say(who, f"/tasks/{task}", method="GET").body)
        assert SAID not in str(house.say(who, f"/subjects/{care.person}", method="GET", purpose="看看").body)
    assert not Opening.objects.filter(verb="counselling.open").exists(), (
        "whoever was refused has opened nothing"
    )
    assert answers(house, "listener", task, " ").body["code"] == "purpose.missing"
    [said] = answers(house, "listener", task).body
    assert (said["step"], said["answers"]) == ("talk", TALK)
    assert Opening.objects.get(verb="counselling.open").purpose == "接班"
    assert care.play.refused("dispatcher", "talk", task) == "task.not_yours"
    care.play.count(checks_with_needs=1, people_checked_on=1, people_counselled=1, counselling_talks=1)
    care.play.agree()
    scopes = {scope.register for scope in recorder.running().keyring.store.scopes("open")}
    assert {"persons", "persons.counselling"} <= scopes, "under keys of its own"


def test_a_counsellor_tries_again_refers_and_sends_somebody_where_a_life_is_in_danger(care: Care) -> None:
    play, task = care.play, asked_for(care)
    asked = Task.objects.get(id=task)
    assert (asked.due or 0) - asked.opened_at == 24 * 60 * 60 * 1000
    play.desk("listener", "cannot_reach", task)
    play.desk("listener", "talk", task, TALK)
    play.desk("listener", "danger", task)
    assert Task.objects.get(id=care.opened("door_visit")).state == "to_go"
    play.desk("listener", "talk", task, TALK)
    play.desk("listener", "refer", task, {"to_whom": "市精神卫生中心热线", "agreed": True})
    play.desk("listener", "ask_again", task)
    play.desk("listener", "close", task, {"ended_by": "better"})
    play.count(checks_with_needs=1, people_checked_on=1, people_counselled=1, counselling_talks=2,
               counselling_dangers=1, people_referred_for_help=1, counselling_ended=1)  # fmt: skip
    play.agree()
    assert play.unseen("counselling") == set()
    assert replay(swap=False) == 0


def test_in_confidence_nothing_in_words_is_readable_and_nothing_is_attached() -> None:
    def faults(files: Files) -> str:
        with pytest.raises(Refusal) as refused:
            load(files.source, files.forms)
        return say("en", "refusal.playbook.invalid", refused.value.fields)

    files = kept("epidemic", "counselling")
    talk = files.forms["../forms/counselling_talk.md"].replace(b"| text | next |", b"| image | next |")
    assert "next is an attachment" in faults(
        files._replace(forms={**files.forms, "../forms/counselling_talk.md": talk})
    )
    read = files.source.replace(b"readable:", b"readable:\n  notes: it would be handy")
    assert "notes is in words" in faults(files._replace(source=read))
    other = files.source.replace(b"confidence: counselling", b"confidence: hearsay")
    assert "nobody keeps a confidence hearsay; there are counselling" in faults(files._replace(source=other))
    held = files.source.replace(b"holder: counsellor", b"holder: squad_leader")
    assert "kept by counsellor" in faults(files._replace(source=held))


def test_a_later_version_does_not_end_a_confidence(care: Care) -> None:
    files = kept("epidemic", "counselling")
    later = files.source.replace(b"version: 1", b"version: 2")
    without = files._replace(source=later.replace(b"confidence: counselling\n", b""))
    reply = care.play.house.say("founder", "/playbooks", **without.body)
    assert (reply.status, reply.body["code"]) == (409, "playbook.confidence")
    care.play.house.must("founder", "/playbooks", **files._replace(source=later).body)


def test_what_was_said_in_an_appeal_is_opened_by_whoever_decides_it_and_each_look_is_written_down(
    care: Care,
) -> None:
    house, words = care.play.house, {"grounds": "wrong_person", "words": "同名同姓，不是我"}
    care.play.phone("li", "appeal", care.task, words)
    found = answers(house, "dispatcher", care.task, "审理异议").body
    assert [(one["step"], one["answers"]) for one in found] == [("task.opened", {}), ("appeal", words)]
    opening = Opening.objects.latest("at_ms")
    assert (opening.verb, opening.purpose) == ("subject.open", "审理异议")
    assert [one.subject for one in opening.subjects.all()] == [care.person]
    assert answers(house, "far", care.task).body["code"] == "not_found"
    assert answers(house, "clerk", care.task).body["code"] == "not_permitted"
