"""What the links of an inventory's rows lead to: by id, or by the key of the other register, at the row's place."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from oneboard.foundation.ids import is_id
from oneboard.foundation.rows import Query, Record, keys
from oneboard.playbooks.registers import Register
from oneboard.projections.inventory import AT_PLACES_BY_KEY, Listed
from oneboard.projections.roster import Asking
from oneboard.projections.subject_rows import SUBJECTS, SubjectRow
from oneboard.projections.versions import readable_of

_BY_ID: Final = SUBJECTS.fetch("id")


class Links:
    """`registers`: as they are declared, by name."""

    def __init__(self, register: Register, registers: Mapping[str, Register]) -> None:
        self._leads_to = {path: field.of or "" for path, field in register.fields.items()}
        self._registers = registers
        self._ids: dict[str, str] = {}
        self._found: dict[tuple[str, str, str], list[SubjectRow]] = defaultdict(list)

    def read(self, store: Asking, listed: Sequence[Listed], places: Iterable[str]) -> None:
        """A round trip where a row has a link, and none where no row does. `places`: those that the rows name."""
        said: dict[str, set[str]] = defaultdict(set)
        for row in listed:
            for path, text in row.links.items():
                said[self._leads_to[path]].add(text)
        if not said:
            return
        ids = {text.lower() for texts in said.values() for text in texts if is_id(text.lower())}
        at, known = keys(sorted(set(places))), [name for name in said if self._key(name)]
        by_id, *by_key = store.ask(
            Query(_BY_ID, (keys(sorted(ids)),)),
            *(
                Query(AT_PLACES_BY_KEY, (at, name, self._key(name), keys(sorted(said[name]))))
                for name in known
            ),
        )
        self._ids = {row.id: row.register for row in SUBJECTS.rows(by_id)}
        for name, records in zip(known, by_key, strict=True):
            self._keep(name, records)

    def meant(self, path: str, place: str, text: str) -> list[tuple[str, str]]:
        """The subjects that a cell may mean, each with what a list shows of it."""
        name = self._leads_to[path]
        if is_id(text.lower()):
            return [(text.lower(), "")] if self._ids.get(text.lower()) == name else []
        found = sorted(self._found.get((name, place, text), ()), key=lambda row: row.id)
        return [(row.id, self._label(name, row)) for row in found]

    def _keep(self, name: str, records: Iterable[Record]) -> None:
        for row in SUBJECTS.rows(records):
            if not row.void:
                key = readable_of(row.readable)[self._key(name)]
                self._found[name, row.place, str(key)].append(row)

    def _key(self, name: str) -> str:
        """The field by which a register knows a row; empty if it has none, or was never published."""
        return (self._registers[name].key or "") if name in self._registers else ""

    def _label(self, name: str, row: SubjectRow) -> str:
        readable = readable_of(row.readable)
        shown = (readable.get(path) for path in self._registers[name].label)
        return " ".join(str(value) for value in shown if value is not None)
