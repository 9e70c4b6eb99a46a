"""A stage for the laws: a small ground on a real store, and rehearsals on it that are rolled back.

A rehearsal judges, appends and folds exactly as the writer does, group by group, but inside one transaction that is
never committed: every example of a property test starts from the same rows, in a few milliseconds, on either store.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from operator import attrgetter
from typing import Any, Final
from unittest import mock

import msgspec

from oneboard.access.actor import Actor
from oneboard.access.routes import Call
from oneboard.foundation.ids import derived_id
from oneboard.foundation.rows import Query, Transaction, both
from oneboard.foundation.settings import Settings
from oneboard.intake.desk.command import Statement, record
from oneboard.journal import book
from oneboard.playbooks.bundles import encode
from oneboard.projections import fold as folding
from oneboard.projections.reference import Reference, empty
from oneboard.projections.rows import ALL
from oneboard.recorder import group as groups
from oneboard.recorder import recorder
from oneboard.recorder.preparation import Candidate, Sealer
from oneboard.recorder.prepared import Outcome, Prepared
from oneboard.recorder.recorder import Recorder, open_store
from oneboard.recorder.sameness import same_content
from oneboard.vocabulary.content import PlaybookPublished, RegisterPublished
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.places import PlaceRegistered
from tests.playbooks import CALL, REGISTER, ROUND, VISIT, bundled

HOUSEHOLDS: Final = REGISTER.read_text()

#: Place, level, parent: two grids in one town, a third in another.
GROUND: Final = (
    ("5117", "city", None), ("511702", "county", "5117"), ("t1", "town", "511702"), ("t2", "town", "511702"),
    ("g1", "grid", "t1"), ("g2", "grid", "t1"), ("g3", "grid", "t2"),
)  # fmt: skip

#: When the ground was prepared, on our clock: before every story.
DAWN: Final = 1_772_000_000_000

ZONE: Final = "Asia/Shanghai"

Rows = dict[str, list[tuple[Any, ...]]]


class RolledBack(Exception):
    """Ends a rehearsal."""


class Rehearsal:
    def __init__(self, pen: Recorder, transaction: Transaction, reference: Reference, clock: int) -> None:
        self.pen, self.transaction, self.reference = pen, transaction, reference
        #: What the recorder's clock shows; it stands still until it is moved.
        self.clock = clock

    def prepared(self, candidates: Sequence[Candidate], received_at: int | None = None) -> list[Prepared]:
        return Sealer(self.pen.keyring, self.reference, received_at or self.clock, 0).prepare(candidates)

    def observe(self, entries: Sequence[Prepared]) -> list[Outcome]:
        """One group of observations, as the writer takes it."""
        group = self._group()
        with self._time():
            group.open(entries)
        for entry in entries:
            group.observe(entry)
        self.reference = group.close(self.reference, self.pen.blobs.get)
        return [group.outcome_of(entry) for entry in entries]

    def command(self, entries: Sequence[Prepared]) -> None:
        """What a desk command comes to, in a group of its own."""
        group = self._group()
        with self._time():
            group.open_for(entries[0].id)
        group.record_all(entries, [])
        self.reference = group.close(self.reference, self.pen.blobs.get)

    def journal(self) -> list[Recorded]:
        [records] = self.transaction.ask(Query(book.LINES.everything))
        return [
            Recorded(line.seq, line.recorded_at, groups.decode_entry(line.body))
            for line in sorted(book.LINES.rows(records), key=attrgetter("seq"))
        ]

    def rows(self) -> Rows:
        """Every row of every read model."""
        found = self.transaction.ask(*(Query(table.everything) for table in ALL))
        return {table.name: sorted(rows, key=repr) for table, rows in zip(ALL, found, strict=True)}

    def replayed(self, cuts: Sequence[int]) -> Rows:
        """Every row as folded anew from the journal, in groups that end behind these numbers of entries."""
        for table in ALL:
            self.transaction.tell(Query(both(f"DELETE FROM {table.name}")))
        journal = self.journal()
        reference = msgspec.structs.replace(
            empty(ZONE),
            playbooks=self.reference.playbooks,
            declared=self.reference.declared,
            forms=self.reference.forms,
            senses=self.reference.senses,
            publications=self.reference.publications,
        )
        for group in grouped(journal, cuts):
            reference = folding.fold(self.transaction, group, reference, self.pen.blobs.get)
        return self.rows()

    def _group(self) -> groups.Group:
        return groups.Group(self.transaction, lambda p, entry: same_content(self.pen.keyring, p, entry))

    def _time(self) -> Any:
        return mock.patch.object(groups, "now_ms", lambda: self.clock)


class Stage:
    """The ground of `GROUND` with three playbooks, and the recorder that recorded it."""

    def __init__(self, pen: Recorder) -> None:
        self.pen = pen
        with mock.patch.object(groups, "now_ms", lambda: DAWN):
            self._prepare_ground()
        self.reference = pen.reference()
        self.store = open_store()
        with self.rehearsal() as rehearsal:
            #: What stands before any rehearsal.
            self.journal = rehearsal.journal()

    def _prepare_ground(self) -> None:
        for place, level, parent in GROUND:
            self._say(Statement(fact=PlaceRegistered(level=level, name=place, parent=parent), place=place))
        declared = RegisterPublished(
            name="households", version=1, blob=self.pen.blobs.put(HOUSEHOLDS.encode())
        )
        self._say(Statement(fact=declared))
        for name, files in (("household_visit", VISIT), ("night_round", ROUND), ("call", CALL)):
            published = PlaybookPublished(
                name=name, version=1, blob=self.pen.blobs.put(encode(bundled(files)))
            )
            self._say(Statement(fact=published, playbook=f"{name}@1"))

    @contextmanager
    def rehearsal(self) -> Iterator[Rehearsal]:
        try:
            with self.store.begin() as transaction:
                yield Rehearsal(self.pen, transaction, self.reference, DAWN)
                raise RolledBack
        except RolledBack:
            pass

    def _say(self, said: Statement) -> None:
        call = Call(Actor(party="node"), None, None, None, "zh", DAWN)
        record(call, derived_id("test", said.place or said.playbook or ""), [said], lambda: None)


@contextmanager
def opened(settings: Settings) -> Iterator[Stage]:
    pen = recorder.start(settings.home, ZONE)
    try:
        stage = Stage(pen)
        yield stage
        stage.store.close()
    finally:
        recorder.stop()


def grouped(items: Sequence[Any], cuts: Sequence[int]) -> Iterator[Sequence[Any]]:
    """The items cut behind these positions."""
    edges = [0, *sorted({cut % (len(items) + 1) for cut in cuts}), len(items)]
    for start, end in pairwise(edges):
        if start < end:
            yield items[start:end]


def differences(one: Rows, other: Rows) -> dict[str, tuple[list[Any], list[Any]]]:
    """By table, the rows that only the one has and those that only the other has."""
    return {
        name: (
            [row for row in one[name] if row not in other[name]],
            [row for row in other[name] if row not in one[name]],
        )
        for name in one
        if one[name] != other[name]
    }
