"""Laws of a proposal, on invented trees: no leaf is lost, nothing ambiguous is joined, and what comes out is a tree."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from oneboard.vocabulary.editions import EditionPlace
from oneboard.work.names import plain
from oneboard.work.proposals import Ask, Proposal
from oneboard.work.succession import propose
from oneboard.work.trees import Tree
from oneboard.work.wills import Succession
from tests.contract.trees import faults_of

NAMES = ["新桥村", "河坝村", "花园社区", "金山村", "双龙村民委员会", "双龙村"]
TOWNS = ["石河镇", "中华乡", "双拱镇"]

ROOT = EditionPlace(id="51", level="city", name="市", code="51")

#: For each county, for each town number: its name and its villages, number to name. Numbers and names come again.
Plan = dict[int, dict[int, tuple[str, dict[int, str]]]]
villages = st.dictionaries(st.integers(200, 203), st.sampled_from(NAMES), max_size=4)
towns = st.dictionaries(st.integers(100, 103), st.tuples(st.sampled_from(TOWNS), villages), max_size=4)
plans = st.dictionaries(st.integers(21, 22), towns, max_size=2)
wills = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from([None, 0.3, 0.5, 0.7])), max_size=5
)


def listed(plan: Plan) -> list[EditionPlace]:
    found = [ROOT]
    for county, its_towns in sorted(plan.items()):
        code = f"5100{county}"
        found.append(EditionPlace(id=code, level="county", name=f"{county}县", parent="51", code=code))
        for town, (name, its_villages) in sorted(its_towns.items()):
            within = f"{code}{town}"
            found.append(EditionPlace(id=within, level="town", name=name, parent=code, code=within))
            for village, called in sorted(its_villages.items()):
                at = f"{within}{village}"
                found.append(EditionPlace(id=at, level="village", name=called, parent=within, code=at))
    return sorted(found, key=lambda place: len(place.id))


def with_grids(places: list[EditionPlace]) -> list[EditionPlace]:
    grids = [
        EditionPlace(id=f"{place.id}g{n}", level="grid", name=f"第{n}网格", parent=place.id)
        for place in places
        if place.level == "village" or int(place.id, 36) % 3 == 0
        for n in range(1 + int(place.id, 36) % 2)
    ]
    return places + grids


def proposed(before: Plan, after: Plan, rows: list[tuple[int, int, float | None]]) -> Proposal:
    tree, official = with_grids(listed(before)), listed(after)
    told = [
        Succession(tree[a % len(tree)].id, official[b % len(official)].id, share, n)
        for n, (a, b, share) in enumerate(rows)
    ]
    return propose(Ask("9", "t", "s", "2020-01-01", tree, official, told))


@given(plans, plans, wills)
def test_every_leaf_is_placed_exactly_once_in_a_tree_that_holds(
    before: Plan, after: Plan, rows: list[tuple[int, int, float | None]]
) -> None:
    found = proposed(before, after, rows).edition.places
    tree = with_grids(listed(before))
    assert faults_of(found, tree) == []
    assert Counter(place.level for place in found)["grid"] == Counter(p.level for p in tree)["grid"]
    assert all(place.placed_by for place in found if place.level == "grid" and place.parent != ROOT.id)
    # All of the new list is there, under its codes and names.
    assert {(p.code, p.name, p.level) for p in found if p.code} == {
        (p.code, p.name, p.level) for p in listed(after)
    }


@given(plans, plans)
def test_no_two_of_one_name_are_joined_by_name(before: Plan, after: Plan) -> None:
    old, new = Tree(listed(before)), Tree(listed(after))
    for line in proposed(before, after, []).lines:
        if line.reason == "name":
            for tree in (old, new):
                alike = [
                    p for p in tree.branches()
                    if (p.level, plain(p.name)) == (line.level, plain(line.name))
                    and tree.county(p.id) == old.county(line.place)
                ]  # fmt: skip
                assert len(alike) == 1


@given(plans, plans)
def test_an_id_is_never_given_to_another_place(before: Plan, after: Plan) -> None:
    """Whoever kept an id kept its name, or its number and most of what lay in it."""
    old = Tree(with_grids(listed(before)))
    reasons = {line.place: line.reason for line in proposed(before, after, []).lines}
    for place in proposed(before, after, []).edition.places:
        if place.id in old and plain(place.name) != plain(old[place.id].name):
            assert (reasons[place.id], place.level in ("town", "county")) == ("renamed", True)


def test_a_town_under_its_number_and_another_name_goes_on_if_most_of_it_stays() -> None:
    before: Plan = {21: {100: ("石河镇", {200: "新桥村", 201: "河坝村", 202: "金山村"})}}
    stays: Plan = {21: {100: ("中华乡", {200: "新桥村", 201: "河坝村"}), 101: ("双拱镇", {200: "金山村"})}}
    leaves: Plan = {21: {100: ("中华乡", {200: "新桥村"}), 101: ("双拱镇", {200: "河坝村", 201: "金山村"})}}
    for after, reason, town in ((stays, "renamed", "510021100"), (leaves, "gone", "510021100-9")):
        found = proposed(before, after, [])
        assert {line.place: line.reason for line in found.lines}["510021100"] == reason
        assert {place.name: place.id for place in found.edition.places}["中华乡"] == town


def test_of_two_that_fall_to_one_new_village_neither_is_it() -> None:
    before: Plan = {21: {100: ("石河镇", {200: "新桥村", 201: "河坝村"})}}
    after: Plan = {21: {100: ("石河镇", {205: "金山村"})}}
    tree, official = with_grids(listed(before)), listed(after)
    heir = "510021100205"
    rows = [Succession(f"510021100{n}", heir, None, n) for n in (200, 201)]
    found = propose(Ask("9", "t", "s", "2020-01-01", tree, official, rows)).edition.places
    moved = {place.parent for place in found if place.id[:12] in {row.origin for row in rows}}
    assert moved == {heir}
    assert [place.id for place in found if place.level == "village"] == [heir]


@given(plans)
def test_the_same_list_again_changes_nothing(plan: Plan) -> None:
    tree = with_grids(listed(plan))
    found = proposed(plan, plan, []).edition.places
    assert {(p.id, p.parent, p.name) for p in found} == {(p.id, p.parent, p.name) for p in tree}
    assert {p.placed_by for p in found if p.level == "village"} <= {"code"}


@given(plans, plans, wills)
def test_every_place_has_its_line_and_every_unfit_row_its_reason(
    before: Plan, after: Plan, rows: list[tuple[int, int, float | None]]
) -> None:
    found = proposed(before, after, rows)
    old = {place.id for place in listed(before)} - {ROOT.id}
    assert old <= {line.place for line in found.lines}
    assert len({line.place for line in found.lines}) == len(found.lines)
    assert {unfit.row for unfit in found.unfit} <= set(range(len(rows)))
