"""What each row of an inventory comes to, one after the other.

What a row leaves empty stays.
"""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from oneboard.foundation.canonical import Value
from oneboard.foundation.ids import near_id
from oneboard.playbooks.registers import Register
from oneboard.projections.inventory import Known, Listed, Standing
from oneboard.projections.links import Links
from oneboard.vocabulary.facts import Fact
from oneboard.vocabulary.subjects import SubjectChanged, SubjectMoved, SubjectRegistered
from oneboard.work.inventory.recognition import VERB, Recognition
from oneboard.work.roster.ground import Ground
from oneboard.work.roster.rows import Faulty, Outcome


class Said(msgspec.Struct, frozen=True):
    """One fact, with what it is about and where that was."""

    fact: Fact
    place: str
    subject: str
    answers: dict[str, Value] = {}


class Plan:
    """Takes the rows of one command; `said` is what they come to."""

    def __init__(
        self, ground: Ground, standing: Standing, links: Links, register: Register, command: str
    ) -> None:
        self._ground, self._standing, self._links, self._register = ground, standing, links, register
        self._recognition, self._command = Recognition(ground, standing, register), command
        self._places: dict[str, str] = {}
        self.said: list[Said] = []

    def outcomes(self, rows: Iterable[Listed | Outcome]) -> list[Outcome]:
        """Of each row; those that could not be read have theirs already."""
        return [row if isinstance(row, Outcome) else self._take(row) for row in rows]

    def _take(self, row: Listed) -> Outcome:
        try:
            place = self._place(row.place)
            if row.links:
                row = replace(row, answers={**row.answers, **self._linked(row, place)})
            known = self._recognition.recognised(row, place)
            return self._registered(row, place) if known is None else self._changed(row, place, known)
        except Faulty as faulty:
            self._recognition.dispute(row)
            column = "@place" if faulty.fault.column == "place" else faulty.fault.column
            return Outcome("faulty", (replace(faulty.fault, column=column),))

    def _place(self, called: str) -> str:
        """Most rows of a list stand at the place of the row before. Raises Faulty."""
        if called not in self._places:
            place, _ = self._ground.place(called)
            if not self._ground.holds(VERB, place):
                raise Faulty("@place", "place.not_permitted")
            self._places[called] = place
        return self._places[called]

    def _linked(self, row: Listed, place: str) -> dict[str, Value]:
        """Raises Faulty for a link that leads nowhere, or to one of several."""
        found: dict[str, Value] = {}
        for path, text in row.links.items():
            meant = self._links.meant(path, place, text)
            if not meant:
                raise Faulty(path, "link.unknown", said=text, place=place)
            if len(meant) > 1:
                ids = "; ".join(f"{id_} {label}".strip() for id_, label in meant[:5])
                raise Faulty(path, "link.several", said=text, ids=ids)
            found[path] = meant[0][0]
        return found

    def _registered(self, row: Listed, place: str) -> Outcome:
        """Raises Faulty."""
        for path, field in self._register.fields.items():
            if field.required and path not in row.answers:
                raise Faulty(path, "cell.missing")
        if not (row.numbered or row.hashes):
            raise Faulty("", "row.nameless", known=", ".join(self._identifying()))
        # It begins as the command's id does: the rows of one command lie together in every index.
        id_ = near_id(self._command, "inventory", self._command, str(row.at))
        self._say(SubjectRegistered(register=self._register.register), place, id_, row.answers)
        known = Known(id_, place, 0, "", None, frozenset(), row.answers, row.row)
        self._standing.take(known, row.hashes)
        return Outcome("new")

    def _identifying(self) -> Iterator[str]:
        """The columns by which a row of this register can be known, in both languages."""
        for path, field in self._register.fields.items():
            if path == self._register.key or field.find is not None:
                yield " ".join(field.title.values())

    def _changed(self, row: Listed, place: str, known: Known) -> Outcome:
        """Raises Faulty."""
        changed = {
            path: value
            for path, value in row.answers.items()
            if not self._recognition.same(path, value, known)
        }
        # A text says where somebody is looked for first; whoever is known stands where a person put them.
        moved = place != known.place and known.stands and not row.located
        if not changed and not moved:
            if not known.said_in:
                self._standing.take(replace(known, said_in=row.row), row.hashes)
            return Outcome("unchanged")
        self._require_changeable(known, changed, moved)
        register, as_of = self._register.register, known.seq
        if changed:
            self._say(SubjectChanged(register=register, as_of=as_of), known.place, known.id, changed)
        if moved:
            self._say(SubjectMoved(register=register, to=place, as_of=as_of), known.place, known.id, {})
        now = replace(known, place=place, answers={**known.answers, **changed}, said_in=row.row)
        self._standing.take(now, row.hashes)
        return Outcome("changed")

    def _require_changeable(self, known: Known, changed: Iterable[str], moved: bool) -> None:
        """Raises Faulty."""
        if known.merged_into is not None:
            raise Faulty("", "subject.merged", subject=known.merged_into)
        if known.closed:
            raise Faulty("", "subject.closed", subject=known.id)
        if known.said_in:
            raise Faulty("", "subject.twice", row=str(known.said_in))
        touched = {*changed, "@place"} if moved else {*changed}
        if clashing := sorted(touched & known.clashes):
            raise Faulty(clashing[0], "subject.clashes", subject=known.id)

    def _say(self, fact: Fact, place: str, subject: str, answers: dict[str, Value]) -> None:
        self.said.append(Said(fact, place, subject, answers))
