"""Reach (所及): whether what an entry is about lies, or ever lay, on the ground of whoever observed it.

A door has seen that the entry's place lies on the ground of its post. Nearly always the subject or task lies at that
very place, and one look says so. Where it does not, the posts that the author held when it happened are asked, and
every place the subject ever had: what was seen before a hand-over, or before the household moved away, still counts.
Of a subject that nobody knows yet nothing can be said; whoever knows its id then is the one who made it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from oneboard.foundation.rows import Query, Record, Statement, Transaction, keys
from oneboard.projections.footing import Ground, Held, held_by, lying_at
from oneboard.projections.rows import TASKS, TaskRow
from oneboard.projections.subject_rows import DEPARTURES, SUBJECTS, VERSIONS
from oneboard.vocabulary.entry import Entry


def _among(select: str, condition: Statement) -> Statement:
    return Statement(*(f"SELECT {select} WHERE {among}" for among in condition))


_TASKS: Final = TASKS.fetch("id")
_SUBJECTS: Final = _among("CAST(id AS text), place FROM projections_subject", SUBJECTS.among("id"))
_DEPARTED: Final = _among(
    "CAST(subject AS text), place FROM projections_departure", DEPARTURES.among("subject")
)
_SAID: Final = _among("CAST(subject AS text), place FROM projections_version", VERSIONS.among("subject"))


class Doubt(NamedTuple):
    """Why a person must look: a reason and its detail. `place`: whose people must, if not those of the entry's own."""

    reason: str
    detail: str = ""
    place: str | None = None


class _Thing(NamedTuple):
    """What an entry is about, and every place where it is or was."""

    sort: str
    id: str
    places: set[str]


class Reach:
    """Of one group. It is told of entries before it is asked about them. `tasks`: as they stand before the group."""

    def __init__(self) -> None:
        self.tasks: dict[str, TaskRow] = {}
        self._places: dict[str, set[str]] = {}
        self._doubts: dict[str, Doubt] = {}

    def fault(self, entry: Entry) -> Doubt | None:
        return self._doubts.get(entry.id) if self._doubts else None

    def look(self, transaction: Transaction, entries: Sequence[Entry], *found: list[Record]) -> None:
        """`found`: what `questions` about these entries were answered; they are asked here where nobody has."""
        tasks, subjects = found or transaction.ask(*questions(entries))
        self.tasks |= {task.id: task for task in TASKS.rows(tasks)}
        for id_, place in subjects:
            self._places.setdefault(id_, set()).add(place)
        # An attachment changes nothing of a subject: it is shown by its place.
        if doubtful := [e for e in entries if self._doubtful(e) and not e.kind.startswith("blob.")]:
            self._look_closely(transaction, doubtful)

    def _doubtful(self, entry: Entry) -> bool:
        if entry.task is None:
            return entry.subject in self._places and entry.place not in self._places[entry.subject]
        task = self.tasks.get(entry.task)
        return task is None or (task.place, task.subject) != (entry.place, entry.subject)

    def _look_closely(self, transaction: Transaction, entries: Sequence[Entry]) -> None:
        subjects = {subject for entry in entries for subject in self._about(entry)}
        by_subject = (keys(sorted(subjects)),)
        answers = transaction.ask(
            *(Query(statement, by_subject) for statement in (_SUBJECTS, _DEPARTED, _SAID))
        )
        for subject, place in (row for rows in answers for row in rows):
            if place is not None:
                self._places.setdefault(subject, set()).add(place)
        if doubtful := [entry for entry in entries if self._elsewhere(entry)]:
            held = held_by(transaction, {e.actor.member for e in doubtful if e.actor.member})
            places = {place for e in doubtful for thing in self._things(e) for place in thing.places}
            ground = lying_at(transaction, places | {e.place or "" for e in doubtful})
            for entry in doubtful:
                self._judge(entry, held.get(entry.actor.member or "", []), ground)

    def _about(self, entry: Entry) -> Iterator[str]:
        task = self.tasks.get(entry.task or "")
        yield from {s for s in (entry.subject, task.subject if task else None) if s}

    def _things(self, entry: Entry) -> Iterator["_Thing"]:
        """Its task and its subject, where they are known."""
        if task := self.tasks.get(entry.task or ""):
            yield _Thing("task", task.id, {task.place} | self._places.get(task.subject or "", set()))
        if entry.subject in self._places:
            yield _Thing("subject", entry.subject, self._places[entry.subject])

    def _elsewhere(self, entry: Entry) -> bool:
        return any(entry.place not in thing.places for thing in self._things(entry))

    def _judge(self, entry: Entry, held: Sequence[Held], ground: Ground) -> None:
        at = entry.happened_at + entry.shift_ms
        mine = [post for post in held if post.id == entry.actor.post or post.in_force(at)]
        if entry.actor.post not in {post.id for post in mine}:
            return  # No door lets such an entry through from a phone: it was said by the house.
        for sort, id_, places in self._things(entry):
            if not any(ground.is_held(place, mine, entry.place or "") for place in places):
                place = ground.above(entry.place or "", places)
                self._doubts.setdefault(entry.id, Doubt(f"{sort}.elsewhere", id_, place))


def questions(entries: Iterable[Entry]) -> tuple[Query, Query]:
    """Where their tasks lie, and the subjects of those that name no task."""
    tasks = {entry.task for entry in entries if entry.task}
    subjects = {entry.subject for entry in entries if entry.subject and not entry.task}
    return Query(_TASKS, (keys(tasks),)), Query(_SUBJECTS, (keys(subjects),))
