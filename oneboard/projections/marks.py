"""Marks and tallies (计数): what each observation adds to which indicator, where and on which day; and the totals.

Entries are taken one by one in the order of the journal, so that a mark does not depend on the group it came in.
A correction takes back what the entry counted and adds what it counts now. A distinct count is marked where its
subject was first reached; when an earlier visit comes in late, or that one is corrected away, the mark moves.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from oneboard.foundation.canonical import Value
from oneboard.foundation.rows import Change, Transaction
from oneboard.projections.counts import NO_CAMPAIGN, Submitted, contributions
from oneboard.projections.course import LACKS, is_said
from oneboard.projections.reference import Reference
from oneboard.projections.rows import MARKS, TALLIES, MarkRow, StepRow
from oneboard.projections.tallies import added_by
from oneboard.projections.threads import in_force
from oneboard.vocabulary.entry import Recorded

#: `Mark.number` is seq × LINES + line; no entry moves nearly as many counts.
LINES: Final = 1000

_ADD_TO_TALLIES: Final = TALLIES.add("n", "own")

_answers = msgspec.json.Decoder(dict[str, Value]).decode


class Key(NamedTuple):
    """What a distinct count counts once."""

    indicator: str
    campaign: str
    subject: str


class Spot(NamedTuple):
    """Where and when an entry counts; the smallest spot of a key is its first."""

    at: int
    entry: str
    place: str
    day: int


class Counted(NamedTuple):
    """What an entry counts for as it now stands: sums by indicator, and the keys it reaches."""

    spot: Spot
    sums: list[tuple[str, int]]
    keys: list[Key]


Line = tuple[str, Spot, int]


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
    ledger = _Ledger(standing, merged, reference)
    recorded_at = {recorded.entry.id: recorded.recorded_at for recorded in group}
    marks = [
        MarkRow(step.seq * LINES + number, spot.entry, indicator, spot.place, spot.day, day_recorded, n)
        for step in brought
        for day_recorded in (reference.day(recorded_at[step.entry]),)
        for number, (indicator, spot, n) in enumerate(ledger.enter(step))
    ]
    _write(transaction, marks, reference)


def move(
    transaction: Transaction,
    steps: Sequence[StepRow],
    merged: tuple[Mapping[str, str], Mapping[str, str]],
    recorded: Recorded,
    reference: Reference,
) -> None:
    """Counts anew what is counted once, when subjects came to be one or two: `merged` before and after."""
    before, after = (_Ledger(steps, one, reference).firsts() for one in merged)
    net: dict[tuple[Spot, str], int] = defaultdict(int)
    for firsts, n in ((before, -1), (after, 1)):
        for key, spot in firsts.items():
            net[spot, key.indicator] += n
    day_recorded = reference.day(recorded.recorded_at)
    lines = (line for line in sorted(net.items()) if line[1])
    marks = [
        MarkRow(recorded.seq * LINES + number, spot.entry, indicator, spot.place, spot.day, day_recorded, n)
        for number, ((spot, indicator), n) in enumerate(lines)
    ]
    _write(transaction, marks, reference)


def _write(transaction: Transaction, marks: Sequence[MarkRow], reference: Reference) -> None:
    tallies = list(added_by(marks, reference))
    transaction.tell(Change(MARKS.insert, marks), Change(_ADD_TO_TALLIES, tallies))


class _Ledger:
    """The versions each first entry has had, what it counts for, and every spot at which a key was reached."""

    def __init__(self, standing: Iterable[StepRow], merged: Mapping[str, str], reference: Reference) -> None:
        self._merged, self._reference = merged, reference
        self._versions: dict[str, list[StepRow]] = defaultdict(list)
        self._counted: dict[str, Counted] = {}
        self._spots: dict[Key, dict[str, Spot]] = defaultdict(dict)
        for step in standing:
            self._versions[step.corrects or step.entry].append(step)
        for root, versions in self._versions.items():
            self._stand(root, self._count(versions))

    def enter(self, step: StepRow) -> list[Line]:
        """Takes the step in and returns what it moves."""
        root = step.corrects or step.entry
        versions = self._versions[root]
        versions.append(step)
        before, after = self._counted.get(root), self._count(versions)
        keys = after.keys if before is None else list(dict.fromkeys(before.keys + after.keys))
        firsts = [(key, self._first(key)) for key in keys]
        self._stand(root, after)
        lines = _sums(before, after)
        for key, first in firsts:
            # Where nothing was reached before, this one is the first.
            now = self._first(key) if before or first else after.spot
            if now != first:
                lines += [(key.indicator, spot, n) for spot, n in ((first, -1), (now, 1)) if spot is not None]
        return lines

    def firsts(self) -> dict[Key, Spot]:
        return {key: min(spots.values()) for key, spots in self._spots.items() if spots}

    def _stand(self, root: str, counted: Counted) -> None:
        before = self._counted.get(root)
        for key in before.keys if before else ():
            del self._spots[key][root]
        for key in counted.keys:
            self._spots[key][root] = counted.spot
        self._counted[root] = counted

    def _first(self, key: Key) -> Spot | None:
        spots = self._spots[key]
        return min(spots.values()) if spots else None

    def _count(self, versions: Sequence[StepRow]) -> Counted:
        """As last corrected, on the day of the entry first recorded."""
        holding, root = versions[0], versions[0]
        if len(versions) > 1:
            [holding] = in_force(versions)
            root = next(version for version in versions if version.corrects is None)
        spot = Spot(root.at, root.entry, holding.place, self._reference.day(root.at))
        if holding.effect.startswith(LACKS) or is_said(holding):
            return Counted(spot, [], [])
        playbook = self._reference.playbooks[holding.playbook]
        check = self._reference.form(holding.playbook, holding.step)
        said = Submitted(holding.step, _answers(holding.answers), check.form if check else None)
        sums, distinct = contributions(playbook, said)
        if holding.subject is None:
            return Counted(spot, sums, [])
        campaign = holding.campaign or NO_CAMPAIGN
        subject = self._merged.get(holding.subject, holding.subject)
        return Counted(spot, sums, [Key(indicator, campaign, subject) for indicator in distinct])


def _sums(before: Counted | None, after: Counted) -> list[Line]:
    new = [(indicator, after.spot, n) for indicator, n in after.sums]
    if before is None:
        return new
    if (before.spot, before.sums) == (after.spot, after.sums):
        return []
    return [(indicator, before.spot, -n) for indicator, n in before.sums] + new
