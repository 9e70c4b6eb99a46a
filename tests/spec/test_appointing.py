"""Appointing: to which roles, on which ground, and whose tokens; the purpose wall stands here too."""

import pytest

from oneboard.access.actor import Actor, Grant
from oneboard.access.policy import appointment, permit_appointment, permit_token_for
from oneboard.foundation.errors import Refusal
from tests.door import post

COUNTY = "5117.511702"
TOWN = "5117.511702.511702001"
GRID = "5117.511702.511702001.g0007"


def member(*posts: Grant, name: str) -> Actor:
    return Actor(account="a1", member=name, grants=posts)


LI = member(post("grid_worker", GRID), name="li")
DISPATCHER = member(post("town_dispatcher", TOWN), name="zhang")
FOUNDER = member(post("founder", "5117"), name="chen")


@pytest.mark.parametrize(
    ("actor", "role", "path", "held", "why"),
    [
        (DISPATCHER, "grid_worker", GRID, [], "verdict.granted"),
        (DISPATCHER, "grid_worker", COUNTY, [], "verdict.not_grantable"),
        (DISPATCHER, "town_dispatcher", TOWN, [], "verdict.not_grantable"),
        (LI, "grid_worker", GRID, [], "verdict.not_grantable"),
        (FOUNDER, "case_officer", "5117", [], "verdict.granted"),
        (FOUNDER, "case_officer", "5117", ["grid_worker"], "verdict.purpose_wall"),
        (FOUNDER, "grid_worker", GRID, ["founder", "case_officer"], "verdict.purpose_wall"),
    ],
)
def test_appointing(actor: Actor, role: str, path: str, held: list[str], why: str) -> None:
    found = appointment(actor, role, path, "someone", held)
    assert found.why_key == why
    assert found.allowed == (why == "verdict.granted")


def test_nobody_appoints_himself() -> None:
    with pytest.raises(Refusal, match=r"role\.not_grantable") as refused:
        permit_appointment(FOUNDER, "duty_officer", "5117", "chen", ["founder"])
    assert refused.value.fields["why"] == "verdict.oneself"


def test_an_unknown_role_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(Refusal, match=r"role\.unknown") as refused:
        permit_appointment(FOUNDER, "king", "5117", "someone", [])
    assert "grid_worker" in str(refused.value.fields["known"])


def test_nobody_hands_out_a_token_for_posts_he_could_not_have_granted() -> None:
    permit_token_for(DISPATCHER, "device.enrol", LI.grants)
    clerk = member(post("clerk", "5117"), name="clerk")
    for actor, posts in ((clerk, FOUNDER.grants), (DISPATCHER, DISPATCHER.grants), (LI, LI.grants)):
        with pytest.raises(Refusal, match="not_permitted"):
            permit_token_for(actor, "device.enrol", posts)
