"""Marks and tallies (计数): what each observation adds to which indicator, where and on which day; and the totals.

Entries are taken one by one in the order of the journal, so that a mark does not depend on the group it came in.
A correction takes back what the entry counted and adds what it counts now. A distinct count is marked where its
subject was first reached; when an earlier visit comes in late, or that one is corrected away, the mark moves. So it
does for what is said last of a task.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final

from oneboard.foundation.rows import Change, Transaction
from oneboard.projections import balances
from oneboard.projections.counting import CORRECTED, LATE, LINES, MARKS, TALLIES, MarkRow, stretch_of
from oneboard.projections.ledger import Ledger, Spot
from oneboard.projections.reference import Reference
from oneboard.projections.rows import StepRow
from oneboard.projections.tallies import added_by
from oneboard.vocabulary.entry import Recorded

_ADD_TO_TALLIES: Final = TALLIES.add("n", "own")


def fold(
    transaction: Transaction,
    standing: Iterable[StepRow],
    brought: Sequence[StepRow],
    group: Sequence[Recorded],
    merged: Mapping[str, str],
    reference: Reference,
) -> None:
    """`standing`: all steps before the group in the threads of `brought`, and about the subjects it may reach.

    `merged`: the subject that another one is merged into; both are counted as that one.
    """
    if not brought:
        return
    ledger = Ledger(standing, merged, reference)
    recorded_at = {recorded.entry.id: recorded.recorded_at for recorded in group}
    marks = [
        MarkRow(
            step.seq * LINES + number, spot.entry, indicator, spot.place, spot.day, day_recorded, n,
            CORRECTED if spot.entry != step.entry else LATE if spot.day < day_recorded else 0,
        )
        for step in brought
        for day_recorded in (reference.day(recorded_at[step.entry]),)
        for number, (indicator, spot, n) in enumerate(ledger.enter(step))
    ]  # fmt: skip
    _write(transaction, marks, reference)


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
    for stretch, some in groupby(marks, key=lambda mark: stretch_of(mark.number // LINES)):
        lines = list(some)
        tallies = list(added_by(lines, reference))
        transaction.tell(
            Change(MARKS.insert, lines),
            Change(_ADD_TO_TALLIES, tallies),
            balances.kept(tallies, stretch, reference.leaves),
        )
