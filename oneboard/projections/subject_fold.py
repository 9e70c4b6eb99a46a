"""The fold of registrations and changes: what a group makes of the subjects that it speaks of.

A subject that was ever changed is folded whole from its versions each time, so that any order of arrival ends in the
same rows. One that was only registered has no versions, and costs nothing more than its row.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from oneboard.foundation.rows import Transaction
from oneboard.projections import texts, versions
from oneboard.projections.brought import Brought
from oneboard.projections.presence import Presence, presence_of
from oneboard.projections.reference import Reference
from oneboard.projections.subject_rows import DepartureRow, FindRow, SubjectRow, TextRow, VersionRow
from oneboard.projections.subject_standing import Known, Written, load, told


class Touched(NamedTuple):
    """A subject as it stands now. `placed`: the places where this group puts it, with the moment of each.

    `seq`: the group's last entry that says where it is or whether it is there; 0 if none does. `anew`: a registration
    earlier than the one that stood before. `presence`: by all that is known of it now.
    """

    subject: SubjectRow
    fresh: bool
    anew: bool
    placed: list[tuple[str, int]]
    seq: int
    presence: Presence


def fold(transaction: Transaction, brought: Brought, reference: Reference) -> list[Touched]:
    if not brought.subjects and not brought.changes:
        return []
    registered: dict[str, list[SubjectRow]] = defaultdict(list)
    changes: dict[str, list[VersionRow]] = defaultdict(list)
    for subject in brought.subjects:
        registered[subject.id].append(subject)
    for change in brought.changes:
        changes[change.subject].append(change)
    ids = list(dict.fromkeys([*registered, *changes]))
    known, written = load(transaction, ids, changes), Written()
    folding = _Folding(known, written, brought.finds, reference)
    touched = [folding.fold(id_, registered.get(id_, []), changes.get(id_, [])) for id_ in ids]
    transaction.tell(*told(written))
    return [one for one in touched if one is not None]


class _Folding:
    def __init__(
        self, known: Known, written: Written, found_by: dict[str, dict[str, list[str]]], reference: Reference
    ) -> None:
        self._known, self._written, self._found_by = known, written, found_by
        # What was said to be at a grid that has been merged since is at the new one.
        self._heir = reference.heir

    def fold(
        self, id_: str, registered: Sequence[SubjectRow], changes: Sequence[VersionRow]
    ) -> Touched | None:
        before, waiting = self._known.subjects.get(id_), self._known.versions.get(id_, [])
        held = _held(before, registered)
        self._written.versions += changes
        first = held[-1] if held else before
        if first is None or not (held or changes):
            return None  # a change before the registration it builds on waits for it
        all_versions = self._versions(id_, first, held, waiting, changes) if waiting or changes else []
        subject = versions.folded(first, all_versions) if all_versions else first
        subject = replace(
            subject,
            place=self._heir(subject.place),
            number=before.number if before else held[0].number,
            merged_into=before.merged_into if before else None,
            changed_seq=max([s.changed_seq for s in held] + [c.seq for c in changes]),
        )
        moves = [c for c in changes if c.place is not None or c.closed is not None]
        touched = Touched(
            subject,
            before is None, before is not None and bool(held),
            [(s.place, s.at) for s in held]
            + [(v.place, v.at) for v in (all_versions if held else changes)
               if v.place is not None and v.register == subject.register],
            max([s.changed_seq for s in held] + [c.seq for c in moves], default=0),
            presence_of(first, all_versions),
        )  # fmt: skip
        self._write(touched, before, all_versions)
        return touched

    def _versions(
        self,
        id_: str,
        first: SubjectRow,
        held: Sequence[SubjectRow],
        waiting: Sequence[VersionRow],
        changes: Sequence[VersionRow],
    ) -> list[VersionRow]:
        """Its versions, the registration among them."""
        others = [version for version in waiting if version.seq != versions.SEEN_BY_ALL]
        if not held and len(others) < len(waiting):
            return [*waiting, *changes]
        if held:
            find = self._found_by.get(first.entry, {})
            self._written.dropped.append(id_)
        else:
            find = _hashes(self._known.finds.get(id_, []))
        registration = versions.of_registration(first, find)
        self._written.versions.append(registration)
        return [registration, *others, *changes]

    def _write(self, touched: Touched, before: SubjectRow | None, all_versions: Sequence[VersionRow]) -> None:
        subject, written = touched.subject, self._written
        written.subjects.append(subject)
        if before is None or before.readable != subject.readable:
            words = texts.words(versions.readable_of(subject.readable))
            written.texts.append(TextRow(subject.number, subject.id, words))
        if before is not None:
            written.renewed.append(subject.id)
        if all_versions:
            written.finds += versions.finds(subject.id, all_versions)
        else:
            written.finds += [
                FindRow(subject.id, path, hash_, subject.scope)
                for path, hashes in self._found_by.get(subject.entry, {}).items()
                for hash_ in hashes
            ]
        # What was registered once and never changed has been nowhere else.
        if touched.seq and (before is not None or all_versions or len(touched.placed) > 1):
            self._write_departures(touched, before, all_versions)

    def _write_departures(
        self, touched: Touched, before: SubjectRow | None, all_versions: Sequence[VersionRow]
    ) -> None:
        subject = touched.subject
        departures = self._known.departures.get(subject.id, [])
        been = {place for place, _ in touched.placed}.union(d.place for d in departures)
        been.update(v.place for v in all_versions if v.place)
        been.update([before.place] if before else ())
        if left := set(map(self._heir, been)) - {subject.place}:
            self._written.departures += [
                DepartureRow(place, subject.id, touched.seq) for place in sorted(left)
            ]
        if departures:
            self._written.left.append(subject.id)


def _held(before: SubjectRow | None, registered: Sequence[SubjectRow]) -> list[SubjectRow]:
    """Of several registrations of one id the earliest holds, whichever came first. Those that held when they came."""
    held = []
    for subject in registered:
        if before is None or (subject.at, subject.entry) < (before.at, before.entry):
            before = subject
            held.append(subject)
    return held


def _hashes(finds: Sequence[FindRow]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for find in sorted(finds, key=lambda f: (f.path, f.hash)):
        found[find.path].append(find.hash)
    return found
