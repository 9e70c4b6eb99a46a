"""The ledger (计数账) of a fold: what each entry counts for as it now stands, and what moves when another comes in.

Pure. A step that was taken back, or that lacks its evidence, counts for nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from oneboard.foundation.ids import NIL_ID
from oneboard.projections import slots
from oneboard.projections.reference import Reference
from oneboard.projections.rows import StepRow
from oneboard.projections.said import LACKS, is_said
from oneboard.projections.threads import in_force


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
    sums: Sequence[tuple[str, int]] = ()
    keys: Sequence[Key] = ()


Line = tuple[str, Spot, int]


class Ledger:
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
        if before is None:
            return self._enter_new(root, after)
        firsts = [(key, self._first(key)) for key in dict.fromkeys([*before.keys, *after.keys])]
        self._stand(root, after)
        lines = _sums(before, after)
        for key, first in firsts:
            now = self._first(key)
            if now != first:
                lines += [(key.indicator, spot, n) for spot, n in ((first, -1), (now, 1)) if spot is not None]
        return lines

    def _enter_new(self, root: str, counted: Counted) -> list[Line]:
        """Of an entry that was not heard of before: nearly all are, and there is nothing to take back but a first."""
        spot = counted.spot
        lines = [(indicator, spot, n) for indicator, n in counted.sums]
        for key in counted.keys:
            first = self._first(key)
            if first is None:
                lines.append((key.indicator, spot, 1))
            elif spot < first:
                lines += [(key.indicator, first, -1), (key.indicator, spot, 1)]
        self._stand(root, counted)
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
            [(_, holding)] = in_force(versions)
            root = next(version for version in versions if version.corrects is None)
        spot = spot_of(root, holding.place, self._reference)
        if holding.effect.startswith(LACKS) or is_said(holding):
            return Counted(spot)
        means = self._reference.meaning(holding.playbook, holding.step, holding.answers)
        if holding.subject is None or not means.distinct:
            return Counted(spot, means.sums)
        campaign = holding.campaign or NIL_ID
        subject = self._merged.get(holding.subject, holding.subject)
        return Counted(spot, means.sums, [Key(indicator, campaign, subject) for indicator in means.distinct])


def spot_of(root: StepRow, place: str, reference: Reference) -> Spot:
    """`root`: the entry first recorded. Its day is the one that its slot is for, where its playbook says so."""
    slot = slots.slot_of(root, reference)
    return Spot(root.at, root.entry, place, reference.day(root.at if slot is None else slot))


def _sums(before: Counted, after: Counted) -> list[Line]:
    if (before.spot, before.sums) == (after.spot, after.sums):
        return []
    taken_back: list[Line] = [(indicator, before.spot, -n) for indicator, n in before.sums]
    return taken_back + [(indicator, after.spot, n) for indicator, n in after.sums]
