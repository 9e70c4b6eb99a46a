"""Laws of the territory: whatever becomes of it in the midst of work, replay = live and every figure stays followed."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from oneboard.projections.counting import MARKS, SO_FAR, TALLIES
from oneboard.projections.rows import TASKS
from oneboard.projections.territory import GROUNDS, NODES, PLACES
from oneboard.recorder.prepared import Prepared
from oneboard.vocabulary.places import NewGrid, PlaceMoved, PlaceSplit
from tests.contract.ground_model import Model
from tests.contract.playing import arrive, prepared
from tests.contract.reforms import ROOT, Reform, carry_out, observed, order, reformed
from tests.contract.said import Opening, Registration, Said, Step, ident
from tests.contract.stage import Rehearsal, Stage, differences
from tests.contract.stories import cuts, is_command, stories
from tests.contract.test_order import meaning

Told = Sequence[Said | Reform]

#: A town is no leaf, and things are said there too.
AT_TOWN = Step(0, "t1", "visit", 1, 2, None, False)

told = reformed(stories().map(lambda story: [AT_TOWN, *story]))


def tell(rehearsal: Rehearsal, story: Told, cut: Sequence[int] = ()) -> Model:
    """Everything in its order; returns the territory as the model has it."""
    arriving = iter(prepared(rehearsal, observed(story)))
    return relate(rehearsal, [s if isinstance(s, Reform) else next(arriving) for s in story], cut)


def relate(
    rehearsal: Rehearsal, story: Sequence[Reform | tuple[Said, Prepared]], cut: Sequence[int]
) -> Model:
    model = Model()
    for reforming, some in groupby(story, key=lambda said: isinstance(said, Reform)):
        if not reforming:
            arrive(rehearsal, list(some), cut)
            continue
        for reform in some:
            if made := carry_out(rehearsal, reform):
                model.follow(made)
    return model


def figures_of_root(rehearsal: Rehearsal) -> dict[tuple[str, int], int]:
    rows = TALLIES.rows(rehearsal.rows()[TALLIES.name])
    return {(row.indicator, row.day): row.n for row in rows if row.place == ROOT and row.n}


@settings(max_examples=40)
@given(story=told, cut=cuts, again=cuts)
def test_replay_gives_the_same_rows_whatever_became_of_the_territory(
    stage: Stage, story: Told, cut: list[int], again: list[int]
) -> None:
    with stage.rehearsal() as rehearsal:
        tell(rehearsal, story, cut)
        rows = rehearsal.rows()
        for other in (range(1000), (), again):
            assert differences(rehearsal.replayed(other), rows) == {}


@settings(max_examples=40)
@given(story=told, cut=cuts)
def test_every_figure_now_and_then_is_a_recount_from_the_marks(
    stage: Stage, story: Told, cut: list[int]
) -> None:
    with stage.rehearsal() as rehearsal:
        model = tell(rehearsal, story, cut)
        rows = rehearsal.rows()
    marks, tallies = MARKS.rows(rows[MARKS.name]), TALLIES.rows(rows[TALLIES.name])
    nodes = NODES.rows(rows[NODES.name])
    for edition, tree in model.trees.items():
        expected: Counter[tuple[str, str, int]] = Counter()
        for mark in marks:
            for above in tree.chain(model.counted(mark.place, edition)):
                expected[above, mark.indicator, mark.day] += mark.n
        counted: Counter[tuple[str, str, int]] = Counter()
        paths = {node.place: node.path.split(".") for node in nodes if node.edition == edition}
        assert {node.place for node in nodes if node.edition == edition and node.known} == set(tree)
        for tally in tallies:
            for above in paths[tally.place] if tally.day > SO_FAR else ():
                counted[above, tally.indicator, tally.day] += tally.own
        assert {k: n for k, n in counted.items() if n} == {k: n for k, n in expected.items() if n}, edition
        if tree is model.now:
            rolled = {(t.place, t.indicator, t.day): t.n for t in tallies if t.n and t.day > SO_FAR}
            assert rolled == {k: n for k, n in expected.items() if n}


@settings(max_examples=30)
@given(story=told)
def test_no_reform_changes_a_figure_of_the_root(stage: Stage, story: Told) -> None:
    with stage.rehearsal() as rehearsal:
        tell(rehearsal, observed(story))
        before = figures_of_root(rehearsal)
        for reform in (said for said in story if isinstance(said, Reform)):
            carry_out(rehearsal, reform)
            assert figures_of_root(rehearsal) == before


@settings(max_examples=40)
@given(story=told)
def test_the_ground_of_a_place_that_is_gone_is_its_last_leaves_in_the_fewest_pieces(
    stage: Stage, story: Told
) -> None:
    with stage.rehearsal() as rehearsal:
        model = tell(rehearsal, story)
        rows = rehearsal.rows()
    grounds: dict[str, set[str]] = {}
    for row in GROUNDS.rows(rows[GROUNDS.name]):
        if row.covers:
            grounds.setdefault(row.place, set()).add(row.path.rpartition(".")[2])
    assert {place.id for place in PLACES.rows(rows[PLACES.name])} == set(model.now)
    for place in {place for tree in model.trees.values() for place in tree}:
        if place in model.now:
            assert grounds[place] == {place}
            continue
        knew = [tree for tree in model.trees.values() if place in tree][-1]
        leaves = knew.leaves(place)
        assert grounds.get(place, set()) == model.now.cover(leaves, knew[place].level)
        assert {leaf for piece in grounds.get(place, ()) for leaf in model.now.leaves(piece)} == leaves


@settings(max_examples=40)
@given(story=reformed(stories(closing=False)), data=st.data())
def test_observations_may_arrive_before_or_after_any_reform(
    stage: Stage, story: Told, data: st.DataObject
) -> None:
    """What desks say keeps its order; each home is registered in one grid."""
    homes = {said.home: said.grid for said in story if isinstance(said, Registration)}
    kept = [s._replace(grid=homes[s.home]) if isinstance(s, Registration) else s for s in story]
    expected, arriving = arrived(stage, kept)
    assert arrived_again(stage, data.draw(st.permutations(arriving)), arriving) == expected


def test_an_observation_may_arrive_before_or_after_its_grid_is_moved_by_hand(stage: Stage) -> None:
    story = [Opening(0, "t1", 0), Reform("move", 184, 0), Registration(0, "g1", 0)]
    expected, [opening, move, registration] = arrived(stage, story)
    again = arrived_again(stage, [opening, registration, move], [opening, move, registration])
    assert again == expected


def test_what_a_grid_moved_by_hand_is_split_into_stays_in_the_campaigns_it_lay_in(stage: Stage) -> None:
    """And in no other: the grid lay in t1 when both were opened."""
    story = [Opening(0, "t1", 0), Opening(1, "t2", 0), Registration(0, "half", 1)]
    with stage.rehearsal() as rehearsal:
        first, second, late = prepared(rehearsal, story)
        arrive(rehearsal, [first, second])
        order(rehearsal, PlaceMoved(parents={"g1": "t2"}), "g1", 0)
        order(
            rehearsal,
            PlaceSplit(into=(NewGrid(id="half", name="半"), NewGrid(id="rest", name="余"))),
            "g1",
            1,
        )
        arrive(rehearsal, [late])
        rows = rehearsal.rows()
        assert [task.campaign for task in TASKS.rows(rows[TASKS.name])] == [ident("campaign", 0)]
        assert differences(rehearsal.replayed(()), rows) == {}


def arrived(stage: Stage, story: Sequence[Any]) -> tuple[Any, list[Any]]:
    """What the story comes to, and what arrived."""
    with stage.rehearsal() as rehearsal:
        pairs = iter(prepared(rehearsal, observed(story)))
        arriving = [said if isinstance(said, Reform) else next(pairs) for said in story]
        relate(rehearsal, arriving, ())
        return meaning(rehearsal.rows()), arriving


def arrived_again(stage: Stage, shuffled: Sequence[Any], arriving: Sequence[Any]) -> Any:
    """What it comes to in another order, desks keeping theirs."""
    desk = iter([said for said in arriving if from_desk(said)])
    with stage.rehearsal() as rehearsal:
        prepared(rehearsal, [])
        relate(rehearsal, [next(desk) if from_desk(said) else said for said in shuffled], ())
        return meaning(rehearsal.rows())


def from_desk(said: Reform | tuple[Said, Prepared]) -> bool:
    return isinstance(said, Reform) or is_command(said[0])
