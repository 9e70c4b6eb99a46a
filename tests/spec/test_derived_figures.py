"""Figures worked out of figures, asked for like any other. See docs/figures.md."""

from typing import Any

import pytest

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.indicators import moments
from tests.house import House
from tests.playbooks import VISIT
from tests.spec.attic import oneboard, serving
from tests.spec.test_figure_tables import asked

SOURCE = (
    VISIT.source.decode().replace("household_visit\nversion", "second_round\nversion")
    + """
  doors_shut: {times: step, when: not_home, unit: {zh: 户, en: households}}
derive:
  doors: {add: [households_visited, doors_shut], title: {zh: 敲门, en: Doors}, unit: {zh: 户, en: households}}
  covered: {share: households_visited, of: tasks, title: {zh: 走访率, en: Covered}, unit: {zh: "%", en: "%"}}
  shut: {share: doors_shut, of: households_visited}
"""
)
NAMES = "doors,covered,shut,households_visited"


def played(house: House) -> list[str]:
    """Four households at g1, of which one is visited, one shut and then visited, one shut; one at g2, visited."""
    body = {**VISIT.body, "source": SOURCE}
    house.must("founder", "/playbooks", **body)
    homes = [house.household("li", "g1") for _ in range(4)]
    next_door = house.household("neighbour", "g2")
    house.tell("li", *homes)
    house.tell("neighbour", next_door)
    incident, campaign = new_id(now_ms()), new_id(now_ms())
    house.must("officer", "/incidents", incident=incident, title="演练", sort="exercise")
    house.must("officer", "/campaigns", campaign=campaign, incident=incident, playbook="second_round@1",
               place="5117", title="第二轮")  # fmt: skip
    steps = []
    for who, home, step in (("li", homes[0], "visit"), ("li", homes[1], "not_home"), ("li", homes[1], "visit"),
                            ("li", homes[2], "not_home"), ("neighbour", next_door, "visit")):  # fmt: skip
        entry = house.entry(who, "step.taken@1", {"step": step}, playbook="second_round@1", place=home["place"],
                            subject=home["subject"], campaign=campaign, answers={"leaflets": 1})  # fmt: skip
        assert house.tell(who, entry) == [("recorded", "")]
        steps.append(str(entry["id"]))
    return steps


def test_sums_and_shares_are_worked_out_at_every_place_and_followed_to_their_entries(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = played(house)

    def values(**query: Any) -> list[list[int | None]]:
        return [row["values"] for row in asked(house, indicators=NAMES, **query)["rows"]]

    assert values(place="511702001", level="grid") == [[5, 600, 667, 3], [4, 500, 1000, 2], [1, 1000, 0, 1]]
    told = {one["indicator"]: one["share"] for one in asked(house, "/indicators")}
    assert told == {"households_visited": False, "leaflets_handed_out": False, "doors_shut": False,
                    "doors": False, "covered": True, "shut": True}  # fmt: skip
    # Of a past moment a share of tasks is not known; what is worked out of counts is what it was.
    then = moments.now().seq - 1
    assert values(place="511702001", seq=then) == [[4, None, 1000, 2]]
    assert values(place="511702001", seq=moments.now().seq) == [[5, 600, 667, 3]]
    changed = asked(house, "/figures/changes", place="511702001", indicators=NAMES, from_seq=then)
    assert [one["indicator"] for one in changed["indicators"]] == ["doors", "households_visited"]
    assert [change["after"] - change["before"] for change in changed["rows"][0]["values"]] == [1, 1]
    # All of g1 is below 5, so whatever it is worked out of is withheld with it.
    assert values(place="g1", public="true") == [[None, None, None, None]]
    behind = asked(house, "/figures/doors/entries", place="g1")
    assert [(one["entry"], one["n"]) for one in behind] == [(step, 1) for step in sorted(steps[:4])]
    with serving(house):
        for words in ((), ("--entries", "covered"), ("--entries", "covered", "--day", "2020-02-03")):
            assert oneboard("figures", "--place", "g1", *words, "--as", "officer", "--lang", "en") == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines.count(["Covered", "50.0", "%"]) == 2 and ["Covered", "–", "%"] in lines
    assert ["Doors", "4", "households"] in lines
