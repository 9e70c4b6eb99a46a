"""The writer: one thread a process that gathers what waits into groups and writes each as one.

Group commit: up to 64 batches share one sync of the disk. A group that fails is rolled back and its items go again
singly, so that a poisoned one harms no other. A desk command is decided in a group of its own.
"""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Thread
from typing import ClassVar

import msgspec

from oneboard.foundation.errors import Refusal, places_of
from oneboard.foundation.outage import is_outage
from oneboard.foundation.rows import Change, Query
from oneboard.foundation.transactions import Store
from oneboard.privacy.keyring import Keyring
from oneboard.projections.reference import Reference, empty
from oneboard.recorder.gathering import GROUP_BATCHES, Gathering
from oneboard.recorder.group import Group, decode_entry
from oneboard.recorder.prepared import Outcome, Prepared
from oneboard.recorder.sameness import same_command, same_content
from oneboard.vocabulary.entry import Entry

_log = logging.getLogger(__name__)


class Decision(msgspec.Struct, frozen=True):
    """What a desk command comes to: entries to record, in order, and changes of what is kept."""

    entries: Sequence[Prepared]
    changes: Sequence[Change | Query] = ()


Decide = Callable[[Group], Decision]


class Observations(msgspec.Struct, frozen=True):
    entries: Sequence[Prepared]
    answer: "Future[list[Outcome]]"
    alone: ClassVar[bool] = False

    @property
    def size(self) -> int:
        return len(self.entries)


class Command(msgspec.Struct, frozen=True):
    """`id` is the client's: the command sent again finds its first entry recorded and changes nothing."""

    id: str
    decide: Decide
    answer: "Future[list[Outcome]]"
    said: Entry | None = None
    alone: ClassVar[bool] = True
    size: ClassVar[int] = 1


Item = Observations | Command


class Writer:
    def __init__(self, store: Store, keyring: Keyring, zone: str, blob: Callable[[str], bytes]) -> None:
        self._store, self._keyring, self._blob = store, keyring, blob
        self.reference: Reference = empty(zone)
        self.gathering: Gathering[Item] = Gathering(GROUP_BATCHES[store.vendor])
        self._thread = Thread(target=self._run, name="writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Writes what waits, then ends."""
        self.gathering.end()
        self._thread.join()
        self._store.close()

    def _run(self) -> None:
        while items := self.gathering.take():
            self._write(items)

    def _write(self, items: Sequence[Item]) -> None:
        try:
            answers = self._transact(items)
        except Refusal as refusal:
            _fail(items, refusal)
        except Exception as error:  # noqa: BLE001  (whatever it was, the others must not suffer)
            if is_outage(error):
                _log.error("the store does not take entries now\n%s", places_of(error))
                _fail(items, Refusal("store.away", seconds=5))
            else:
                self._write_singly(items, error)
        else:
            for item, outcomes in zip(items, answers, strict=True):
                item.answer.set_result(outcomes)

    def _write_singly(self, items: Sequence[Item], error: Exception) -> None:
        if len(items) > 1:
            for item in items:
                self._write([item])
            return
        [item] = items
        if isinstance(item, Command):
            _log.error("command %s failed\n%s", item.id, places_of(error))
            item.answer.set_exception(error)
        elif len(item.entries) > 1:
            self._write_entries(item)
        else:
            self._keep_poisoned(item, error)

    def _write_entries(self, item: Observations) -> None:
        """The batch that poisoned its group, entry by entry."""
        parts = [Observations([entry], Future()) for entry in item.entries]
        for part in parts:
            self._write([part])
        try:
            item.answer.set_result([outcome for part in parts for outcome in part.answer.result()])
        except Exception as error:  # noqa: BLE001  (it goes to whoever waits)
            item.answer.set_exception(error)

    def _keep_poisoned(self, item: Observations, error: Exception) -> None:
        """That we cannot fold it is not its author's fault: it is kept for a person, and the phone is free."""
        [entry] = item.entries
        _log.error("entry %s cannot be recorded\n%s", entry.id, places_of(error))
        if entry.reason == "entry.failed":
            item.answer.set_exception(error)
            return
        kept = msgspec.structs.replace(entry, reason="entry.failed", detail=type(error).__name__)
        self._write([Observations([kept], item.answer)])

    def _transact(self, items: Sequence[Item]) -> list[list[Outcome]]:
        # What is sealed has its key for good before the journal has it; no lock and nobody's turn waits for the disk.
        self._keyring.make_durable()
        with self._store.begin() as transaction:
            group = Group(transaction, lambda prepared, entry: same_content(self._keyring, prepared, entry))
            if isinstance(items[0], Command):
                answers = [_decide(group, items[0])]
                self._keyring.make_durable()
            else:
                answers = _observe(group, [item for item in items if isinstance(item, Observations)])
            reference = group.close(self.reference, self._blob)
            answers_now = [
                [group.outcome_of(o) if isinstance(o, Prepared) else o for o in a] for a in answers
            ]
        self.reference = reference
        return answers_now


def _observe(group: Group, items: Sequence[Observations]) -> list[list[Prepared | Outcome]]:
    group.open(entry for item in items for entry in item.entries)
    for item in items:
        for entry in item.entries:
            group.observe(entry)
    return [list(item.entries) for item in items]


def _decide(group: Group, command: Command) -> list[Prepared | Outcome]:
    group.open_for(command.id)
    if (line := group.line(command.id)) is not None:
        if command.said is not None and not same_command(command.said, decode_entry(line.body)):
            raise Refusal("entry.clash")
        return [Outcome(line.id, "recorded", line.seq, line.recorded_at)]
    decision = command.decide(group)
    return [*group.record_all(decision.entries, decision.changes)]


def _fail(items: Sequence[Item], refusal: Refusal) -> None:
    for item in items:
        item.answer.set_exception(refusal)
