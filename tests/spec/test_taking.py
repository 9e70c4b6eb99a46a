"""Nobody takes what is another's: an id, a post, a token for a post to come; see docs/spec/hostile.md."""

import pytest

from oneboard.foundation.clock import DAY_MS, iso, now_ms
from oneboard.foundation.ids import derived_id, new_id
from oneboard.intake.clock.expiry import expire_keys
from oneboard.journal.models import Line
from oneboard.privacy.models import Opening
from oneboard.recorder import recorder
from tests.house import House
from tests.spec.camera import Camera, shown


def test_a_phone_cannot_take_the_id_under_which_the_clock_will_record_an_expiry(house: House) -> None:
    """With it the journal would never be told, and the read models would keep what nobody can open."""
    house.tell("li", house.household("li", "g1"))
    pen = recorder.running()
    for scope in pen.keyring.store.scopes("open"):
        claimed = derived_id("keys.expired", str(scope.no), scope.register, scope.period)
        assert house.tell("li", house.household("li", "g1") | {"id": claimed}) == [
            ("quarantined", "id.reserved")
        ]
    expire_keys(pen, now_ms() + 400 * 86_400_000)
    assert not pen.keyring.store.scopes("open")
    assert Line.objects.filter(body__contains="keys.expired@1").count() >= 1
    assert house.pull("li").body["subjects"][0]["answers"] == {}


def test_a_command_takes_no_id_that_the_house_makes(house: House) -> None:
    reply = house.say("officer", "/incidents", id=derived_id("any", "thing"), incident=new_id(now_ms()),
                      title="演练", sort="exercise")  # fmt: skip
    assert (reply.status, reply.body["fields"]["path"]) == (422, "$.id")


def test_a_command_under_the_id_of_another_is_a_clash_and_not_done(house: House) -> None:
    """It was answered as if it had been recorded: a post looked ended and was not."""
    first = house.must("founder", "/units", unit=new_id(now_ms()), name="一队", place="5117")
    reply = house.say("founder", f"/posts/{house.posts['li']}/end", id=first["entry"], reason="left")
    assert (reply.status, reply.body["code"]) == (409, "entry.clash")
    reply = house.say("clerk", "/units", id=first["entry"], unit=new_id(now_ms()), name="二队", place="5117")
    assert (reply.status, reply.body["code"]) == (409, "entry.clash")


def test_a_command_sent_again_has_its_first_answer(house: House) -> None:
    said = {"id": new_id(now_ms()), "reason": "left"}
    first = house.must("founder", f"/posts/{house.posts['far']}/end", **said)
    assert house.must("founder", f"/posts/{house.posts['far']}/end", **said) == first


def test_who_may_not_give_a_role_may_not_take_it(house: House) -> None:
    for who in ("officer", "guard", "clerk"):
        reply = house.say("clerk", f"/posts/{house.posts[who]}/end", reason="withdrawn")
        assert (reply.status, reply.body["code"]) == (403, "role.not_grantable")
    assert house.say("dispatcher", f"/posts/{house.posts['dispatcher']}/end", reason="left").status == 403
    assert house.say("dispatcher", f"/posts/{house.posts['li']}/end", reason="left").status == 200
    assert house.say("clerk", f"/posts/{house.posts['dispatcher']}/end", reason="left").status == 200


def test_a_token_is_not_handed_out_ahead_of_a_post_that_its_giver_may_not_give(house: House) -> None:
    """The clerk may enrol grid workers; tomorrow this one is a duty officer, and the token would act as one."""
    client, body = house.client("clerk"), {"member": house.members["li"]}
    assert client.post("/enrolments", body, "application/json").status_code == 200
    house.appoint("li", "5117", "duty_officer", begins=iso(now_ms() + DAY_MS))
    assert client.post("/enrolments", body, "application/json").status_code == 403
    made = client.post("/accounts", {**body, "username": "li too"}, "application/json")
    assert made.status_code == 403


def test_an_opening_stands_under_the_post_that_allows_it(house: House) -> None:
    house.appoint("dispatcher", "5117", "clerk", begins="2020-01-01T00:00:00+08:00")
    assert shown(house, "dispatcher", Camera(house).upload()).status_code == 200
    assert Opening.objects.get(verb="blob.read").post == house.posts["dispatcher"]


@pytest.mark.parametrize(
    "source", ["[" * 50_000, "day: 2020-13-45", "a: &a [*a]", "day: 2020-02-30T25:61:00Z"]
)
def test_a_playbook_that_cannot_be_read_at_all_is_refused_as_one(house: House, source: str) -> None:
    reply = house.say("founder", "/playbooks", source=source)
    assert (reply.status, reply.body["code"]) == (422, "playbook.invalid")
