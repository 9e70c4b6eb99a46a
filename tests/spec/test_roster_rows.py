"""Rows of a roster: what is read in a cell, and what is wrong with it and would be right. See docs/spec/people.md."""

import msgspec
import pytest

from oneboard.foundation.clock import day_begins, day_number, now_ms
from oneboard.foundation.ids import new_id
from oneboard.projections.models import Member, Post
from oneboard.recorder import recorder
from tests.house import House
from tests.roster import NEW, TOWN, bring, row


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"name": " "}, "name cell.missing"),
        ({"name": "周" * 121}, "name cell.too_long"),
        ({"name": "周\x01一"}, "name cell.control"),
        ({"name": "周\u202e一"}, "name cell.control"),
        ({"phone": "call me"}, "phone phone.unreadable"),
        ({"number": "", "phone": ""}, "number number.missing"),
        ({"role": "king"}, "role role.unknown"),
        ({"role": "founder"}, "role role.not_grantable"),
        ({"role": "town_head", "place": TOWN}, "role role.not_grantable"),
        ({"place": "nowhere"}, "place place.unknown"),
        ({"place": "g3"}, "place place.unknown"),
        ({"unit": "no such unit"}, "unit unit.unknown"),
        ({"squad": "no such squad"}, "squad squad.unknown"),
        ({"begins": "2020-02-30"}, "begins date.unreadable"),
        ({"ends": "soon"}, "ends date.unreadable"),
        ({"begins": "2020-02-02", "ends": "2020-02-01"}, "ends date.order"),
        ({"ends": "2020-02-01"}, "ends post.over"),
    ],
)
def test_a_faulty_row_says_what_would_be_right_and_the_others_go_in(
    town: House, cells: dict[str, str], fault: str
) -> None:
    assert bring(town, row(1), row(2, **cells), row(3)) == [NEW, ("faulty", [fault]), NEW]
    assert Member.objects.filter(number__in=("0001", "0003")).count() == 2
    assert not Member.objects.filter(number="0002").exists()


def test_a_row_names_all_that_is_wrong_with_it_in_the_readers_language(town: House) -> None:
    body = msgspec.json.encode({"id": new_id(now_ms()), "rows": [row(1, name="", role="king")]})
    for locale, text in (("zh", "这一格是空的。"), ("en", "The cell is empty.")):
        reply = town.client("head").post(
            "/people/rows", body, "application/json", headers={"Accept-Language": locale}
        )
        [answer] = reply.json()["rows"]
        assert [fault["column"] for fault in answer["faults"]] == ["name", "role"]
        assert answer["faults"][0]["text"] == text
        assert "网格员" in answer["faults"][1]["right"]


@pytest.mark.parametrize(
    "date", ["2031-02-03", "2031/2/3", "20310203", "2031年2月3日", "2031-02-03 00:00:00", "２０３１.２.３"]
)
def test_a_day_is_read_as_people_write_it(town: House, date: str) -> None:
    assert bring(town, row(1, ends=date)) == [NEW]
    zone = recorder.running().zone
    post = Post.objects.get(member=Member.objects.get(number="0001").id)
    assert post.ends == day_begins(day_number("2031-02-04"), zone), "the last day is wholly within"


def test_an_id_a_code_and_a_name_are_ways_to_say_a_place(town: House) -> None:
    town.must(
        "founder",
        "/places",
        place="g9",
        level="grid",
        name="河东第九网格",
        parent="511702001001",
        code="511702001001009",
    )
    assert bring(town, row(1, place="511702001001009"), row(2, place="河东第九网格")) == [NEW, NEW]
    assert set(Post.objects.filter(place="g9").values_list("role", flat=True)) == {"grid_worker"}
    town.must("founder", "/places", place="g10", level="grid", name="河东第九网格", parent="511702001002")
    assert bring(town, row(3, place="河东第九网格")) == [("faulty", ["place place.several"])]
    # One of the same name on other ground is not in sight.
    assert bring(town, row(4, place="g10 地")) == [("faulty", ["place place.unknown"])]
