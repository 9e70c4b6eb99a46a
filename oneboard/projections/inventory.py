"""What a chunk of an inventory may meet: the subjects that its rows' keys and hashes find, read at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from oneboard.foundation.canonical import Value
from oneboard.foundation.rows import Query, Statement, keys
from oneboard.playbooks.registers import Register
from oneboard.projections.roster import Asking
from oneboard.projections.subject_rows import FINDS, SUBJECTS, SubjectRow
from oneboard.projections.versions import paths_of, readable_of

_BY_HASH: Final = FINDS.fetch("hash")
_BY_ID: Final = SUBJECTS.fetch("id")

# Within the places of the rows only: a list in the order of its places reads each of them once or twice.
_AT_PLACES: Final = SUBJECTS.fetch("place")
AT_PLACES_BY_KEY: Final = Statement(
    f"{_AT_PLACES.sqlite} AND register = ? AND CAST(json_extract(readable, '$.' || ?) AS TEXT) IN "  # noqa: S608
    "(SELECT value FROM json_each(?))",
    f"{_AT_PLACES.postgresql} AND register = ? AND readable::jsonb ->> ? = "
    "ANY(ARRAY(SELECT jsonb_array_elements_text(?::jsonb)))",
)


class Listed(msgspec.Struct, frozen=True):
    """A row that can be read. `at`: where it stands in its chunk. `hashes`: by kind, of a telephone or identity number,
    one for each open scope; of a name where it has no number. `key`: the value of the field by which the register knows
    a row again, or empty. `subject`: the id that an export gave, or empty. `links`: path → what was written of the
    subject that it leads to. `located`: its place was found in a text of its own.
    """

    at: int
    row: int
    place: str
    answers: dict[str, Value]
    key: str
    hashes: Mapping[str, Sequence[str]]
    subject: str = ""
    links: Mapping[str, str] = {}
    located: bool = False

    @property
    def numbered(self) -> bool:
        """Whether it has more than a name to be known by."""
        return bool(self.subject or self.key or self.hashes.keys() - {"name"})


class Known(msgspec.Struct, frozen=True):
    """A subject as it stands. `said_in`: the row of this chunk that said so, 0: none did."""

    id: str
    place: str
    seq: int
    closed: str
    merged_into: str | None
    clashes: frozenset[str]
    answers: Mapping[str, Value]
    said_in: int = 0

    @property
    def stands(self) -> bool:
        return not self.closed and self.merged_into is None


class Standing:
    """The subjects as they are, and as the rows that were taken have left them."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self.rows: list[SubjectRow] = []
        self._known: dict[str, Known] = {}
        self._keys: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._hashes: dict[str, set[str]] = defaultdict(set)

    def read(self, store: Asking, listed: Sequence[Listed], places: Collection[str]) -> None:
        """Two round trips, however many rows. `places`: those that the rows name."""
        values = sorted({row.key for row in listed if row.key})
        hashes = sorted({hash_ for row in listed for some in row.hashes.values() for hash_ in some})
        name, key = self._register.register, self._register.key or ""
        same_key, same_hash = store.ask(
            Query(AT_PLACES_BY_KEY, (keys(sorted(set(places)) if values else ()), name, key, keys(values))),
            Query(_BY_HASH, (keys(hashes),)),
        )
        for find in FINDS.rows(same_hash):
            self._hashes[find.hash].add(find.subject)
        found = {row.id: row for row in SUBJECTS.rows(same_key)}
        wanted = self._found() | {row.subject for row in listed if row.subject}
        [others] = store.ask(Query(_BY_ID, (keys(sorted(wanted - found.keys())),)))
        found |= {row.id: row for row in SUBJECTS.rows(others) if row.register == name}
        named = self._namesakes(listed)
        # Of those who only share a name, nobody elsewhere is opened.
        self.rows = [row for row in found.values() if row.id not in named or row.place in places]

    def put(self, row: SubjectRow, opened: Mapping[str, Value]) -> None:
        """A subject as it was read, with its sealed answers."""
        answers = {**readable_of(row.readable), **opened}
        clashes = frozenset(paths_of(row.clashes))
        self.take(
            Known(row.id, row.place, row.changed_seq, row.closed, row.merged_into, clashes, answers), {}
        )

    def take(self, known: Known, hashes: Mapping[str, Sequence[str]]) -> None:
        """A subject as a row has left it: another row of the chunk may mean it."""
        self._known[known.id] = known
        if key := self.key_of(known):
            self._keys[known.place, key].add(known.id)
        for some in hashes.values():
            for hash_ in some:
                self._hashes[hash_].add(known.id)

    def key_of(self, known: Known) -> str:
        value = known.answers.get(self._register.key or "")
        return "" if value is None else str(value)

    def with_id(self, id_: str) -> Known | None:
        return self._known.get(id_)

    def with_key(self, place: str, key: str) -> list[Known]:
        return self._sorted(self._keys.get((place, key), ()))

    def found_by(self, hashes: Sequence[str]) -> list[Known]:
        return self._sorted({id_ for hash_ in hashes for id_ in self._hashes.get(hash_, ())})

    def _namesakes(self, listed: Sequence[Listed]) -> set[str]:
        """Those found by their name alone."""
        named = {hash_ for row in listed for hash_ in row.hashes.get("name", ())}
        others = [ids for hash_, ids in self._hashes.items() if hash_ not in named]
        return {id_ for hash_ in named for id_ in self._hashes.get(hash_, ())}.difference(*others)

    def _found(self) -> set[str]:
        return {id_ for some in self._hashes.values() for id_ in some}

    def _sorted(self, ids: Iterable[str]) -> list[Known]:
        return [self._known[id_] for id_ in sorted(ids) if id_ in self._known]
