"""Law 3: any order of arrival of the same submissions gives the same read models, apart from the recorded order."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from oneboard.projections.counting import MARKS, SO_FAR, TALLIES
from oneboard.projections.rows import STEPS, SUBJECTS, TASKS
from tests.contract.playing import arrive, prepared
from tests.contract.said import Opening, Registration, Said
from tests.contract.stage import Rows, Stage
from tests.contract.stories import cuts, stories


def meaning(rows: Rows) -> dict[str, Any]:
    """What the read models say, without `seq` and what hangs on the day of recording."""
    net: Counter[tuple[Any, ...]] = Counter()
    for mark in MARKS.rows(rows[MARKS.name]):
        net[mark.indicator, mark.entry, mark.place, mark.day] += mark.n
    return {
        "subjects": {(s.id, s.place, s.at, s.entry) for s in SUBJECTS.rows(rows[SUBJECTS.name])},
        "tasks": {
            (
                t.id,
                t.playbook,
                t.place,
                t.subject,
                t.opened_at,
                t.state,
                t.since,
                t.due,
                t.void,
                t.withdrawn,
                t.opener,
                t.first_due,
                t.assigned,
            )
            for t in TASKS.rows(rows[TASKS.name])
        },
        "steps": {(s.entry, s.thread, s.step, s.at, s.effect) for s in STEPS.rows(rows[STEPS.name])},
        "tallies": {row for row in rows[TALLIES.name] if any(row[-2:]) and row[2] >= SO_FAR},
        "marks": {key: n for key, n in net.items() if n},
    }


def ground(grid: str) -> tuple[str, ...]:
    return ("5117", "t2" if grid == "g3" else "t1", grid)


def moves_out(story: Sequence[Said]) -> bool:
    """Whether a subject is registered both inside and outside the ground of a campaign."""
    openings = [said for said in story if isinstance(said, Opening)]
    registrations = [said for said in story if isinstance(said, Registration)]
    return any(
        len({o.place in ground(r.grid) for r in registrations if r.home == home}) == 2
        for o in openings
        for home in range(3)
    )


@settings(max_examples=40)
@given(story=stories(closing=False), cut=cuts, again=cuts, data=st.data())
def test_any_order_of_arrival_gives_the_same_read_models(
    stage: Stage, story: list[Said], cut: list[int], again: list[int], data: st.DataObject
) -> None:
    assume(not moves_out(story))
    with stage.rehearsal() as rehearsal:
        arriving = prepared(rehearsal, story)
        arrive(rehearsal, arriving, cut)
        expected = meaning(rehearsal.rows())
    shuffled = data.draw(st.permutations(arriving))
    with stage.rehearsal() as rehearsal:
        prepared(rehearsal, [])
        arrive(rehearsal, shuffled, again)
        assert meaning(rehearsal.rows()) == expected
