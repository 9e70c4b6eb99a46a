"""From the city's edition of 2019 to that of mid-2020: what goes on, what is new, and what waits for a person."""

from collections import Counter

import pytest

from oneboard.vocabulary.editions import EditionPlace
from oneboard.work.proposals import FOR_A_PERSON, Ask, Line, counted, rooted
from oneboard.work.succession import propose
from oneboard.work.wills import Succession
from tests.contract.territories import CITY, first, second, territory
from tests.contract.trees import faults_of

#: Codes that kept their number; their names, and everything in them, are another place's.
REUSED = {
    "511724107": ("双拱镇", "中华镇"),
    "511725121": ("鹤林镇", "合力镇"),
    "511725130": ("渠南镇", "万寿镇"),
}


def line_of(place: str, *successions: Succession) -> Line:
    return next(line for line in second(*successions).lines if line.place == place)


def placed(*successions: Succession) -> dict[str, EditionPlace]:
    return {place.id: place for place in second(*successions).edition.places}


def test_the_first_edition_is_the_list_with_its_grids() -> None:
    levels = Counter(place.level for place in first().edition.places)
    assert levels == {"city": 1, "county": 8, "town": 315, "village": 3223, "grid": 4300}
    assert faults_of(first().edition.places, ()) == []


def test_every_proposal_is_counted_by_its_reason() -> None:
    towns = counted(line for line in second().lines if line.level == "town")
    villages = counted(line for line in second().lines if line.level == "village")
    # 135 codes are gone from the list and three more are another place's; 20 are new.
    assert (towns["gone"], towns["new"], towns["reused"], towns["same"]) == (138, 20, 3, 177)
    assert {reason: n for reason, n in villages.items() if n} == {
        "same": 1265, "name": 656, "majority": 1289, "unplaced": 13, "new": 237, "reused": 102,
    }  # fmt: skip
    assert villages["majority"] + villages["unplaced"] > 1000
    assert sum(n for reason, n in villages.items() if reason not in ("new", "reused")) == 3223


def test_the_edition_is_a_tree_with_every_leaf_once() -> None:
    assert faults_of(second().edition.places, first().edition.places) == []
    assert all(place.placed_by for place in second().edition.places if place.level == "grid")


@pytest.mark.parametrize("code", REUSED)
def test_a_number_that_was_given_to_another_town_is_another_place(code: str) -> None:
    was, is_now = REUSED[code]
    old, new = line_of(code), line_of(f"{code}-2020")
    assert (old.reason, old.name, new.reason, new.name) == ("gone", was, "reused", is_now)
    assert old.hints == ()
    assert placed()[f"{code}-2020"].code == code
    assert code not in placed()
    # All that lay in the old town went elsewhere.
    went = {placed()[p.id].parent for p in first().edition.places if p.parent == code}
    assert code not in went
    assert f"{code}-2020" not in went


def test_a_village_that_nobody_finds_goes_with_its_grids_where_most_of_its_neighbours_went() -> None:
    """双拱镇: four of its six villages are found again, all in 石河镇."""
    line = line_of("511724107201")
    assert (line.name, line.reason, line.heir_name, line.voted) == (
        "建设村民委员会",
        "majority",
        "石河镇",
        (4, 4),
    )
    place = placed()["511724107201"]
    assert (place.parent, place.code, place.placed_by) == ("511724106", None, "majority")
    grids = [p for p in placed().values() if p.parent == "511724107201"]
    assert grids
    assert {grid.placed_by for grid in grids} == {"majority"}


def test_where_no_neighbour_is_found_it_waits_below_its_county() -> None:
    """花萼乡: none of its four villages stands in the new list under its name."""
    waiting = [line for line in second().lines if "花萼乡" in line.where]
    assert {(line.reason, placed()[line.place].parent) for line in waiting} == {("unplaced", "511781")}
    assert len(waiting) == 4


def test_a_place_under_its_number_and_another_name_is_a_hint_and_no_more() -> None:
    line = line_of("511702108001")
    assert (line.name, line.reason) == ("街道社区居民委员会", "majority")
    assert [(hint.why, hint.code, hint.name) for hint in line.hints] == [
        ("same_code", "511702108001", "碑庙社区居民委员会")
    ]


def test_two_of_one_name_in_a_county_are_never_joined_by_name() -> None:
    old = Counter((p.id[:6], p.name) for p in first().edition.places if p.level == "village")
    new = Counter((p.id[:6], p.name) for p in territory("2020").official.places if p.level == "village")
    joined = [line for line in second().lines if line.reason == "name"]
    keys = [(line.place[:6], line.name) for line in joined]
    assert joined
    assert [key for key in keys if old[key] != 1 or new[key] != 1] == []


def test_what_a_person_writes_into_the_file_is_followed() -> None:
    renamed = Succession("511702108001", "511702108001", None, 2)
    into_village = Succession("511781238200", "511781125200", None, 3)
    into_town = Succession("511724107201", "511724106", None, 4)
    rows = (renamed, into_village, into_town)
    assert "511781125200" in {place.id for place in territory("2020").official.places}
    after = placed(*rows)
    assert (after["511702108001"].name, after["511702108001"].placed_by) == ("碑庙社区居民委员会", "file")
    assert (after["511724107201"].parent, after["511724107201"].placed_by) == ("511724106", "file")
    assert second(*rows).unfit == ()
    grids = [p for p in first().edition.places if p.parent == "511781238200"]
    assert {after[grid.id].placed_by for grid in grids} == {"file"}
    assert faults_of(second(*rows).edition.places, first().edition.places) == []


def test_a_leaf_is_not_divided_and_the_rest_is_for_a_person() -> None:
    rows = (Succession("511702108001", "511702103", 0.3, 2), Succession("511702108001", "511702102", 0.7, 3))
    line = line_of("511702108001", *rows)
    assert (line.reason, line.heir) == ("split", "511702102")
    assert line.told == (("511702102", 0.7), ("511702103", 0.3))
    assert "split" in FOR_A_PERSON
    assert placed(*rows)["511702108001"].parent == "511702102"


def test_equal_shares_settle_nothing() -> None:
    rows = (Succession("511702108001", "511702103", 0.5, 2), Succession("511702108001", "511702102", 0.5, 3))
    assert line_of("511702108001", *rows).reason == "split"
    assert placed(*rows)["511702108001"].placed_by == "majority"


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (Succession("999", "511702101", None, 2), "origin_unknown"),
        (Succession("511702108001", "999", None, 2), "heir_unknown"),
        (Succession("511702108", "511702102200", None, 2), "heir_level"),
        (Succession("5117", "511702", None, 2), "heir_level"),
    ],
)
def test_a_row_that_cannot_be_followed_says_why(row: Succession, key: str) -> None:
    assert [(unfit.row, unfit.key) for unfit in second(row).unfit] == [(2, key)]


def test_an_edition_after_an_edition_asks_nothing_twice() -> None:
    """The same list again: whoever waited still waits, and nobody else moves."""
    before = {place.id: (place.parent, place.placed_by) for place in second().edition.places}
    found = territory("2020").official
    listed, known = rooted(CITY, found.root, found.places), frozenset(before) | set(first_ids())
    ask = Ask("2021", "2021", "list", "2021-06-30", second().edition.places, listed, known=known)
    after = {place.id: (place.parent, place.placed_by) for place in propose(ask).edition.places}
    waiting = {id_ for id_, (_, by) in before.items() if by in ("majority", "unplaced")}
    assert {id_: after[id_] for id_ in waiting} == {id_: before[id_] for id_ in waiting}
    assert {id_: at for id_, (at, _) in after.items()} == {id_: at for id_, (at, _) in before.items()}


def first_ids() -> list[str]:
    return [place.id for place in first().edition.places]
