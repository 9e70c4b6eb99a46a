"""People: who is where, deploying, handing over, leaving; a town's head manages the town's. See docs/spec/people.md."""

from typing import Any

import msgspec
import pytest

from oneboard.access.roles import roles, roles_from
from oneboard.accounts import enrolments
from oneboard.cli.replay import replay
from oneboard.foundation.clock import DAY_MS, iso, now_ms
from oneboard.foundation.ids import new_id
from oneboard.privacy.models import Opening
from oneboard.projections.models import Member, Post
from tests.door import code_of
from tests.house import House, Reply
from tests.roster import TOWN, UNIT, bring, row, settle


@pytest.fixture
def town(house: House) -> House:
    settle(house)
    return house


def see(house: House, who: str, path: str, **query: Any) -> Any:
    reply = house.say(who, path, method="GET", **query)
    assert reply.status == 200, reply
    return reply.body


def member(number: str) -> str:
    return Member.objects.get(number=number).id


def post_of(member: str) -> Post:
    return Post.objects.filter(member=member).order_by("-begins").first()  # type: ignore[return-value]


def sheet_of(house: House, who: str, unit: str, **body: Any) -> Reply:
    """No command: it takes no id."""
    answer = house.client(who).post(
        f"/units/{unit}/enrolments", msgspec.json.encode(body), "application/json"
    )
    return Reply(answer)


# Delegated administration


def test_nobody_may_appoint_somebody_to_appoint_further_than_himself() -> None:
    for role in roles().values():
        for granted in role.grants:
            assert roles()[granted].grants <= role.grants, (role.name, granted)
    with pytest.raises(ValueError, match="a grants b, and so c"):
        roles_from(
            '[a]\nzh="甲"\nen="a"\nverbs=[]\ngrants=["b"]\n[b]\nzh="乙"\nen="b"\nverbs=[]\ngrants=["c"]\n'
            '[c]\nzh="丙"\nen="c"\nverbs=[]\ngrants=[]\n'
        )


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("grid_worker", "g1", 200), ("squad_leader", "g2", 200), ("town_dispatcher", TOWN, 200),
        ("town_head", TOWN, 403), ("duty_officer", TOWN, 403), ("public_health_officer", TOWN, 403),
        ("grid_worker", "g3", 404), ("grid_worker", "511702", 404),
    ],
)  # fmt: skip
def test_a_towns_head_appoints_the_towns_people_to_what_the_role_grants(
    town: House, role: str, place: str, status: int
) -> None:
    person = new_id(now_ms())
    town.must("head", "/members", member=person, name="周九")
    assert Member.objects.get(id=person).place == TOWN, "registered where the head's ground begins"
    said = town.say(
        "head", "/posts", post=new_id(now_ms()), member=person, unit=town.unit, place=place, role=role
    )
    assert said.status == status, said


def test_the_people_of_another_town_are_out_of_sight(town: House) -> None:
    town.join("other_head", "town_head", "511703001", town.unit)
    bring(town, row(1))
    mine = member("0001")
    for path, body in (
        (
            "/posts",
            {
                "post": new_id(now_ms()),
                "member": mine,
                "unit": town.unit,
                "place": "g3",
                "role": "grid_worker",
            },
        ),
        (f"/posts/{post_of(mine).id}/hand-over", {"post": new_id(now_ms()), "member": town.members["far"]}),
        (f"/posts/{post_of(mine).id}/end", {"reason": "relieved"}),
        (f"/members/{mine}/leave", {}),
    ):
        assert town.say("other_head", path, **body).status == 404, path
    seen = see(town, "other_head", "/members", purpose="值守")
    assert mine not in {m["id"] for m in seen}
    assert {p["place"] for p in see(town, "other_head", "/posts")} == {"511703001", "g3"}


# Lists


def test_units_and_squads_are_listed_by_place_and_by_the_unit_they_belong_to(town: House) -> None:
    [unit] = see(town, "head", "/units", name=UNIT)
    squad = new_id(now_ms())
    town.must(
        "head", "/units", unit=squad, name="突击一队", place="511702001001", squad=True, part_of=unit["id"]
    )
    assert [u["id"] for u in see(town, "head", "/units", part_of=unit["id"])] == [squad]
    assert [u["id"] for u in see(town, "head", "/units", place="511702001001")] == [squad]
    town.join("other_head", "town_head", "511703001", town.unit)
    assert see(town, "other_head", "/units") == []
    assert (
        town.say(
            "other_head", "/units", unit=new_id(now_ms()), name="x", place="g3", part_of=unit["id"]
        ).status
        == 422
    )


def test_pages_of_a_list_join_without_a_gap(town: House) -> None:
    bring(town, *(row(n) for n in range(1, 6)))
    whole = [p["id"] for p in see(town, "head", "/posts", place="g1", limit=500)]
    first = [p["id"] for p in see(town, "head", "/posts", place="g1", limit=2)]
    rest = [p["id"] for p in see(town, "head", "/posts", place="g1", after=first[-1])]
    assert first + rest == whole
    assert len(whole) == 6


def test_a_list_of_names_is_one_opening_with_a_purpose(town: House) -> None:
    bring(town, row(1), row(2))
    assert town.say("head", "/members", method="GET").body["code"] == "purpose.missing"
    assert town.say("li", "/members", method="GET", purpose="x").status == 403
    assert not Opening.objects.exists()
    seen = see(town, "head", "/members", place=TOWN, purpose="打电话核对名册")
    assert ("周1", "13800000001") in {(m["name"], m["phone"]) for m in seen}
    opening = Opening.objects.get()
    assert (opening.member, opening.purpose, opening.via) == (
        town.members["head"],
        "打电话核对名册",
        "members",
    )
    assert opening.subjects.count() == len(seen)
    [unit] = see(town, "head", "/units", name=UNIT)
    assert {m["number"] for m in see(town, "head", "/members", unit=unit["id"], purpose="x")} == {
        "0001",
        "0002",
        None,
    }


# Deploy, hand over, relieve, leave


def test_a_post_is_handed_over_at_one_moment(town: House) -> None:
    bring(town, row(1, ends="2099-12-31"), row(2, place="511702001002"))
    old, new = post_of(member("0001")), new_id(now_ms())
    town.must("head", f"/posts/{old.id}/hand-over", post=new, member=member("0002"))
    before, after = Post.objects.get(id=old.id), Post.objects.get(id=new)
    assert before.ends == after.begins
    assert (after.unit, after.place, after.role, after.ends) == (old.unit, old.place, old.role, old.ends)
    again = town.say("head", f"/posts/{old.id}/hand-over", post=new_id(now_ms()), member=member("0002"))
    assert again.body["code"] == "post.ended"
    assert replay(swap=False) == 0


def test_a_post_is_not_handed_to_oneself_or_across_the_wall(town: House) -> None:
    bring(town, row(1))
    bring(town, row(2, role="public_health_officer", place=TOWN), who="founder")
    for successor in (town.members["head"], member("0002")):
        refused = town.say("head", f"/posts/{post_of(member('0001')).id}/hand-over", post=new_id(now_ms()),
                           member=successor)  # fmt: skip
        assert refused.body["code"] == "role.not_grantable"


def test_a_leaver_loses_all_posts_at_once_and_his_phone_pulls_no_more(town: House) -> None:
    early = town.household("li", "g1")
    second = town.appoint("li", "g2")
    later = town.appoint("li", "g2", "squad_leader", begins=iso(now_ms() + DAY_MS))
    assert town.pull("li").status == 200
    town.must("head", f"/members/{town.members['li']}/leave")
    posts = Post.objects.filter(id__in=[town.posts["li"], second, later])
    assert all(p.ends is not None and p.ends <= max(now_ms(), p.begins) for p in posts)
    assert town.pull("li").status == 403
    assert town.tell("li", early) == [("recorded", "")], "what was observed before still comes in"
    assert town.say("head", f"/members/{town.members['li']}/leave").body["code"] == "member.without_post"
    assert replay(swap=False) == 0


def test_nobody_ends_posts_beyond_his_ground_by_sending_a_leaver_off(town: House) -> None:
    town.appoint("li", "g3")
    refused = town.say("head", f"/members/{town.members['li']}/leave")
    assert (refused.status, refused.body["code"]) == (403, "not_permitted")
    assert not Post.objects.filter(member=town.members["li"], ends__isnull=False).exists()


def test_a_leave_sent_again_is_answered_as_before(town: House) -> None:
    id_ = new_id(now_ms())
    first = town.must("head", f"/members/{town.members['li']}/leave", id=id_)
    again = town.say("head", f"/members/{town.members['li']}/leave", id=id_)
    assert (again.status, again.body) == (200, first)


# Duty


def test_duty_shows_who_is_there_now_until_when_and_which_grids_have_nobody(town: House) -> None:
    town.must("head", f"/posts/{town.posts['neighbour']}/end", reason="relieved")
    bring(town, row(1, ends="2099-12-31"))
    seen = see(town, "head", f"/places/{TOWN}/duty")
    assert (seen["blank"], [b["place"] for b in seen["blanks"]]) == (1, ["g2"])
    by_place = [(line["place"], line["role"]) for line in seen["on_duty"]]
    assert (
        by_place == [(TOWN, role) for role in ("town_dispatcher", "town_head")] + [("g1", "grid_worker")] * 2
    )
    assert {line["until"] for line in seen["on_duty"]} == {None, "2099-12-31T16:00:00.000Z"}
    assert {line["name"] for line in seen["on_duty"]} == {None}
    assert not Opening.objects.exists()


def test_duty_opens_names_for_a_purpose(town: House) -> None:
    bring(town, row(1))
    seen = see(town, "head", "/places/g1/duty", purpose="夜间联系")
    assert {(line["name"], line["phone"]) for line in seen["on_duty"]} == {
        ("li", None),
        ("周1", "13800000001"),
    }
    assert Opening.objects.get().subjects.count() == 2
    above = see(town, "head", "/places/g1/duty", above=True, below=False)
    assert {line["place"] for line in above["on_duty"]} >= {"5117", TOWN, "g1"}
    town.join("leader", "squad_leader", "g1", town.unit)
    assert see(town, "leader", "/places/g1/duty", purpose="集合")["on_duty"][0]["name"]
    assert town.say("leader", f"/places/{TOWN}/duty", method="GET").status == 404


def test_duty_at_another_moment(town: House) -> None:
    tomorrow = iso(now_ms() + DAY_MS)
    town.appoint("li", "g2", begins=tomorrow)
    assert [line["post"] for line in see(town, "head", "/places/g2/duty")["on_duty"]] == [
        town.posts["neighbour"]
    ]
    assert len(see(town, "head", "/places/g2/duty", at=iso(now_ms() + 2 * DAY_MS))["on_duty"]) == 2
    assert len(see(town, "head", "/places/g2/duty", at=iso(now_ms() - DAY_MS))["on_duty"]) == 0
    assert town.say("head", "/places/g2/duty", method="GET", at="2020-02-03T08:00:00").status == 422


def test_duty_goes_on_page_by_page(town: House) -> None:
    bring(town, *(row(n) for n in range(1, 6)))
    whole = see(town, "head", f"/places/{TOWN}/duty")
    found, after = [], ""
    while True:
        page = see(town, "head", f"/places/{TOWN}/duty", limit=3, after=after)
        found += page["on_duty"]
        if page["after"] is None:
            break
        assert page["blanks"] == [] or not after
        after = page["after"]
    assert found == whole["on_duty"]
    assert town.say("head", f"/places/{TOWN}/duty", method="GET", after="x").status == 422


# Enrolment sheets


def test_a_sheet_gives_a_code_to_each_in_the_field_without_a_phone(town: House) -> None:
    bring(town, row(1), row(2), row(3, role="town_dispatcher", place=TOWN))
    [unit] = see(town, "head", "/units", name=UNIT)
    town.appoint("li", "g1")
    sheet = sheet_of(town, "head", unit["id"], hours=2).body
    assert [(card["number"], card["name"]) for card in sheet["cards"]] == [("0001", "周1"), ("0002", "周2")]
    assert Opening.objects.get().via == f"sheet {unit['id']}"
    device, _ = enrolments.enrol(sheet["cards"][0]["code"], "phone", "peer", now_ms())
    assert device.member == member("0001")
    again = sheet_of(town, "head", unit["id"]).body
    assert [card["number"] for card in again["cards"]] == ["0002"]
    assert [(left["name"], left["why"]) for left in again["left_out"]] == [("周1", "has_device")]
    assert (
        code_of(enrolments.enrol, sheet["cards"][1]["code"], "phone", "peer", now_ms()) == "enrolment.invalid"
    )


def test_codes_on_paper_live_as_long_as_was_said_and_no_longer_than_three_days(town: House) -> None:
    bring(town, row(1))
    [unit] = see(town, "head", "/units", name=UNIT)
    assert sheet_of(town, "head", unit["id"], hours=73).status == 422
    [card] = sheet_of(town, "head", unit["id"], hours=72).body["cards"]
    late = now_ms() + 72 * 3_600_000 + 1
    assert code_of(enrolments.enrol, card["code"], "phone", "peer", late) == "enrolment.invalid"
    assert enrolments.enrol(card["code"], "phone", "peer", late - 60_000)


def test_a_sheet_leaves_out_whoever_holds_more_than_its_maker_may_grant(town: House) -> None:
    bring(town, row(1))
    [unit] = see(town, "head", "/units", name=UNIT)
    town.must("founder", "/posts", post=new_id(now_ms()), member=member("0001"), unit=town.unit, place="5117",
              role="duty_officer")  # fmt: skip
    sheet = sheet_of(town, "head", unit["id"]).body
    assert (sheet["cards"], [left["why"] for left in sheet["left_out"]]) == ([], ["not_permitted"])
    town.join("other_head", "town_head", "511703001", town.unit)
    assert sheet_of(town, "other_head", unit["id"]).body["code"] == "unit.unknown"
