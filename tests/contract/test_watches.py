"""When the clock has a word to say of a task, minute by minute: what docs/spec/clocks.md says, on the pure course."""

from typing import Final

import msgspec
import pytest

from oneboard.foundation.calendar import Calendar
from oneboard.foundation.clock import MINUTE_MS
from oneboard.playbooks.loader import load
from oneboard.playbooks.schema import Playbook
from oneboard.playbooks.watches import first
from oneboard.projections.course import Course
from oneboard.projections.rows import StepRow, TaskRow
from oneboard.projections.threads import in_force
from oneboard.vocabulary.tasks import TaskOverdue
from tests.contract.care import CARE
from tests.contract.said import ident
from tests.contract.stage import ZONE

PLAYBOOK: Final = load(CARE, {}).playbook
CALENDAR: Final = Calendar(ZONE)

Taken = tuple[str, int] | tuple[str, int, str, int]


def task() -> TaskRow:
    return TaskRow(ident("task", 0), "care@1", None, None, "g1", None, 0, ident("entry", 0), "due", 0, None, "", "",
                   None, None, None, None, None, None, 1)  # fmt: skip


def step(n: int, taken: Taken) -> StepRow:
    """Name and minute; of the clock's words the state and the minute of the deadline, too."""
    name, minute, *said = taken
    fact = TaskOverdue(state=str(said[0]), due=int(said[1]) * MINUTE_MS) if said else {}
    answers = (
        '{"reason":"other"}' if name in ("@reopened", "@withdrawn") else msgspec.json.encode(fact).decode()
    )
    return StepRow(task().id, ident("step", n), None, None, "g1", "care@1", name, minute * MINUTE_MS, None, answers,
                   "", n)  # fmt: skip


def course(
    *steps: Taken, of: Playbook = PLAYBOOK, now: int = 0
) -> tuple[str, list[str], list[tuple[str, int]]]:
    """The state in the end, the effects in the order of the steps, and what is still to be said, by minute.

    `now`: what minute the clock shows.
    """
    rows = in_force([step(n, taken) for n, taken in enumerate(steps)])
    going = Course(task(), of, [row for _, row in rows], {of.key: of}, lambda _: CALENDAR, None)
    effects = {row.entry: going.take(row, at) for at, row in rows}
    watches = [(watch.what, watch.at // MINUTE_MS) for watch in going.watches(now * MINUTE_MS)]
    ordered = [effects[ident("step", n)] for n in range(len(steps))]
    return going.stand(1).state, ordered, sorted(watches, key=lambda watch: watch[1])


def test_of_a_new_task_the_reminder_comes_first() -> None:
    assert course() == ("due", [], [("reminded", 2), ("overdue", 4), ("elapsed", 9)])
    assert first(PLAYBOOK, 0, 3 * MINUTE_MS, CALENDAR) == 2 * MINUTE_MS


def test_a_step_begins_the_deadline_anew_and_not_the_time_for_the_whole() -> None:
    assert course(("check", 1)) == ("due", [""], [("reminded", 3), ("overdue", 5), ("elapsed", 9)])


@pytest.mark.parametrize("other", [0, 1])
def test_what_was_done_in_the_very_moment_was_done_in_time(other: int) -> None:
    """Whichever of the two ids is the smaller one."""
    steps: list[Taken] = [("check", 4), ("@overdue", 4, "due", 3)]
    _, effects, _ = course(*(reversed(steps) if other else steps))
    assert sorted(effects) == ["", "not_from:due"]
    assert course(("check", 5), ("@overdue", 4, "due", 3))[1] == ["", ""]


def test_what_was_said_is_not_said_again() -> None:
    assert course(("@reminded", 2, "due", 3))[2] == [("overdue", 4), ("elapsed", 9)]
    assert course(("@reminded", 2, "due", 3), ("@overdue", 4, "due", 3))[2] == [("elapsed", 9)]


def test_a_word_about_another_deadline_or_state_has_no_effect() -> None:
    assert course(("check", 2), ("@overdue", 4, "due", 3))[1] == ["", "not_from:due"]
    assert course(("@overdue", 4, "away", 3))[1] == ["not_from:due"]


def test_a_pause_puts_off_the_time_for_the_whole_unless_that_was_over_before() -> None:
    assert course(("leave", 3))[2] == [("reminded", 6)]
    assert ("elapsed", 13) in course(("leave", 3), ("come", 7))[2]
    assert ("elapsed", 9) in course(("leave", 10))[2]
    assert ("elapsed", 9) in course(("leave", 10), ("come", 15))[2]


def test_the_time_for_the_whole_ends_it_where_the_playbook_says() -> None:
    elapsed: Taken = ("@elapsed", 9, "due", 9)
    assert course(elapsed) == ("missed", [""], [("overdue", 11)])
    assert course(elapsed, ("leave", 10))[1] == ["", "not_from:missed"]
    assert course(("end", 8), elapsed)[1] == ["", "not_from:done"]
    assert course(("@elapsed", 8, "due", 8))[1] == ["not_from:due"]


def test_what_is_opened_again_has_its_whole_time_again() -> None:
    for reopened in ("again", "@reopened"):
        state, effects, watches = course(("end", 5), (reopened, 20))
        assert (state, effects) == ("due", ["", ""])
        assert watches == [("reminded", 22), ("overdue", 24), ("elapsed", 29)]


def test_of_what_is_over_nothing_is_said() -> None:
    assert course(("end", 1))[2] == []
    assert course(("@withdrawn", 1))[2] == []


WINDOWS: Final = load(
    CARE.replace(b"due: 3m", b"due: {windows: ['00:10-00:20', '00:30-00:40']}")
    .replace(b"within: {lasts: 9m, then: missed}", b"within: {lasts: 5d, then: missed}"), {}
).playbook  # fmt: skip
#: 1970-01-01, 08:00 in the city is minute 0: its windows end at these minutes, tomorrow's a day later.
ENDS: Final = (16 * 60 + 20, 16 * 60 + 40)
DAY: Final = 24 * 60


def test_of_windows_each_that_was_missed_is_told_and_reminded_of_before() -> None:
    first, second = ENDS
    overdue: Taken = ("@overdue", first + 1, "due", first)
    assert course(of=WINDOWS)[2][:2] == [("reminded", first - 1), ("overdue", first + 1)]
    assert course(overdue, of=WINDOWS)[2][:2] == [("reminded", second - 1), ("overdue", second + 1)]
    again: Taken = ("@overdue", second + 1, "due", second)
    assert course(overdue, again, of=WINDOWS)[1] == ["", ""]
    assert course(overdue, again, of=WINDOWS)[2][0] == ("reminded", first + DAY - 1)
    assert course(("@overdue", second, "due", second - 1), of=WINDOWS)[1] == ["not_from:due"]
    checked = course(("check", first + 5), overdue, again, of=WINDOWS)
    assert checked[1] == ["", "", ""], "the one between was checked late, and that one missed"
    assert course(("check", 30), overdue, of=WINDOWS)[1] == ["", ""], (
        "a check before the window is not one in it"
    )
    assert course(("check", first - 5), overdue, again, of=WINDOWS)[1] == ["", "not_from:due", ""]


def test_of_windows_that_passed_while_nobody_looked_the_last_is_told_alone() -> None:
    found = course(of=WINDOWS, now=ENDS[1] + 3 * DAY + 5)[2]
    assert ("overdue", ENDS[1] + 3 * DAY + 1) in found
    assert [what for what, _ in found].count("overdue") == 1
    assert ("overdue", ENDS[1] + 4 * DAY + 1) in course(of=WINDOWS, now=90 * DAY)[2], (
        "not behind the end of it all"
    )


def test_nobody_is_reminded_of_what_is_shorter_than_the_reminder() -> None:
    short = load(CARE.replace(b"remind: 1m", b"remind: 3m"), {}).playbook
    assert first(short, 0, 3 * MINUTE_MS, CALENDAR) == 4 * MINUTE_MS
