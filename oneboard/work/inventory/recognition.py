"""Which known subject a row of an inventory means.

By its id as an export gives it, else by the register's key at its place, else by its identity number, else by its
telephone, unless something stronger or the name tells the two apart. A row that has nothing but a name is known by
it at its place, if it says nothing else than what is known.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from oneboard.foundation.canonical import Value
from oneboard.playbooks.findable import normal
from oneboard.playbooks.registers import Register
from oneboard.projections.inventory import Known, Listed, Standing
from oneboard.work.roster.ground import Ground
from oneboard.work.roster.rows import Faulty, tidy

VERB: Final = "subject.manage"

#: What tells two subjects apart that share a telephone, beside another key.
_STRONGER: Final = ("id_number", "name")

#: Of two who share a name: another household, another birthday.
_DISTINCT: Final = ("subject", "date")


def one_line(text: str) -> str:
    """As a cell holds it, so that what was exported is not taken for something else when it comes back."""
    return tidy(text if text.isprintable() else " ".join(text.splitlines()))


class Recognition:
    def __init__(self, ground: Ground, standing: Standing, register: Register) -> None:
        self._ground, self._standing, self._register = ground, standing, register
        self._disputed: dict[tuple[str, ...], int] = {}

    def dispute(self, row: Listed) -> None:
        """What a row is known by that could not be taken: those behind it wait until a person has settled it.

        Else they might be taken for what it speaks of, and the next import would take it for what they speak of.
        """
        for mark in self._marks(row):
            self._disputed.setdefault(mark, row.row)

    def recognised(self, row: Listed, place: str) -> Known | None:
        """None for a subject that is new. Raises Faulty where it may be one of several, or what it is known by is in
        dispute."""
        if row.subject:
            named = self._standing.with_id(row.subject)
            if named is None or not self._ground.holds(VERB, named.place):
                raise Faulty("@subject", "subject.unknown")
            return named
        if row.key and (found := self._standing.with_key(place, row.key)):
            return self._one(row, found)
        if found := self._sharing(row, "id_number", ()):
            return self._one(row, found)
        for mark in self._marks(row) if self._disputed else ():
            if mark in self._disputed:
                raise Faulty("", "subject.twice", row=str(self._disputed[mark]))
        if found := self._sharing(row, "phone", _STRONGER):
            return self._one(row, found)
        return None if row.numbered else self._namesake(row, place)

    def same(self, path: str, value: Value, known: Known) -> bool:
        stands = known.answers.get(path)
        if value == stands:
            return True
        kind = self._register.found_by.get(path)
        if not isinstance(value, str) or not isinstance(stands, str):
            return False
        return value == one_line(stands) or (kind is not None and normal(kind, value) == normal(kind, stands))

    def _marks(self, row: Listed) -> Iterator[tuple[str, ...]]:
        """Each of what it is known by; a telephone may be a family's, so its name belongs to it."""
        if row.key:
            yield ("key", row.place, row.key)
        named = (path for path, kind in self._register.found_by.items() if kind == "name")
        names = [normal("name", str(row.answers.get(path, ""))) or "" for path in named]
        for kind, hashes in row.hashes.items():
            yield (kind, *hashes[:1], *(names if kind == "phone" else ()))

    def _sharing(self, row: Listed, kind: str, stronger: Iterable[str]) -> list[Known]:
        key = row.key
        return [
            known
            for known in self._standing.found_by(row.hashes.get(kind, ()))
            if self._ground.holds(VERB, known.place)
            and not (key and (other := self._standing.key_of(known)) and other != key)
            and not any(
                self._differs(row, known, path)
                for path, kind in self._register.found_by.items()
                if kind in stronger
            )
        ]

    def _namesake(self, row: Listed, place: str) -> Known | None:
        """Raises Faulty where it may be one of whom something else is known."""
        found = [
            known
            for known in self._standing.found_by(row.hashes.get("name", ()))
            if known.place == place
            and not any(
                self._differs(row, known, path)
                for path, field in self._register.fields.items()
                if field.type in _DISTINCT
            )
        ]
        if same := [known for known in found if self._is_same(row, known)]:
            return self._one(row, same)
        if found:
            raise Faulty("", "subject.namesake", ids=", ".join(known.id for known in found[:5]))
        return None

    def _one(self, row: Listed, found: Sequence[Known]) -> Known:
        """What stands goes before what is closed or merged, and what is the same before what is not."""
        same = [known for known in found if self._is_same(row, known)]
        for some in ([k for k in same if k.stands], same, [k for k in found if k.stands], found):
            if len(some) == 1:
                return some[0]
        raise Faulty("", "subject.several", ids=", ".join(known.id for known in found[:5]))

    def _is_same(self, row: Listed, known: Known) -> bool:
        return all(self.same(path, value, known) for path, value in row.answers.items())

    def _differs(self, row: Listed, known: Known, path: str) -> bool:
        """Whether both say something there, and not the same."""
        answers = row.answers
        return path in answers and path in known.answers and not self.same(path, answers[path], known)
