"""One group: what the entries of up to 64 batches become, worked out and written in one transaction.

Law 2: sending twice changes nothing, and an outcome moves only forward. Law 3: nothing a phone observed is refused.
"""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from oneboard.foundation.clock import now_ms
from oneboard.foundation.rows import Change, Query, Transaction
from oneboard.journal import book
from oneboard.journal.blocks import LineRow
from oneboard.journal.book import HeadRow
from oneboard.projections import fold as folding
from oneboard.projections import reach
from oneboard.projections.reach import Doubt, Reach
from oneboard.projections.reference import Reference
from oneboard.projections.referring import current
from oneboard.recorder import kept
from oneboard.recorder.ancestry import fault_of_correction, parents_of
from oneboard.recorder.kept import KeptRow
from oneboard.recorder.prepared import Outcome, Prepared
from oneboard.vocabulary.entry import Entry, Recorded

#: Whether what was prepared now says the same as an entry recorded before, whichever key hashed either.
SameContent = Callable[[Prepared, Entry], bool]

decode_entry = msgspec.json.Decoder(Entry).decode


class Group:
    """The state of one group inside its transaction: what was known, what is new, what each entry became."""

    def __init__(self, transaction: Transaction, same_content: SameContent) -> None:
        self.transaction = transaction
        self.head = book.EMPTY
        self.time = 0
        self.changes: list[Change | Query] = []
        self._same_content = same_content
        self._reach = Reach()
        self._lines: dict[str, LineRow] = {}
        self._kept: dict[str, list[KeptRow]] = {}
        self._awaiting: list[KeptRow] = []
        self._held: dict[str, KeptRow] = {}
        self._new: dict[str, tuple[Recorded, bytes]] = {}
        self._outcomes: dict[tuple[str, str], Outcome] = {}
        self._keys_of: dict[str, list[tuple[str, str]]] = {}

    def open(self, entries: Iterable[Prepared]) -> None:
        """Takes the lock, and asks in the same round trip for all that these entries may meet."""
        entries = list(entries)
        ids = sorted({p.id for p in entries})
        said = [p.entry for p in entries if p.entry and not p.reason]
        related = {parent for p in entries if p.entry for parent in parents_of(p.entry)}
        head, lines, kept_records, awaiting, *found = self.transaction.ask(
            book.LOCK_HEAD,
            book.known(sorted(related.union(ids))),
            kept.of_entries(ids),
            kept.waiting_for(ids),
            *reach.questions(said),
        )
        self.head = HeadRow(*head[0])
        self.time = max(now_ms(), self.head.recorded_at)
        self._lines = {line.id: line for line in book.LINES.rows(lines)}
        self._awaiting = kept.rows(awaiting)
        for row in kept.rows(kept_records):
            self._kept.setdefault(row.entry, []).append(row)
        self._reach.look(self.transaction, said, *found)

    def open_for(self, command: str) -> None:
        """Takes the lock for a desk command."""
        head, lines = self.transaction.ask(book.LOCK_HEAD, book.known([command]))
        self.head = HeadRow(*head[0])
        self.time = max(now_ms(), self.head.recorded_at)
        self._lines = {line.id: line for line in book.LINES.rows(lines)}

    def record_all(self, entries: Sequence[Prepared], changes: Sequence[Change | Query]) -> list[Outcome]:
        """What a command came to; whatever waited for one of these entries is woken by `close`."""
        self.changes += changes
        [awaiting] = self.transaction.ask(kept.waiting_for([p.id for p in entries]))
        self._awaiting = kept.rows(awaiting)
        return [self.record(p.entry, p.body) for p in entries if p.entry]

    def observe(self, prepared: Prepared) -> None:
        """Records, holds or quarantines an observation that was not here before."""
        key = prepared.key
        if key not in self._outcomes:
            self._outcomes[key] = self._before(prepared) or self._judge(prepared)

    def outcome_of(self, prepared: Prepared) -> Outcome:
        return self._outcomes[prepared.key]

    def record(self, entry: Entry, body: bytes) -> Outcome:
        recorded = Recorded(self.head.seq + len(self._new) + 1, self.time, entry)
        self._new[entry.id] = (recorded, body)
        return _recorded(entry.id, recorded.seq, self.time)

    def line(self, id_: str) -> LineRow | None:
        return self._lines.get(id_)

    def close(self, reference: Reference, blob: Callable[[str], bytes]) -> Reference:
        """Appends and folds what is new, and writes what is kept. Returns the reference as of the group's end."""
        self._wake()
        for row in self._held.values():
            self.changes += kept.hold(row)
        self.transaction.tell(*self.changes)
        if not self._new:
            return reference
        reference = current(self.transaction, self.head.reference_seq, reference)
        group = [recorded for recorded, _ in self._new.values()]
        folded = folding.fold(self.transaction, group, reference, blob, self._reach.tasks)
        self.transaction.tell(*book.append(self.head, list(self._new.values()), folded.seq))
        return folded

    def _before(self, prepared: Prepared) -> Outcome | None:
        """What became of this entry when it came before; a clash where the id came with something else."""
        new, line = self._new.get(prepared.id), self._lines.get(prepared.id)
        if new is not None and self._same_content(prepared, new[0].entry):
            return _recorded(prepared.id, new[0].seq, new[0].recorded_at)
        if line is not None and self._same_content(prepared, decode_entry(line.body)):
            return _recorded(prepared.id, line.seq, line.recorded_at)
        rows = self._kept.get(prepared.id, [])
        for row in rows:
            if row.id == prepared.kept_id or (
                row.body and self._same_content(prepared, decode_entry(row.body))
            ):
                self._keys_of.setdefault(row.id, []).append(prepared.key)
                return Outcome(prepared.id, row.state, reason=row.reason, detail=row.detail)
        return self._quarantine(prepared, Doubt("entry.clash")) if new or line or rows else None

    def _judge(self, prepared: Prepared) -> Outcome:
        entry = prepared.entry
        if entry is None or prepared.reason:
            return self._quarantine(prepared, Doubt(prepared.reason, prepared.detail))
        if missing := self._missing(entry):
            row = kept.row(prepared, kept.HELD, "parent.missing", " ".join(missing))
            self._held[row.id] = row
            self._keys_of[row.id] = [prepared.key]
            self._kept.setdefault(entry.id, []).append(row)
            return Outcome(entry.id, kept.HELD, reason=row.reason, detail=row.detail)
        if fault := self._fault(entry):
            return self._quarantine(prepared, fault)
        return self.record(entry, prepared.body)

    def _missing(self, entry: Entry) -> list[str]:
        return [id_ for id_ in parents_of(entry) if id_ not in self._lines and id_ not in self._new]

    def _fault(self, entry: Entry) -> Doubt | None:
        """Why a person must look at an entry that nothing at the door spoke against."""
        if entry.corrects is not None:
            new = self._new.get(entry.corrects)
            first = new[0].entry if new else decode_entry(self._lines[entry.corrects].body)
            if wrong := fault_of_correction(entry, first):
                return Doubt("correction.mismatch", wrong, entry.place)
        return self._reach.fault(entry)

    def _quarantine(self, prepared: Prepared, why: Doubt) -> Outcome:
        row = kept.row(prepared, kept.QUARANTINED, why.reason, why.detail, why.place)
        self._kept.setdefault(prepared.id, []).append(row)
        self.changes += kept.quarantine(row)
        return Outcome(prepared.id, row.state, reason=why.reason, detail=why.detail)

    def _wake(self) -> None:
        """Records the held entries for which the last parent came, and those that waited for them in turn."""
        waiting = {row.id: row for row in self._awaiting} | self._held
        while waiting:
            entries = {id_: decode_entry(row.body or "") for id_, row in waiting.items()}
            parents = {parent for entry in entries.values() for parent in parents_of(entry)}
            [lines] = self.transaction.ask(book.known(sorted(parents)))
            self._lines |= {line.id: line for line in book.LINES.rows(lines)}
            ready = [id_ for id_ in sorted(waiting) if not self._missing(entries[id_])]
            if not ready:
                return
            self._reach.look(self.transaction, [entries[id_] for id_ in ready])
            woken = [self._release(waiting.pop(id_), entries[id_]) for id_ in ready]
            [next_rows] = self.transaction.ask(kept.waiting_for(woken))
            waiting |= {row.id: row for row in kept.rows(next_rows)}

    def _release(self, row: KeptRow, entry: Entry) -> str:
        """Returns the entry's id, for whatever waits for it."""
        fault = self._fault(entry)
        held_just_now = self._held.pop(row.id, None) is not None
        if fault:
            outcome = Outcome(entry.id, kept.QUARANTINED, reason=fault.reason, detail=fault.detail)
            self.changes += [
                *(kept.hold(row) if held_just_now else []),
                *kept.give_to_a_person(row.id, outcome, fault.place),
            ]
        else:
            outcome = self.record(entry, (row.body or "").encode())
            self.changes += kept.settle(row.id, kept.RECORDED, self.time)
        for key in self._keys_of.get(row.id, ()):
            self._outcomes[key] = outcome
        return entry.id


def _recorded(id_: str, seq: int, at: int) -> Outcome:
    return Outcome(id_, kept.RECORDED, seq, at)
