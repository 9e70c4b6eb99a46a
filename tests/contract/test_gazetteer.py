"""The gazetteer: the longest name, all that it may mean, and never a guess."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneboard.vocabulary.editions import EditionPlace
from oneboard.work.gazetteer import Gazetteer, Known
from oneboard.work.names import forms, plain
from tests.contract.territories import second

PLACES = {place.id: place for place in second().edition.places}


def known(place: EditionPlace) -> Known:
    path = [place.id]
    while (parent := PLACES[path[-1]].parent) is not None:
        path.append(parent)
    return Known(place.id, place.level, place.name, place.code, tuple(reversed(path)))


CITY = Gazetteer(map(known, PLACES.values()))


def found(text: str, gazetteer: Gazetteer = CITY, ground: str = "5117") -> list[tuple[str, list[str]]]:
    mentions = gazetteer.find(text, lambda place: ground in place.path)
    return [(text[m.start : m.end], [gazetteer.spoken(place) for place in m.places]) for m in mentions]


@pytest.mark.parametrize(
    ("name", "level", "expected"),
    [
        ("二马路社区居民委员会", "village", ("二马路社区居民委员会", "二马路社区", "二马路")),
        ("双拱村民委员会", "village", ("双拱村民委员会", "双拱村", "双拱")),
        ("西外镇", "town", ("西外镇", "西外")),
        ("渠县", "county", ("渠县",)),
        ("达州经济开发区", "county", ("达州经济开发区", "达州")),
        ("漆树土家族乡", "town", ("漆树土家族乡", "漆树")),
        ("二马路社区第1网格", "grid", ("二马路社区第1网格",)),
    ],
)  # fmt: skip
def test_a_name_is_known_by_its_usual_short_forms(name: str, level: str, expected: tuple[str, ...]) -> None:
    assert forms(name, level) == expected
    assert plain(plain(name)) == plain(name)


def test_the_longest_name_is_taken() -> None:
    assert [said for said, _ in found("二马路社区居民委员会和二马路")] == ["二马路社区居民委员会", "二马路"]


def test_homonyms_are_all_offered() -> None:
    assert found("双拱村") == [("双拱村", ["达州市 / 达川区 / 万家镇", "达州市 / 大竹县 / 石河镇"])]


def test_a_town_beside_it_tells_which_village_is_meant() -> None:
    for text in ("石河镇双拱村", "双拱村（石河）", "大竹县的双拱村"):
        assert dict(found(text))["双拱村"] == ["达州市 / 大竹县 / 石河镇"]


def test_two_addresses_in_one_text_are_told_apart_where_they_are_written_together() -> None:
    said = found("石河镇双拱村和万家镇双拱村")
    assert [where for name, where in said if name == "双拱村"] == [
        ["达州市 / 大竹县 / 石河镇"], ["达州市 / 达川区 / 万家镇"],
    ]  # fmt: skip


def test_where_two_remain_two_are_offered() -> None:
    assert len(dict(found("石河镇和万家镇都说双拱村有人"))["双拱村"]) == 2
    assert len(dict(found("渠县没有双拱村"))["双拱村"]) == 2


def test_a_name_of_a_town_and_of_a_village_in_it_is_left_open() -> None:
    """Neither speaks for the other, for both are the same word of the text."""
    village = Known("v", "village", "东山村", None, ("r", "t", "v"))
    elsewhere = Known("w", "village", "东山村", None, ("r", "w"))
    town = Known("t", "town", "东山镇", None, ("r", "t"))
    small = Gazetteer([Known("r", "city", "甲市", None, ("r",)), town, village, elsewhere])
    [mention] = small.find("东山", lambda place: True)
    assert [place.id for place in mention.places] == ["t", "v", "w"]


def test_what_one_does_not_see_is_not_there() -> None:
    assert found("双拱村", ground="511703") == [("双拱村", ["达州市 / 达川区 / 万家镇"])]
    assert found("大竹县石河镇", ground="511703") == []


def test_an_empty_tree_and_an_empty_text_name_nothing() -> None:
    assert found("双拱村", Gazetteer([])) == []
    assert found("没有地名。") == []


def test_a_look_up_takes_less_than_a_millisecond() -> None:
    text = "通川区东城街道二马路社区居民委员会报告，大竹县石河镇双拱村有人发热，胜利村和新桥村都来了人。" * 2
    started = time.thread_time()
    for _ in range(100):
        assert len(found(text)) > 10
    assert (time.thread_time() - started) / 100 < 0.001


SMALL = {
    place.id: place for place in (
        Known("r", "city", "甲市", None, ("r",)),
        Known("a", "town", "甲镇", None, ("r", "a")),
        Known("b", "town", "乙镇", None, ("r", "b")),
        *(Known(f"{t}{n}", "village", f"{n}村", None, ("r", t, f"{t}{n}")) for t in "ab" for n in ("东山", "西山")),
        Known("b南山", "village", "南山村", None, ("r", "b", "b南山")),
    )
}  # fmt: skip
words = st.lists(st.sampled_from(["甲镇", "乙镇", "东山村", "西山", "南山村", "，", "在"]), max_size=8).map(
    "".join
)


@given(words)
def test_nothing_is_left_out_that_the_text_does_not_speak_against(text: str) -> None:
    """A village is offered in both towns, unless exactly one of its towns is spoken for by something else."""
    small = Gazetteer(SMALL.values())
    for mention in small.find(text, lambda place: True):
        said = text[mention.start : mention.end]
        every = {p.id for p in SMALL.values() if said in forms(p.name, p.level)}
        offered = {place.id for place in mention.places}
        assert offered <= every
        assert offered
        if not any(town in text for town in ("甲镇", "乙镇")):
            assert offered == every


def at(text: str, gazetteer: Gazetteer, ground: str = "5117") -> str:
    return gazetteer.covering(text, lambda place: ground in place.path, ground)


#: Two villages of one name, one with one grid and a checkpoint in it, one with two grids; and one called like a road.
LITTLE = Gazetteer(
    Known(path.rpartition(".")[2], level, name, None, tuple(path.split(".")), closed)
    for path, level, name, closed in (
        ("c", "county", "达川区", False),
        ("c.t1", "town", "石河镇", False),
        ("c.t1.v1", "village", "双拱村民委员会", False),
        ("c.t1.v1.g1", "grid", "双拱村第1网格", False),
        ("c.t1.v1.s1", "site", "双拱村口卡点", False),
        ("c.t1.v1.g9", "grid", "双拱村老网格", True),
        ("c.t2", "town", "万家镇", False),
        ("c.t2.v2", "village", "双拱村民委员会", False),
        ("c.t2.v2.g2", "grid", "双拱村第2网格", False),
        ("c.t2.v2.g3", "grid", "双拱村第3网格", False),
        ("c.t2.v3", "village", "人民村民委员会", False),
        ("c.t2.v3.g4", "grid", "人民村第1网格", False),
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("达川区石河镇双拱村3组", "g1"),  # the village has one grid; a site beside it divides nothing
        ("万家镇双拱村3组", "v2"),  # it has two, and the text names neither
        ("万家镇双拱村第3网格", "g3"),
        ("双拱村3组", "c"),  # one of two
        ("石河镇，原住万家镇", "c"),  # both are named
        ("万家镇人民路12号", "g4"),  # short for a village of the town that is named
        ("人民路12号", "c"),  # a road, for all we know
        ("武汉市江汉区", "c"),
        ("", "c"),
    ],
)
def test_a_text_is_put_where_all_that_it_may_mean_lies_and_no_lower(text: str, expected: str) -> None:
    assert at(text, LITTLE, "c") == expected
    assert LITTLE.has_parts(expected) == (not expected.startswith("g"))


@given(
    st.lists(
        st.sampled_from(["石河镇", "万家镇", "双拱村", "双拱", "人民", "第2网格", "路", "达川区"]), max_size=6
    )
)
def test_nothing_that_a_text_may_mean_for_certain_lies_outside_where_it_is_put(words: list[str]) -> None:
    text = "".join(words)
    mentions = LITTLE.find(text, lambda place: True)
    placed = at(text, LITTLE, "c")
    for mention in mentions:
        full = [p for p in mention.places if text[mention.start : mention.end] in (p.name, plain(p.name))]
        assert all(placed in p.path or p.id in _above(placed) for p in full), (text, placed)


def _above(place: str) -> set[str]:
    return {"g1": {"c", "t1", "v1"}, "v2": {"c", "t2"}, "g2": {"c", "t2", "v2"}, "t1": {"c"}, "t2": {"c"},
            "g3": {"c", "t2", "v2"}, "g4": {"c", "t2", "v3"}, "v3": {"c", "t2"}}.get(place, set())  # fmt: skip
