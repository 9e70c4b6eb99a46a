"""What docs/spec/playbooks.md says of tasks that a publication moves: set-based, replayed, and late entries agree."""

from collections.abc import Sequence
from typing import Any

import msgspec
from hypothesis import given, settings

from oneboard.foundation.clock import DAY_MS, moment
from oneboard.foundation.ids import derived_id
from oneboard.intake.imports.playbooks import Files
from oneboard.playbooks.bundles import encode
from oneboard.projections.flow import refold_threads
from oneboard.projections.moves import MOVED
from oneboard.projections.rows import STEPS, TASKS
from oneboard.projections.timetable import NOTICES
from oneboard.recorder.preparation import Candidate
from oneboard.vocabulary.content import PlaybookPublished
from oneboard.vocabulary.entry import NODE, ActorRef, Submission
from tests.contract.care import look
from tests.contract.playing import Arriving, arrive, prepared
from tests.contract.said import RECEIVED, Opening, Registration, Said, Step
from tests.contract.stage import Rehearsal, Rows, Stage, differences
from tests.contract.stories import cuts, stories
from tests.playbooks import VISIT, bundled

#: Another deadline where a visit is owed, and another name for where it is owed again.
SECOND = Files(
    VISIT.source.replace(b"version: 1", b"version: 2")
    .replace(b"due: 3d", b"due: 2d")
    .replace(b"revisit", b"again"),
    VISIT.forms,
)

#: When it is published: behind all that a story says.
LATER = RECEIVED + 30 * DAY_MS


#: The same deadline, of which the clock has something to say.
WATCHED = Files(
    VISIT.source.replace(b"version: 1", b"version: 2").replace(
        b"due: 3d", b"due: 3d, remind: 1d, overdue: {tell: [town_dispatcher], open: {playbook: call}}"
    ),
    VISIT.forms,
)


def publish(rehearsal: Rehearsal, files: Files = SECOND) -> None:
    rehearsal.clock = LATER
    blob = rehearsal.pen.blobs.put(encode(bundled(files)))
    fact = PlaybookPublished(name="household_visit", version=2, blob=blob, moves="open_tasks")
    submission = Submission(
        id=derived_id("test", "second"), kind=fact.kind, actor=ActorRef(party="node"), device=NODE, device_seq=0,
        happened_at=moment(LATER), playbook="household_visit@2", fact=msgspec.Raw(msgspec.json.encode(fact)),
    )  # fmt: skip
    rehearsal.command(rehearsal.prepared([Candidate(submission, LATER)]))


def tasks(rows: Rows) -> set[Any]:
    return {
        (t.id, t.playbook, t.state, t.since, t.due, t.withdrawn, t.assigned)
        for t in TASKS.rows(rows[TASKS.name])
    }


def in_two(arriving: Arriving) -> tuple[Arriving, Arriving]:
    """What opens tasks, and what is said of them."""
    first = [one for one in arriving if isinstance(one[0], Registration | Opening)]
    return first, [one for one in arriving if not isinstance(one[0], Registration | Opening)]


@settings(max_examples=30)
@given(story=stories(closing=False), cut=cuts, again=cuts)
def test_what_is_moved_at_once_is_what_the_fold_makes_of_each(
    stage: Stage, story: list[Said], cut: list[int], again: list[int]
) -> None:
    with stage.rehearsal() as rehearsal:
        first, then = in_two(prepared(rehearsal, story))
        arrive(rehearsal, [*first, *then[::2]], cut)
        publish(rehearsal)
        moved = rehearsal.rows()
        refold_threads(
            rehearsal.transaction,
            [t.id for t in TASKS.rows(moved[TASKS.name])],
            rehearsal.journal()[-1],
            rehearsal.reference,
        )
        assert differences(rehearsal.rows(), moved) == {}
        arrive(rehearsal, then[1::2], cut)
        rows = rehearsal.rows()
        for grouping in (range(1000), (), again):
            assert differences(rehearsal.replayed(grouping), rows) == {}


@settings(max_examples=30)
@given(story=stories(closing=False), cut=cuts)
def test_what_happened_before_and_is_heard_of_later_ends_in_the_same_tasks(
    stage: Stage, story: list[Said], cut: list[int]
) -> None:
    found = []
    for late in (False, True):
        with stage.rehearsal() as rehearsal:
            first, then = in_two(prepared(rehearsal, story))
            arrive(rehearsal, first if late else [*first, *then], cut)
            publish(rehearsal)
            if late:
                arrive(rehearsal, then, cut)
            found.append(tasks(rehearsal.rows()))
    assert found[0] == found[1]


def test_a_state_that_the_new_version_has_not_stays_with_the_old_one_and_what_was_due_stays_due(
    stage: Stage,
) -> None:
    story: Sequence[Said] = [
        Registration(0, "g1", 0), Registration(1, "g1", 0), Opening(0, "5117", 0),
        Step(0, "g1", "not_home", 1, 1, 0, True),
    ]  # fmt: skip
    with stage.rehearsal() as rehearsal:
        arrive(rehearsal, prepared(rehearsal, story))
        before = {task.id: task for task in TASKS.rows(rehearsal.rows()[TASKS.name])}
        publish(rehearsal)
        rows = rehearsal.rows()
        after = {task.id: task for task in TASKS.rows(rows[TASKS.name])}
        assert {(task.state, task.playbook) for task in after.values()} == {
            ("revisit", "household_visit@1"), ("to_visit", "household_visit@2"),
        }  # fmt: skip
        assert {id_: task.due for id_, task in after.items()} == {
            id_: task.due for id_, task in before.items()
        }
        assert [step.thread for step in STEPS.rows(rows[STEPS.name]) if step.step == MOVED] == [
            id_ for id_, task in after.items() if task.state == "to_visit"
        ]


def test_what_the_new_version_has_the_clock_look_at_is_looked_at_when_it_was_moved(stage: Stage) -> None:
    with stage.rehearsal() as rehearsal:
        arrive(rehearsal, prepared(rehearsal, [Registration(0, "g1", 0), Opening(0, "5117", 0)]))
        assert [task.next_at for task in TASKS.rows(rehearsal.rows()[TASKS.name])] == [None]
        publish(rehearsal, WATCHED)
        moved = rehearsal.rows()
        [task] = TASKS.rows(moved[TASKS.name])
        assert (task.playbook, task.next_at) == ("household_visit@2", LATER), "it has been due for a month"
        refold_threads(rehearsal.transaction, [task.id], rehearsal.journal()[-1], rehearsal.reference)
        assert differences(rehearsal.rows(), moved) == {}
        assert len(look(rehearsal, LATER)) == 1, "nobody is reminded of what has passed"
        rows = rehearsal.rows()
        [notice] = NOTICES.rows(rows[NOTICES.name])
        assert (notice.role, notice.kind, notice.at, notice.due) == (
            "town_dispatcher", "overdue", LATER, task.due,
        )  # fmt: skip
        assert [t.opener for t in TASKS.rows(rows[TASKS.name]) if t.playbook == "call@1"] == [task.id]
        assert differences(rehearsal.replayed(range(99)), rows) == {}
