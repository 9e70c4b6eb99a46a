"""Rosters: the good rows in, the faulty ones with what would be right, and again nothing. See docs/spec/people.md."""

from base64 import b64decode, b64encode
from typing import Any

import msgspec

from oneboard.accounts import accounts
from oneboard.api.local import answer
from oneboard.api.local_line import Asked
from oneboard.cli.replay import replay
from oneboard.foundation.clock import DAY_MS, day_text, now_ms
from oneboard.foundation.ids import new_id
from oneboard.privacy.models import Opening
from oneboard.projections.models import Member, Post, Unit
from oneboard.recorder import recorder
from tests.door import at_once
from tests.house import PASSWORD, House
from tests.roster import CHANGED, NEW, SAME, TOWN, UNIT, bring, head, member, row


def opened(member: Member) -> dict[str, str]:
    key = recorder.running().keyring.find(member.scope or 0, member.id)
    assert key is not None
    sealed = msgspec.json.decode(member.sealed, type=dict[str, str])
    return {path: msgspec.json.decode(key.open(path, value)) for path, value in sealed.items()}


def test_good_rows_become_members_and_posts(town: House) -> None:
    rows = [
        row(1),
        row(2, role="grid_worker", place="511702001001"),
        row(3, role="Town Dispatcher", place=TOWN),
    ]
    assert bring(town, *rows) == [NEW, NEW, NEW]
    member = Member.objects.get(number="0003")
    post = Post.objects.get(member=member.id)
    assert (post.role, post.place, post.unit, post.ends) == ("town_dispatcher", TOWN, member.unit, None)
    assert (member.place, opened(member)) == (TOWN, {"name": "周3", "phone": "13800000003"})
    assert "周3" not in member.sealed


def test_the_same_rows_again_change_nothing(town: House) -> None:
    rows = [row(1), row(2, begins="2020-01-24", ends="2099-12-31"), row(2, place="511702001001")]
    assert bring(town, *rows) == [NEW, NEW, CHANGED]
    before = head(town)
    assert bring(town, *rows) == [SAME, SAME, SAME]
    assert head(town) == before


def test_a_chunk_whose_answer_was_lost_is_sent_again_under_its_id(town: House) -> None:
    id_ = new_id(now_ms())
    assert bring(town, row(1), id=id_) == [NEW]
    before = head(town)
    assert bring(town, row(1), id=id_) == [SAME]
    assert head(town) == before
    other = town.say("head", "/people/rows", id=id_, rows=[row(2)])
    assert (other.status, other.body["code"]) == (409, "entry.clash")


def test_a_changed_telephone_is_one_fact_about_the_same_member(town: House) -> None:
    bring(town, row(1))
    before, member = head(town), Member.objects.get(number="0001").id
    assert bring(town, row(1, phone="13900000000"), row(1, phone="13900000000")) == [CHANGED, SAME]
    assert head(town) == before + 1
    assert bring(town, row(1, phone="")) == [SAME], "what a row does not say stays"
    assert opened(Member.objects.get(id=member)) == {"name": "周1", "phone": "13900000000"}


def test_comparing_with_what_is_known_is_an_opening(town: House) -> None:
    bring(town, row(1), row(2))
    assert not Opening.objects.exists()
    bring(town, row(1), row(2), check=True)
    opening = Opening.objects.get()
    assert (opening.via, opening.subjects.count()) == ("roster", 2)


def test_new_units_and_squads_are_registered_only_where_that_is_said(town: House) -> None:
    rows = [row(1, unit="柏树村", squad="一队"), row(2, unit="柏树村", squad="一队")]
    assert bring(town, *rows) == [("faulty", ["unit unit.unknown"])] * 2
    assert bring(town, *rows, new_units=True) == [NEW, NEW]
    unit, squad = Unit.objects.get(name="柏树村"), Unit.objects.get(name="一队")
    assert (unit.place, unit.squad, squad.part_of, squad.squad) == (TOWN, 0, unit.id, 1)
    assert set(Post.objects.filter(unit=squad.id).values_list("place", flat=True)) == {"g1"}
    assert bring(town, *rows) == [SAME, SAME]


def test_a_number_of_another_person_is_not_taken_over(town: House) -> None:
    bring(town, row(1))
    fault = ("faulty", ["number number.other_person"])
    assert bring(town, row(1, name="吴九", phone="13999999999")) == [fault]
    assert bring(town, row(1, name="吴九", phone="")) == [CHANGED], "a corrected name"


def test_an_end_is_drawn_nearer_or_followed_by_another_post(town: House) -> None:
    bring(town, row(1))
    assert bring(town, row(1, ends="2031-02-03")) == [CHANGED]
    assert bring(town, row(1, ends="2032-02-03")) == [CHANGED]
    first, second = Post.objects.filter(member=Member.objects.get(number="0001").id).order_by("begins")
    assert first.ends == second.begins
    assert bring(town, row(1, ends="2032-02-03")) == [SAME]
    assert bring(town, row(1, ends="2030-02-03")) == [CHANGED]
    assert bring(town, row(1)) == [SAME], "no end is said, so none is changed"
    assert replay(swap=False) == 0


def test_a_beginning_that_stands_is_not_moved(town: House) -> None:
    tomorrow = day_text((now_ms() + DAY_MS) // DAY_MS)
    bring(town, row(1))
    assert bring(town, row(1, begins=tomorrow)) == [("faulty", ["begins post.begins"])]


def test_nobody_brings_himself_or_the_people_of_another_town(town: House) -> None:
    town.join("stranger", "town_head", "511703001", town.unit)
    assert bring(town, row(1), who="stranger") == [("faulty", ["place place.unknown"])]
    assert bring(town, row(1, place="g3"), who="stranger") == [("faulty", ["unit unit.unknown"])]
    assert bring(town, row(1, unit=UNIT, place="g1"), who="clerk") == [NEW]
    assert town.say("dispatcher", "/people/rows", rows=[row(1)]).status == 403


def test_nobody_brings_himself(town: House) -> None:
    bring(town, row(1, role="town_dispatcher", place=TOWN))
    mine = member("0001")
    accounts.create("second", PASSWORD, now_ms(), member=mine)
    town.must(
        "founder", "/posts", post=new_id(now_ms()), member=mine, unit=town.unit, place=TOWN, role="clerk"
    )
    assert bring(town, row(1), who="second") == [("faulty", ["role role.oneself"])]


def test_of_several_units_of_one_name_the_one_above_the_place_is_meant(town: House) -> None:
    here, there = new_id(now_ms()), new_id(now_ms())
    for unit, place in ((here, "511702001001"), (there, "511702001002")):
        town.must("head", "/units", unit=unit, name="村委会", place=place)
    assert bring(town, row(1, unit="村委会", place="g2")) == [NEW]
    assert Member.objects.get(number="0001").unit == there
    manager = {"role": "town_dispatcher", "place": TOWN}
    assert bring(town, row(2, unit="村委会", **manager)) == [("faulty", ["unit unit.several"])]
    assert bring(town, row(2, unit=here, **manager)) == [NEW], "an id says which"


def test_one_person_does_not_stand_on_both_sides_of_the_wall(town: House) -> None:
    assert bring(town, row(1), who="founder") == [NEW]
    officer: dict[str, Any] = row(1, role="case_officer", place=TOWN)
    assert bring(town, officer, who="founder") == [("faulty", ["role role.purpose_wall"])]
    both = [row(2, role="case_officer", place=TOWN), row(2)]
    assert bring(town, *both, who="founder") == [NEW, ("faulty", ["role role.purpose_wall"])], (
        "within one chunk, too"
    )


def test_a_check_says_what_would_be_and_records_nothing(town: House) -> None:
    before = head(town)
    assert bring(town, row(1), row(2, name=""), check=True) == [NEW, ("faulty", ["name cell.missing"])]
    assert head(town) == before


def test_once_their_keys_are_gone_the_same_rows_seal_names_anew(town: House) -> None:
    bring(town, row(1))
    Member.objects.filter(number="0001").update(sealed="{}", scope=None)
    assert bring(town, row(1)) == [CHANGED]
    assert opened(Member.objects.get(number="0001"))["name"] == "周1"


def test_of_the_same_rows_said_at_several_desks_at_once_one_is_recorded(town: House) -> None:
    def desk(_: int) -> str:
        body = msgspec.json.encode({"id": new_id(now_ms()), "rows": [row(1)]})
        answered = answer(Asked("head", "POST", "/people/rows", body=b64encode(body).decode()))
        said = msgspec.json.decode(b64decode(answered.body))
        return said["code"] if answered.status >= 400 else said["rows"][0]["result"]

    results = at_once(desk)
    assert results.count("new") == 1, results
    assert set(results) <= {"new", "unchanged", "journal.busy"}
    assert Member.objects.filter(number="0001").count() == 1
