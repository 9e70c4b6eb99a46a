"""Nobody takes the id of what another will say, and nobody is told that it was said; see docs/spec/hostile.md."""

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import derived_id, new_id
from oneboard.intake.clock.expiry import expire_keys
from oneboard.journal.models import Line
from oneboard.recorder import recorder
from tests.house import House


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
