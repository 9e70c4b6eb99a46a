"""Law 3 with the clock amid: whatever it said before it knew, in the end only what was not done in time stands."""

from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from oneboard.projections.rows import STEPS, TASKS, StepRow, TaskRow
from oneboard.projections.timetable import NOTICES
from tests.contract.care import LAST, Look, Said, begin, looks, ms, numbered, play, stories, with_doors
from tests.contract.stage import Rows, Stage, differences
from tests.contract.stories import cuts


def tasks_of(rows: Rows) -> dict[str, TaskRow]:
    return {row.id: row for row in TASKS.rows(rows[TASKS.name])}


def steps_of(rows: Rows) -> list[StepRow]:
    return STEPS.rows(rows[STEPS.name])


def going_on(rows: Rows) -> dict[str, Any]:
    """By id, the tasks of the campaign that are not over, without `seq`."""
    return {
        t.id: (t.state, t.since, t.due, t.next_at)
        for t in tasks_of(rows).values()
        if t.playbook == "care@1" and t.state != "done" and not t.withdrawn
    }


def whole(rows: Rows) -> dict[str, Any]:
    """All of it but `seq`."""
    return {
        "tasks": {msgspec.structs.astuple(t)[:-1] for t in tasks_of(rows).values()},
        "steps": {msgspec.structs.astuple(s)[:-1] for s in steps_of(rows)},
        "notices": {msgspec.structs.astuple(n)[:-1] for n in NOTICES.rows(rows[NOTICES.name])},
    }


@settings(max_examples=60)
@given(story=stories, when=looks, again=looks, cut=cuts, data=st.data())
def test_in_any_order_of_arrival_and_whenever_the_clock_looked_what_goes_on_goes_on_in_the_same_state(
    stage: Stage, story: list[Said], when: list[tuple[int, Look]], again: list[tuple[int, Look]],
    cut: list[int], data: st.DataObject,
) -> None:  # fmt: skip
    """Of what is over by then, the clock may have said that it was late, or came too late itself to say it."""
    entries = numbered(story)
    with stage.rehearsal() as rehearsal:
        begin(rehearsal)
        play(rehearsal, entries, dict(when))
        rows = rehearsal.rows()
        assert all(task.next_at is None or task.next_at > ms(LAST.minute) for task in tasks_of(rows).values())
        assert differences(rehearsal.replayed(cut), rows) == {}
    with stage.rehearsal() as rehearsal:
        begin(rehearsal)
        play(rehearsal, data.draw(st.permutations(entries)), dict(again))
        assert going_on(rehearsal.rows()) == going_on(rows)


@settings(max_examples=40)
@given(story=with_doors, when=looks, data=st.data())
def test_the_clocks_words_may_arrive_in_any_order_as_others_do(
    stage: Stage, story: list[Said], when: list[tuple[int, Look]], data: st.DataObject
) -> None:
    with stage.rehearsal() as rehearsal:
        begin(rehearsal)
        entries = play(rehearsal, numbered(story), dict(when))
        expected = whole(rehearsal.rows())
    with stage.rehearsal() as rehearsal:
        begin(rehearsal)
        for entry in data.draw(st.permutations(entries)):
            rehearsal.observe([entry])
        assert whole(rehearsal.rows()) == expected
