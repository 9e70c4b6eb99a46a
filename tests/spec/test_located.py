"""Lists whose lines name no grid: placed by their text, and by a person where that leaves it open. See
docs/spec/registers.md."""

from pathlib import Path
from typing import Any

import pytest

from oneboard.cli.main import main
from oneboard.cli.replay import replay
from oneboard.projections.models import Subject
from tests.content import Play
from tests.house import House
from tests.roster import head
from tests.spec.attic import serving

NAMES = (
    ("t1", "town", "石河镇", "511702"), ("v1", "village", "双拱村民委员会", "t1"),
    ("g7", "grid", "双拱村第1网格", "v1"),
    ("t2", "town", "万家镇", "511702"), ("v2", "village", "双拱村民委员会", "t2"),
    ("g8", "grid", "万家双拱村第1网格", "v2"), ("g9", "grid", "万家双拱村第2网格", "v2"),
)  # fmt: skip


@pytest.fixture
def play(house: House) -> Play:
    for place, level, name, parent in NAMES:
        house.must("founder", "/places", place=place, level=level, name=name, parent=parent)
    for who, role, place in (("wang", "grid_worker", "g7"), ("liu", "grid_worker", "g9"),
                             ("t2_dispatcher", "town_dispatcher", "t2")):  # fmt: skip
        house.join(who, role, place, house.unit)
    play = Play(house, "epidemic", registers=("people_to_check", "contacts"))
    house.join("doctor", "public_health_officer", "511702", house.unit)
    return play


def line(n: int, address: str, place: str = "", **cells: str) -> dict[str, Any]:
    said = {"list": "12 号", "line": str(n), "name": f"钱{n}", "phone": f"136000{n:05d}", "address": address}
    return {"row": n, "place": place, "cells": {**said, **cells}}


def bring(play: Play, *rows: dict[str, Any], who: str = "officer") -> list[tuple[str, str, bool]]:
    """The result of each row, where its text put it, and whether a person has to place it."""
    taken = play.house.must(who, "/registers/people_to_check/rows", rows=list(rows))
    return [(r["result"], r["located"], r["to_place"]) for r in taken["rows"]]


def test_a_line_stands_at_the_grid_that_its_text_names_and_else_waits_for_a_person(play: Play) -> None:
    house = play.house
    rows = [
        line(1, "石河镇双拱村3组"), line(2, "万家镇双拱村5组"), line(3, "双拱村"), line(4, "湖北省武汉市"),
        line(5, "石河镇双拱村3组", place="g9"), line(6, ""),
    ]  # fmt: skip
    assert bring(play, *rows) == [
        ("new", "g7", False), ("new", "v2", True), ("new", "511702", True), ("new", "5117", True), ("new", "", False),
        ("new", "5117", True),
    ]  # fmt: skip
    before = head(house)
    assert bring(play, *rows) == [("unchanged", "", False)] * 6, "the same list again is the same"
    assert head(house) == before
    told = {c["place"]: c["count"] for c in house.say("officer", "/places/attention", method="GET").body
            if c["why"] == "subjects_to_place"}  # fmt: skip
    assert told == {"v2": 1, "511702": 1, "5117": 2}
    assert [c["place"] for c in house.say("t2_dispatcher", "/places/attention", method="GET").body] == ["v2"]
    assert replay(swap=False) == 0


def test_whoever_is_known_stays_where_a_person_put_them(play: Play) -> None:
    house = play.house
    bring(play, line(1, "万家镇双拱村5组"))
    one = Subject.objects.get(register="people_to_check")
    house.must("t2_dispatcher", f"/subjects/{one.id}/move", to="g9", as_of=one.changed_seq)
    assert bring(play, line(1, "石河镇双拱村3组")) == [("changed", "", False)]
    assert Subject.objects.get(id=one.id).place == "g9"
    assert bring(play, line(2, "石河镇双拱村", phone=line(1, "")["cells"]["phone"])) == [("new", "g7", False)]
    listed = house.say("officer", "/registers/people_to_check/duplicates", method="GET").body
    assert len(listed) == 1, "one telephone and two names: a person decides whether they are one"


def test_on_a_ground_of_several_pieces_a_text_without_a_place_is_faulty(play: Play) -> None:
    play.house.appoint("t2_dispatcher", "t1", "town_dispatcher")
    rows = [line(1, "某处"), line(2, "万家镇")]
    taken = play.house.must("t2_dispatcher", "/registers/people_to_check/rows", rows=rows)
    assert [r["result"] for r in taken["rows"]] == ["faulty", "new"]
    assert taken["rows"][0]["faults"][0]["column"] == "@place"


def test_the_command_says_how_many_are_for_a_person(
    play: Play, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "名单.csv"
    file.write_text("名单文号,姓名,联系电话,住址\n12 号,周一,13900000001,石河镇双拱村\n12 号,吴二,13900000002,双拱村\n",
                    encoding="utf-8")  # fmt: skip
    with serving(play.house):
        assert main(["registers", "import", "people_to_check", str(file), "--as", "officer"]) == 0
    told = capsys.readouterr().out
    assert "新增 new 2" in told
    assert "按文字定位 placed by their text 1 · 待人工定位 to be placed by a person 1" in told
