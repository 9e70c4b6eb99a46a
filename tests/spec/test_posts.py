"""Posts: deploying, handing over, relieving, leaving. See docs/spec/people.md."""

from typing import Any

from oneboard.cli.replay import replay
from oneboard.foundation.clock import DAY_MS, iso, now_ms
from oneboard.foundation.ids import new_id
from oneboard.projections.models import Post, Task
from tests.house import House
from tests.registers import fresh
from tests.roster import TOWN, bring, member, post_of, row


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


def test_nobody_is_appointed_twice_to_one_post_and_no_name_is_given_twice(town: House) -> None:
    bring(town, row(1))
    post = post_of(member("0001"))
    twin = {"member": post.member, "unit": post.unit, "place": post.place, "role": post.role}

    def code(path: str, **said: Any) -> str:
        return str(town.say("head", path, **said).body.get("code", ""))

    assert code("/posts", post=fresh(), **twin) == "post.held"
    assert code(f"/posts/{post.id}/hand-over", post=fresh(), member=post.member) == "post.held"
    town.must("head", f"/posts/{post.id}/end", reason="relieved")
    later = iso(now_ms() + DAY_MS)
    assert code("/posts", post=fresh(), begins=later, **twin) == ""
    assert code("/posts", post=fresh(), **twin) == "", "from now on is more"
    assert code("/posts", post=fresh(), ends=later, **twin) == "post.held"
    unit = {"place": TOWN, "name": "突击一队", "squad": True, "part_of": post.unit}
    assert [code("/units", unit=fresh(), **unit) for _ in range(2)] == ["", "unit.exists"]
    king = town.say("head", "/posts", post=fresh(), **twin | {"role": "king"})
    assert "网格员 grid worker (grid_worker)" in king.body["text"]
    own = town.say("head", f"/posts/{town.posts['head']}/end", reason="relieved")
    assert "免去“镇街负责人" in own.body["text"]
    unread = town.say("head", "/members", member=fresh(), name="李四", phone="abc")
    assert "13800000000" in unread.body["text"]


def test_what_is_assigned_to_a_post_goes_with_it_when_it_is_handed_over(town: House) -> None:
    homes = [town.household("li", "g1") for _ in range(3)]
    town.tell("li", *homes)
    campaign = town.campaign()
    tasks = [Task.objects.get(subject=home["subject"]).id for home in homes]
    for task in tasks[:2]:
        town.must("dispatcher", f"/tasks/{task}/assign", to=f"post:{town.posts['li']}")
    town.tell("li", town.step("li", "visit", "g1", homes[1]["subject"], campaign=campaign, task=tasks[1]))
    bring(town, row(1))
    new, id_ = new_id(now_ms()), new_id(now_ms())
    said = town.must("head", f"/posts/{town.posts['li']}/hand-over", id=id_, post=new, member=member("0001"))
    holders = [Task.objects.get(id=task).assigned for task in tasks]
    assert holders == [f"post:{new}", f"post:{town.posts['li']}", None], "what is done stays with who did it"
    assert (
        town.must("head", f"/posts/{town.posts['li']}/hand-over", id=id_, post=new, member=member("0001"))
        == said
    )
    assert replay(swap=False) == 0


def test_tasks_of_a_post_that_ended_need_a_person_until_they_are_assigned_anew(town: House) -> None:
    home = town.household("li", "g1")
    town.tell("li", home)
    town.campaign()
    task = Task.objects.get().id
    town.join("zhao", "grid_worker", "g1", town.unit)
    town.must("dispatcher", f"/tasks/{task}/assign", to=f"post:{town.posts['zhao']}")
    assert lapsed(town) == []
    town.must("head", f"/posts/{town.posts['zhao']}/end", reason="relieved")
    assert lapsed(town) == [("g1", 1)]
    assert "请重新指派" in concerns(town)[0]["text"]
    town.must("dispatcher", f"/tasks/{task}/assign", to=None)
    assert lapsed(town) == []


def concerns(town: House) -> list[dict[str, Any]]:
    found = town.say("dispatcher", "/places/attention", method="GET").body
    return [one for one in found if one["why"] == "tasks_lapsed"]


def lapsed(town: House) -> list[tuple[str, int]]:
    return [(one["place"], one["count"]) for one in concerns(town)]


def test_a_post_is_not_handed_to_oneself_or_across_the_wall(town: House) -> None:
    bring(town, row(1))
    bring(town, row(2, role="case_officer", place=TOWN), who="founder")
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


def test_who_may_not_give_a_role_ends_no_post_that_has_it(town: House) -> None:
    for path, body in (
        (f"/members/{town.members['head']}/leave", {}),
        (f"/posts/{town.posts['head']}/end", {"reason": "relieved"}),
        (f"/posts/{town.posts['head']}/hand-over", {"post": new_id(now_ms()), "member": town.members["li"]}),
    ):
        assert town.say("dispatcher", path, **body).body["code"] == "role.not_grantable", path
    assert town.say("dispatcher", f"/members/{town.members['li']}/leave").status == 200


def test_a_leave_under_an_id_of_somebody_else_is_a_clash(town: House) -> None:
    id_ = new_id(now_ms())
    town.must("founder", f"/posts/{town.posts['li']}/end", id=id_, reason="relieved")
    assert town.say("head", f"/members/{town.members['li']}/leave", id=id_).body["code"] == "entry.clash"
