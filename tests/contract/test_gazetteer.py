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
