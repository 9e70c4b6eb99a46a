"""Laws 5 and 7: a correction moves the figures and edits nothing; a figure is the sum over the entries it lists."""

from collections import Counter
from collections.abc import Iterator

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from oneboard.projections.counting import MARKS, SO_FAR, TALLIES, MarkRow
from oneboard.projections.rows import STEPS, StepRow
from oneboard.projections.threads import in_force
from tests.contract.playing import arrive, play, prepared
from tests.contract.said import Correction, Opening, Registration, Said, Step, ident
from tests.contract.stage import Rehearsal, Stage
from tests.contract.stories import cuts, stories

DAY = 20_521  # 2026-03-09 in the city
VISIT = Step(0, "g1", "visit", 1, 2, None, True)

Figures = dict[tuple[str, str, int], int]


def figures(rehearsal: Rehearsal) -> Figures:
    rows = TALLIES.rows(rehearsal.rows()[TALLIES.name])
    return {(t.indicator, t.place, t.day): t.n for t in rows if t.n}


def marks(rehearsal: Rehearsal) -> list[MarkRow]:
    return MARKS.rows(rehearsal.rows()[MARKS.name])


def at_grid(rehearsal: Rehearsal, indicator: str) -> dict[str, int]:
    """What each entry counts for, by net of its marks."""
    net: Counter[str] = Counter()
    for mark in marks(rehearsal):
        if mark.indicator == indicator:
            net[mark.entry] += mark.n
    return {entry: n for entry, n in net.items() if n}


def said_last(rehearsal: Rehearsal) -> dict[str, int]:
    """What the last visit with effect says of each round's task, at the entry first recorded; nothing is no line."""
    threads: dict[str, list[StepRow]] = {}
    for step in STEPS.rows(rehearsal.rows()[STEPS.name]):
        threads.setdefault(step.thread, []).append(step)
    found = {}
    for taken in threads.values():
        visits = [
            step
            for _, step in in_force(taken)
            if (step.step, step.playbook) == ("visit", "night_round@1") and not step.effect
        ]
        if visits:
            found[visits[-1].corrects or visits[-1].entry] = msgspec.json.decode(visits[-1].answers)[
                "leaflets"
            ]
    return {entry: n for entry, n in found.items() if n}


def rolled_up(rehearsal: Rehearsal) -> Iterator[tuple[tuple[str, str, int], int]]:
    for mark in marks(rehearsal):
        for place in rehearsal.reference.paths[mark.place]:
            yield (mark.indicator, place, mark.day), mark.n
            yield (mark.indicator, place, SO_FAR), mark.n
            if mark.came:
                yield (mark.indicator, place, mark.came), mark.n


@settings(max_examples=25)
@given(story=stories(), cut=cuts)
def test_every_tally_is_the_sum_of_the_marks_at_or_below_it(
    stage: Stage, story: list[Said], cut: list[int]
) -> None:
    with stage.rehearsal() as rehearsal:
        play(rehearsal, story, cut)
        net: Counter[tuple[str, str, int]] = Counter()
        for key, n in rolled_up(rehearsal):
            net[key] += n
        assert figures(rehearsal) == {key: n for key, n in net.items() if n}


@settings(max_examples=25)
@given(story=stories(), cut=cuts)
def test_a_subject_is_counted_once_in_a_campaign_and_no_entry_counts_below_nothing(
    stage: Stage, story: list[Said], cut: list[int]
) -> None:
    with stage.rehearsal() as rehearsal:
        play(rehearsal, story, cut)
        visited = at_grid(rehearsal, "households_visited")
        about = {r.entry.id: (r.entry.campaign, r.entry.subject) for r in rehearsal.journal()}
        assert set(visited.values()) <= {1}
        assert max(Counter(about[entry] for entry in visited).values(), default=1) == 1
        assert all(n > 0 for n in at_grid(rehearsal, "leaflets_handed_out").values())


@settings(max_examples=40)
@given(story=stories(), cut=cuts)
def test_of_each_task_only_what_was_said_last_counts_whatever_came_in_first(
    stage: Stage, story: list[Said], cut: list[int]
) -> None:
    with stage.rehearsal() as rehearsal:
        play(rehearsal, story, cut)
        assert at_grid(rehearsal, "leaflets_left") == said_last(rehearsal)


@given(
    rounds=st.lists(st.tuples(st.integers(0, 3), st.none() | st.integers(0, 3)), min_size=2, max_size=5),
    cut=cuts,
)
def test_what_is_said_again_of_a_task_replaces_what_was_said_before(
    stage: Stage, rounds: list[tuple[int, int | None]], cut: list[int]
) -> None:
    said = [VISIT._replace(playbook="night_round", minute=m, leaflets=n, campaign=0) for m, n in rounds]
    owed = [Opening(0, "5117", 0, "night_round"), Registration(0, "g1", 0)]
    with stage.rehearsal() as rehearsal:
        play(rehearsal, [*said[:1], *owed, *said[1:], Correction(1, said[0])], cut)
        assert at_grid(rehearsal, "leaflets_left") == said_last(rehearsal)


@settings(max_examples=30)
@given(story=stories(), cut=cuts)
def test_no_line_of_the_journal_changes_once_it_stands(
    stage: Stage, story: list[Said], cut: list[int]
) -> None:
    with stage.rehearsal() as rehearsal:
        arriving = prepared(rehearsal, story)
        arrive(rehearsal, arriving[: len(story) // 2], cut)
        before = rehearsal.journal()
        arrive(rehearsal, arriving[len(story) // 2 :], cut)
        assert rehearsal.journal()[: len(before)] == before


def test_figures_follow_a_correction_on_the_day_of_the_first_entry(stage: Stage) -> None:
    late = VISIT._replace(minute=4, leaflets=5)
    with stage.rehearsal() as rehearsal:
        play(rehearsal, [VISIT, Correction(0, late)], [1])
        found = figures(rehearsal)
        assert found["leaflets_handed_out", "5117", DAY] == 5
        assert ("leaflets_handed_out", "5117", DAY + 1) not in found
        assert at_grid(rehearsal, "leaflets_handed_out") == {ident("entry", 0): 5}


def test_figures_follow_a_correction_to_another_place(stage: Stage) -> None:
    with stage.rehearsal() as rehearsal:
        play(rehearsal, [VISIT, Correction(0, VISIT._replace(grid="g3"))], [1])
        found = figures(rehearsal)
        assert {place for _, place, day in found if day >= SO_FAR} == {"g3", "t2", "511702", "5117"}
        assert found["households_visited", "t2", DAY] == 1


def test_the_last_correction_holds(stage: Stage) -> None:
    story = [VISIT, *(Correction(0, VISIT._replace(leaflets=n, minute=n)) for n in (9, 7, 4))]
    with stage.rehearsal() as rehearsal:
        play(rehearsal, story, range(9))
        assert at_grid(rehearsal, "leaflets_handed_out") == {ident("entry", 0): 9}


def test_a_household_first_reached_by_a_visit_corrected_away_is_reached_by_the_next(stage: Stage) -> None:
    """The next one lies on the next day, in another grid: the figure moves there."""
    again = Step(0, "g3", "visit", 3, 1, None, True)
    away = Correction(0, VISIT._replace(step="not_home"))
    for cut in (range(9), [2], ()):
        with stage.rehearsal() as rehearsal:
            play(rehearsal, [VISIT, again, away], cut)
            found = figures(rehearsal)
            assert at_grid(rehearsal, "households_visited") == {ident("entry", 1): 1}
            assert ("households_visited", "5117", DAY) not in found
            assert found["households_visited", "t2", DAY + 1] == 1


def test_an_earlier_visit_that_comes_late_takes_the_count(stage: Stage) -> None:
    with stage.rehearsal() as rehearsal:
        play(rehearsal, [VISIT._replace(minute=3), VISIT._replace(minute=0, grid="g2")], [1])
        assert at_grid(rehearsal, "households_visited") == {ident("entry", 1): 1}
        assert figures(rehearsal)["households_visited", "g2", DAY] == 1
