"""Subjects change field by field, move with what is owed, close and reopen. See docs/spec/registers.md."""

from oneboard.foundation.clock import DAY_MS, now_ms
from oneboard.foundation.ids import near_id
from oneboard.intake.clock.expiry import expire_keys
from oneboard.projections.models import Subject, Task, Version
from oneboard.recorder import recorder
from tests.house import House
from tests.registers import fresh, listed, person, registered, said, seq, shown
from tests.spec.attic import differences


def test_who_holds_no_verb_or_sees_nothing_of_it_is_refused(house: House) -> None:
    home = registered(house)
    body = {"as_of": 1, "answers": {"people": 2}}
    assert house.say("li", f"/subjects/{home}/change", **body).body["code"] == "not_permitted"
    assert house.say("clerk", f"/subjects/{home}", method="GET").body["code"] == "not_permitted"
    assert house.say("dispatcher", f"/subjects/{home}", method="GET").body["code"] == "purpose.missing"
    far = registered(house, "far", "g3")
    for id_ in (far, fresh(), "x" * 36):
        assert house.say("dispatcher", f"/subjects/{id_}/change", **body).status == 404, id_
        assert house.say("dispatcher", f"/subjects/{id_}", method="GET", purpose="回访").status == 404
    elsewhere = {"subject": fresh(), "register": "households", "place": "g3", "answers": {}}
    assert house.say("dispatcher", "/subjects", **elsewhere).status == 404


def test_a_desk_registers_and_changes_and_the_phone_gets_it(house: House) -> None:
    home = fresh()
    house.must("dispatcher", "/subjects", subject=home, register="households", place="g1",
               answers={"number": "1-101", "head": "王五", "phone": "13800000000"})  # fmt: skip
    changed = house.must("dispatcher", f"/subjects/{home}/change", as_of=seq(home),
                         answers={"phone": "13900000000", "number": None})  # fmt: skip
    [subject] = house.pull("li").body["subjects"]
    assert subject["answers"] == {"head": "王五", "phone": "13900000000"}
    assert (subject["seq"], subject["clashes"], subject["closed"]) == (changed["seq"], [], "")


def test_what_a_desk_says_wrong_is_refused_with_its_path(house: House) -> None:
    home = registered(house)
    for answers, path in (({"colour": "red"}, "$.answers.colour"), ({"people": "x"}, "$.answers.people")):
        refused = house.say("dispatcher", f"/subjects/{home}/change", as_of=1, answers=answers).body
        assert (refused["code"], refused["fields"]["path"]) == ("body.invalid", path)
        assert "台账没有字段 colour，可用的有 number" in refused["text"] or path != "$.answers.colour"
    new = {"subject": home, "register": "households", "place": "g1", "answers": {}}
    assert house.say("dispatcher", "/subjects", **new).body["fields"]["path"] == "$.subject"
    assert (
        house.say("dispatcher", "/subjects", **new | {"register": "ships"}).body["code"] == "register.unknown"
    )


def test_a_change_that_comes_before_its_registration_waits_for_it(house: House) -> None:
    home = house.household("li", "g1", people=2)
    change = house.entry("li", "subject.changed@1", {"register": "households", "as_of": 0}, place="g1",
                         subject=home["subject"], answers={"people": 4})  # fmt: skip
    house.tell("li", change)
    assert not Subject.objects.exists()
    house.tell("li", home)
    assert Subject.objects.get().readable == '{"people":4}'


def test_a_move_takes_open_tasks_along_and_the_old_phone_lets_go(house: House) -> None:
    campaign = house.campaign()
    home = registered(house)
    cursor = house.pull("li").body["cursor"]
    house.tell("li", said(house, "li", "subject.moved@1", "g1", home, to="g2"))
    task = near_id(home, "campaign", campaign, home)
    assert (Subject.objects.get().place, Task.objects.get().place) == ("g2", "g2")
    left = house.pull("li", cursor).body
    assert (left["gone"], left["subjects"], left["tasks"]) == ([home], [], [])
    got = house.pull("neighbour").body
    assert ([s["id"] for s in got["subjects"]], [t["id"] for t in got["tasks"]]) == ([home], [task])
    house.tell("neighbour", house.step("neighbour", "visit", "g2", home, task=task, campaign=campaign))
    assert house.figures("g2")["households_visited"] == 1


def test_a_visit_is_counted_where_it_happened_also_after_the_household_has_moved(house: House) -> None:
    campaign = house.campaign()
    home = registered(house)
    task = near_id(home, "campaign", campaign, home)
    house.tell("li", house.step("li", "visit", "g1", home, task=task, campaign=campaign))
    house.must("dispatcher", f"/subjects/{home}/move", as_of=seq(home), to="g3")
    assert house.figures("g1")["households_visited"] == 1
    assert house.figures("g3")["households_visited"] == 0
    refused = house.say("dispatcher", f"/subjects/{home}/move", as_of=1, to="g1")
    assert refused.status == 404, "it is in another city's town now"


def test_who_moves_into_the_ground_of_a_campaign_owes_its_task(house: House) -> None:
    house.campaign("511703")
    home = registered(house)
    assert not Task.objects.exists()
    house.tell("li", said(house, "li", "subject.moved@1", "g1", home, to="g3"))
    assert Task.objects.get().place == "g3"


def test_a_phone_that_moves_a_household_back_has_it_again(house: House) -> None:
    home = registered(house)
    house.tell("li", said(house, "li", "subject.moved@1", "g1", home, to="g2"))
    cursor = house.pull("li").body["cursor"]
    assert house.tell("neighbour", said(house, "neighbour", "subject.moved@1", "g2", home, to="g1")) == [
        ("recorded", "")
    ]
    again = house.pull("li", cursor).body
    assert (again["gone"], [s["place"] for s in again["subjects"]]) == ([], ["g1"])


def test_nothing_is_owed_about_what_is_closed_until_it_is_reopened(house: House) -> None:
    house.campaign()
    home = registered(house)
    house.must("dispatcher", f"/subjects/{home}/close", as_of=seq(home), reason="demolished")
    assert house.say("dispatcher", "/tasks", method="GET").body["tasks"] == []
    assert (listed(house), listed(house, closed="true")) == ([], [home])
    again = house.say("dispatcher", f"/subjects/{home}/close", as_of=1, reason="left")
    assert again.body["code"] == "subject.closed"
    late = house.campaign()
    assert Task.objects.get(campaign=late).void == "closed"
    house.must("dispatcher", f"/subjects/{home}/reopen", as_of=seq(home))
    assert {task.void for task in Task.objects.all()} == {""}
    assert house.say("dispatcher", f"/subjects/{home}/reopen", as_of=1).body["code"] == "subject.not_closed"


def test_a_person_stands_in_a_household_and_moves_to_another(house: House) -> None:
    first, second = registered(house), registered(house)
    one = person(house, name="王五", household=first)
    assert (shown(house, first)["linked"], shown(house, second)["linked"]) == ([one], [])
    far = registered(house, "far", "g3")
    for wrong in (one, far, fresh(), "1-2"):
        refused = house.say(
            "dispatcher", f"/subjects/{one}/change", as_of=seq(one), answers={"household": wrong}
        )
        assert (refused.status, refused.body["fields"]["path"]) == (422, "$.answers.household")
        assert "。。" not in refused.body["text"]
    house.must("dispatcher", f"/subjects/{one}/change", as_of=seq(one), answers={"household": second})
    assert (shown(house, first)["linked"], shown(house, second)["linked"]) == ([], [one])


def test_a_household_that_moves_takes_its_members_along(house: House) -> None:
    home = registered(house)
    one = person(house, name="王五", household=home)
    house.must("dispatcher", f"/subjects/{home}/move", as_of=seq(home), to="511702001002", with_linked=True)
    assert {s.place for s in Subject.objects.filter(id__in=[home, one])} == {"511702001002"}


def test_what_was_never_changed_has_no_versions(house: House) -> None:
    home = registered(house)
    assert not Version.objects.exists()
    house.must("dispatcher", f"/subjects/{home}/change", as_of=seq(home), answers={"people": 1})
    assert Version.objects.count() == 2


def test_a_changed_household_stays_with_the_grid_that_its_own_was_merged_into(house: House) -> None:
    house.campaign()
    home, other = registered(house, head="王五", people=2), registered(house, "neighbour", "g2")
    house.must("dispatcher", f"/subjects/{home}/change", as_of=seq(home), answers={"people": 3})
    merge = {"place": "g9", "of": ["g1", "g2"], "name": "合并网格", "parent": "511702001001"}
    house.must("founder", "/places/merge", **merge)
    house.must("dispatcher", f"/subjects/{home}/change", as_of=seq(home), answers={"people": 4})
    moved = said(house, "neighbour", "subject.moved@1", "g2", other, to="g1")
    assert house.tell("neighbour", moved) == [("recorded", "")], (
        "what was said of a grid that is gone is the new one's"
    )
    assert {(s.place, t.place) for s in Subject.objects.all() for t in Task.objects.filter(subject=s.id)} == {
        ("g9", "g9")
    }
    assert expire_keys(recorder.running(), now_ms() + 400 * DAY_MS)
    assert set(Subject.objects.values_list("place", flat=True)) == {"g9"}
    assert differences(house.settings) == 0
