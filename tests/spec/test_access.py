"""Access: verbs, roles, the purpose wall, and what a post lets its holder do on its ground."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneboard.access.actor import NOBODY, Actor, Grant, within
from oneboard.access.policy import (
    areas,
    held_verbs,
    permit,
    verdict,
)
from oneboard.access.roles import roles, roles_from, walled
from oneboard.access.verbs import PUBLIC, SELF, closure, compartments, kept_apart, verbs, verbs_from
from oneboard.foundation.errors import Refusal

COUNTY = "5117.511702"
TOWN = "5117.511702.511702001"
GRID = "5117.511702.511702001.g0007"


def post(role: str, path: str, name: str = "p1") -> Grant:
    return Grant(post=name, unit="u1", place=path.rpartition(".")[2], grounds=(path,), role=role)


def member(*posts: Grant, name: str = "m1") -> Actor:
    return Actor(account="a1", member=name, grants=posts)


LI = member(post("grid_worker", GRID), name="li")
DISPATCHER = member(post("town_dispatcher", TOWN), name="zhang")
FOUNDER = member(post("founder", "5117"), name="chen")
LEAVER = member(name="zhao")


# Verbs and roles are data that is checked when it is read.


def test_every_verb_has_a_name_in_both_languages_and_is_held_by_a_role_or_by_nature() -> None:
    held = {name for role in roles().values() for name in role.verbs}
    for verb in verbs().values():
        assert verb.zh
        assert verb.en
        assert verb.name in held or verb.held_by in ("anyone", "signed_in")


def test_an_implied_verb_is_held_with_the_one_that_implies_it() -> None:
    assert closure(["subject.open"]) == {"subject.open", "subject.read"}
    assert "task.read" in roles()["town_dispatcher"].verbs


def test_a_verb_that_implies_none_that_exists_is_refused() -> None:
    with pytest.raises(ValueError, match=r"task\.raed"):
        verbs_from('["task.assign"]\nzh = "x"\nen = "x"\nimplies = ["task.raed"]')


@pytest.mark.parametrize(
    ("held", "fault"),
    [
        ('["task.read", "case.read"]', "purpose wall"),
        ('["subject.open", "case.write"]', "purpose wall"),
        ('["task.raed"]', "neither a verb nor a role"),
        ('["public"]', "no post needs"),
        ('["account.self"]', "no post needs"),
    ],
)
def test_a_role_that_may_not_exist_is_refused(held: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        roles_from(f'[both]\nzh = "x"\nen = "x"\nverbs = {held}\ngrants = []')


def test_no_role_stands_on_both_sides_of_the_purpose_wall() -> None:
    for role in roles().values():
        assert len(compartments(role.verbs)) <= 1, role.name


def test_no_pair_of_roles_that_one_person_may_hold_spans_the_purpose_wall() -> None:
    for one, other in combinations(roles().values(), 2):
        sides = compartments(one.verbs | other.verbs)
        spans = sides == {"health", "cases"} or kept_apart(one.verbs | other.verbs)
        assert walled([one.name, other.name]) == spans, (one.name, other.name)
    assert walled(["grid_worker", "case_officer"]) and walled(["public_health_officer", "case_officer"])


def test_three_roles_are_walled_exactly_if_two_of_them_are() -> None:
    for trio in combinations(roles(), 3):
        assert walled(trio) == any(walled(pair) for pair in combinations(trio, 2))


def test_the_founder_sees_neither_visits_nor_cases_and_may_appoint_to_both() -> None:
    assert compartments(roles()["founder"].verbs) == frozenset()
    reach = {side for name in roles()["founder"].grants for side in compartments(roles()[name].verbs)}
    assert reach == {"health", "cases"}
    assert roles()["founder"].grants == set(roles())


# A grant covers whole segments of the path.


@pytest.mark.parametrize(
    ("ground", "path", "covered"),
    [
        ("5117", "5117", True),
        ("5117", "5117.511702", True),
        ("5117", "511701", False),
        ("5117", "511701.511701001", False),
        ("5117.511702", "5117.5117021", False),
        ("5117.511702.511702001", "5117.511702.511702100", False),
        ("5117.511702", "5117", False),
        ("511702", "5117.511702", False),
    ],
)
def test_a_ground_covers_whole_segments_only(ground: str, path: str, covered: bool) -> None:
    assert within(path, ground) is covered


PATHS = st.lists(st.sampled_from(["51", "5117", "511701", "g1", "g10"]), min_size=1, max_size=4).map(".".join)


@given(st.lists(PATHS, max_size=8), PATHS)
def test_areas_cover_what_the_verdict_allows_and_none_lies_in_another(grounds: list[str], path: str) -> None:
    actor = member(*(post("grid_worker", ground) for ground in grounds))
    found = areas(actor, "task.read")
    assert any(within(path, area) for area in found) == verdict(actor, "task.read", path).allowed
    assert not any(within(a, b) for a in found for b in found if a != b)
    assert len(set(found)) == len(found)


def test_areas_are_empty_for_a_verb_that_no_post_holds() -> None:
    assert areas(LI, "place.manage") == ()


# Every verdict says why.


@pytest.mark.parametrize(
    ("actor", "verb", "path", "allowed", "why"),
    [
        (NOBODY, PUBLIC, None, True, "verdict.anyone"),
        (NOBODY, SELF, None, False, "verdict.signed_out"),
        (NOBODY, "task.read", GRID, False, "verdict.signed_out"),
        (LEAVER, SELF, None, True, "verdict.signed_in"),
        (LEAVER, "task.read", GRID, False, "verdict.no_post"),
        (LI, "task.read", GRID, True, "verdict.post"),
        (LI, "task.read", None, True, "verdict.post"),
        (LI, "task.read", TOWN, False, "verdict.elsewhere"),
        (LI, "task.assign", GRID, False, "verdict.no_post"),
        (DISPATCHER, "task.assign", GRID, True, "verdict.post"),
        (FOUNDER, "task.read", GRID, False, "verdict.no_post"),
        (FOUNDER, "case.read", GRID, False, "verdict.no_post"),
    ],
)
def test_a_verdict_says_why(actor: Actor, verb: str, path: str | None, allowed: bool, why: str) -> None:
    found = verdict(actor, verb, path)
    assert (found.allowed, found.why_key) == (allowed, why)


def test_a_leavers_phone_may_knock_at_the_field_door_and_holds_no_ground() -> None:
    phone = Actor(device="d1", member="zhao")
    assert verdict(phone, "field.push", None).why_key == "verdict.device"
    assert not verdict(phone, "field.push", GRID).allowed
    assert not verdict(phone, "field.pull", None).allowed
    assert not verdict(LEAVER, "field.push", None).allowed


def test_an_unknown_verb_is_our_fault_and_not_a_refusal() -> None:
    with pytest.raises(KeyError):
        verdict(LI, "task.raed", None)


def test_a_verdict_cannot_be_mistaken_for_a_truth_value() -> None:
    with pytest.raises(TypeError):
        bool(verdict(NOBODY, "task.read", None))


def test_permit_raises_with_the_verb_or_asks_to_sign_in() -> None:
    permit(LI, "task.read", GRID)
    with pytest.raises(Refusal, match="not_permitted") as refused:
        permit(LI, "task.assign", GRID)
    assert refused.value.fields["verb"] == "task.assign"
    with pytest.raises(Refusal, match=r"account\.signed_out"):
        permit(NOBODY, "task.read", GRID)


def test_held_verbs_are_those_of_all_posts_with_the_implied_ones() -> None:
    assert "task.read" in held_verbs(DISPATCHER)
    assert held_verbs(LEAVER) == ()
