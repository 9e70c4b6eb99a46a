"""People: a town's head manages the town's; who is where is listed, names for a purpose. See docs/spec/people.md."""

import pytest

from oneboard.access.roles import roles, roles_from
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.privacy.models import Opening
from oneboard.projections.models import Member
from tests.house import House
from tests.roster import TOWN, UNIT, bring, member, post_of, row, see


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
