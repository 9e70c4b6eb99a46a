"""Marks and tallies (计数): what each observation adds to which indicator, where and on which day; and the totals.

Entries are taken one by one in the order of the journal, so that a mark does not depend on the group it came in.
A correction takes back what the entry counted and adds what it counts now. A distinct count is marked where its
subject was first reached; when an earlier visit comes in late, or that one is corrected away, the mark moves. So it
does for what is said last of a task (`lasts`).
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Final, NamedTuple

from oneboard.foundation.rows import Change, Transaction
from oneboard.projections import balances
from oneboard.projections.counting import (
    CORRECTED,
    LATE,
    LINES,
    MARKS,
    TALLIES,
    MarkRow,
    first_of,
    stretch_of,
)
from oneboard.projections.lasts import Begun, Lasts
from oneboard.projections.ledger import Ledger, Line, Spot
from oneboard.projections.reference import Reference
from oneboard.projections.rows import StepRow, TaskRow
from oneboard.projections.tallies import added_by
from oneboard.vocabulary.entry import Recorded

_ADD_TO_TALLIES: Final = TALLIES.add("n", "own")


class Before(NamedTuple):
    """What there was before the group: `steps` in the threads that something happens to, `related` about the subjects
    that it may reach, by thread and entry; `tasks` by id.

    `merged`: the subject that another one is merged into; both are counted as that one.
    """

    steps: Mapping[tuple[str, str], StepRow]
    related: Mapping[tuple[str, str], StepRow]
    tasks: Mapping[str, TaskRow]
    merged: Mapping[str, str]


def fold(
    transaction: Transaction,
    before: Before,
    brought: Sequence[StepRow],
    begun: Sequence[Begun],
    group: Sequence[Recorded],
    reference: Reference,
) -> None:
    """`begun`: the tasks that came to be there by the group."""
    threads = {step.thread for step in before.steps.values()}.union(step.thread for step in brought)
    further = [step for one in begun if one.task.id not in threads for step in one.steps]
    begun = [one for one in begun if one.steps or one.task.id in threads]
    if not brought and not begun:
        return
    ledger = Ledger({**before.related, **before.steps}.values(), before.merged, reference)
    lasts = Lasts([*before.steps.values(), *further], before.tasks, reference)
    happened: list[tuple[int, str, StepRow | TaskRow]] = [(step.seq, "", step) for step in brought]
    happened += [(one.seq, one.task.id, one.task) for one in begun]
    by_seq: dict[int, list[Line]] = defaultdict(list)
    for seq, _, what in sorted(happened, key=itemgetter(0, 1)):
        if isinstance(what, StepRow):
            by_seq[seq] += ledger.enter(what)
            by_seq[seq] += lasts.enter(what)
        else:
            by_seq[seq] += lasts.begin(what)
    recorded = {one.seq: one for one in group}
    marks = [mark for seq, lines in by_seq.items() for mark in _marks(recorded[seq], lines, reference)]
    _write(transaction, marks, reference)


def _marks(recorded: Recorded, lines: Sequence[Line], reference: Reference) -> Iterator[MarkRow]:
    entry, day_recorded = recorded.entry.id, reference.day(recorded.recorded_at)
    for number, (indicator, spot, n) in enumerate(lines):
        came = CORRECTED if spot.entry != entry else LATE if spot.day < day_recorded else 0
        yield MarkRow(
            recorded.seq * LINES + number, spot.entry, indicator, spot.place, spot.day, day_recorded, n, came
        )


def move(
    transaction: Transaction,
    steps: Sequence[StepRow],
    merged: tuple[Mapping[str, str], Mapping[str, str]],
    recorded: Recorded,
    reference: Reference,
) -> None:
    """Counts anew what is counted once, when subjects came to be one or two: `merged` before and after."""
    before, after = (Ledger(steps, one, reference).firsts() for one in merged)
    net: dict[tuple[Spot, str], int] = defaultdict(int)
    for firsts, n in ((before, -1), (after, 1)):
        for key, spot in firsts.items():
            net[spot, key.indicator] += n
    day_recorded = reference.day(recorded.recorded_at)
    lines = (line for line in sorted(net.items()) if line[1])
    marks = [
        MarkRow(
            recorded.seq * LINES + number, spot.entry, indicator, spot.place, spot.day, day_recorded, n, CORRECTED
        )
        for number, ((spot, indicator), n) in enumerate(lines)
    ]  # fmt: skip
    _write(transaction, marks, reference)


def _write(transaction: Transaction, marks: Sequence[MarkRow], reference: Reference) -> None:
    start = 0
    while start < len(marks):
        stretch = stretch_of(marks[start].number // LINES)
        end = bisect_left(marks, first_of(stretch + 1) * LINES, start, key=attrgetter("number"))
        lines, start = marks[start:end], end
        tallies = list(added_by(lines, reference))
        transaction.tell(
            Change(MARKS.insert, lines),
            Change(_ADD_TO_TALLIES, tallies),
            balances.kept(tallies, stretch, reference.leaves),
        )
