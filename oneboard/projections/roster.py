"""What a chunk of a roster may meet: the places, units, members and posts that its rows name, read at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, Protocol

import msgspec

from oneboard.foundation.clock import day_of, day_text
from oneboard.foundation.ids import is_id
from oneboard.foundation.rows import Query, Record, Statement, keys
from oneboard.playbooks.findable import normal
from oneboard.projections.personnel import MEMBERS, POSTS, UNITS, MemberRow, PostRow, UnitRow
from oneboard.projections.reference import Reference
from oneboard.projections.subject_rows import FINDS
from oneboard.projections.territory import CHRONICLES, PLACES

_PLACES_BY_CODE: Final = PLACES.fetch("code")
_PLACES_BY_NAME: Final = PLACES.fetch("name")
_UNITS_BY_ID: Final = UNITS.fetch("id")
_UNITS_BY_NAME: Final = UNITS.fetch("name")
_SQUADS: Final = UNITS.fetch("part_of", "name")
_MEMBERS_BY_NUMBER: Final = MEMBERS.fetch("unit", "number")
_MEMBERS_BY_ID: Final = MEMBERS.fetch("id")
_FINDS_BY_HASH: Final = FINDS.fetch("hash")
_POSTS_OF: Final = POSTS.fetch("member")
_CLOSED: Final = Statement(
    *(
        f"SELECT place, others FROM {CHRONICLES.name} WHERE what = 'closed' AND {condition}"  # noqa: S608
        for condition in CHRONICLES.among("place")
    )
)


class Named(NamedTuple):
    """What a row names. `hashes`: of its telephone, one for each open scope."""

    unit: str
    squad: str
    number: str
    place: str
    hashes: tuple[str, ...] = ()


class Asking(Protocol):
    def ask(self, *queries: Query) -> list[list[Record]]: ...


class Standing:
    """The rows as they are, and as those that were taken have left them."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._places: dict[str, set[str]] = defaultdict(set)
        self._closed: dict[str, list[str]] = {}
        self._units: dict[str, dict[str, UnitRow]] = defaultdict(dict)
        self._squads: dict[tuple[str | None, str], UnitRow] = {}
        self._numbers: dict[tuple[str | None, str | None], MemberRow] = {}
        self._members: dict[str, MemberRow] = {}
        self._phones: dict[str, set[str]] = defaultdict(set)
        self._posts: dict[str, dict[str, PostRow]] = defaultdict(dict)
        self._answers: dict[str, Mapping[str, str]] = {}

    @property
    def members(self) -> Iterable[MemberRow]:
        return self._members.values()

    def places_called(self, text: str) -> dict[str, str]:
        """From the ids of places in force to their paths, whatever the text is of them: id, code or name."""
        paths, found = self._reference.paths, {*self._places.get(text, ()), text}
        return {id_: ".".join(paths[id_]) for id_ in found if id_ in paths and paths[id_][-1] == id_}

    def paths_of(self, place: str) -> tuple[str, ...]:
        """Where its ground lies, or the place itself that has none; empty for what nobody knows."""
        if place not in self._reference.paths:
            return ()
        return self._reference.ground_of(place) or (".".join(self._reference.paths[place]),)

    def closed(self, place: str) -> tuple[str, ...] | None:
        """What a grid became that was split or merged; None for any other place."""
        if place not in self._closed:
            return None
        return tuple(self._reference.heir(grid) for grid in self._closed[place])

    def units_called(self, text: str) -> list[UnitRow]:
        """By name or id; squads have names within their unit only, and are not among them."""
        return list(self._units[text].values()) if text in self._units else []

    def squad(self, unit: str, name: str) -> UnitRow | None:
        return self._squads.get((unit, name))

    def member(self, unit: str, number: str) -> MemberRow | None:
        return self._numbers.get((unit, number)) if number else None

    def with_phone(self, phone: str) -> list[MemberRow]:
        """Those who have this telephone now, of the rows' and the known ones that can be opened."""
        wanted = normal("phone", phone)
        found = sorted(self._phones.get(wanted, ())) if wanted else []
        return [
            self._members[id_]
            for id_ in found
            if normal("phone", self._answers[id_].get("phone", "")) == wanted
        ]

    def answers_of(self, member: str) -> Mapping[str, str]:
        """Name and telephone; empty once their keys are gone."""
        return self._answers.get(member, {})

    def posts_of(self, member: str, now_ms: int) -> list[PostRow]:
        """Those in force and those to come, the earliest first."""
        held = self._posts[member].values() if member in self._posts else ()
        lasting = (p for p in held if p.ends is None or p.ends > max(now_ms, p.begins))
        return sorted(lasting, key=lambda p: (p.begins, p.id))

    def day(self, instant: int) -> str:
        return day_text(day_of(instant, self._reference.zone))

    def put(self, row: UnitRow | MemberRow | PostRow, answers: Mapping[str, str]) -> None:
        if isinstance(row, PostRow):
            self._posts[row.member][row.id] = row
        elif isinstance(row, MemberRow):
            self._put_member(row, answers)
        elif row.part_of:
            self._squads[row.part_of, row.name] = row
        else:
            self._units[row.name][row.id] = self._units[row.id][row.id] = row

    def _put_member(self, row: MemberRow, answers: Mapping[str, str]) -> None:
        self._members[row.id], self._answers[row.id] = row, answers
        if row.number:
            self._numbers[row.unit, row.number] = row
        if phone := normal("phone", answers.get("phone", "")):
            self._phones[phone].add(row.id)

    def read(self, store: Asking, named: Iterable[Named]) -> None:
        """Three round trips, however many rows."""
        rows = list(named)
        # An id goes before a name: a text that is one need not be looked for.
        places = {row.place for row in rows if row.place not in self._reference.paths}
        self._read_names(store, places, {row.unit for row in rows})
        pairs = {(id_, row) for row in rows for id_ in self._units.get(row.unit, ())}
        squads, members, finds, closed = store.ask(
            Query(_SQUADS, (keys(sorted({(id_, row.squad) for id_, row in pairs if row.squad})),)),
            Query(
                _MEMBERS_BY_NUMBER, (keys(sorted({(id_, row.number) for id_, row in pairs if row.number})),)
            ),
            Query(_FINDS_BY_HASH, (keys(sorted({hash_ for row in rows for hash_ in row.hashes})),)),
            Query(_CLOSED, (keys(sorted({id_ for row in rows for id_ in self.places_called(row.place)})),)),
        )
        self._closed = {place: msgspec.json.decode(others) for place, others in closed}
        for unit in UNITS.rows(squads):
            self.put(unit, {})
        for member in MEMBERS.rows(members):
            self.put(member, {})
        found = {find.subject for find in FINDS.rows(finds)}
        by_phone, posts = store.ask(
            Query(_MEMBERS_BY_ID, (keys(sorted(found)),)),
            Query(_POSTS_OF, (keys(sorted(found.union(self._members))),)),
        )
        for member in MEMBERS.rows(by_phone):
            self.put(member, {})
        for post in POSTS.rows(posts):
            self.put(post, {})

    def _read_names(self, store: Asking, places: set[str], units: set[str]) -> None:
        by_code, by_name, by_id, called = store.ask(
            Query(_PLACES_BY_CODE, (keys(sorted(places)),)),
            Query(_PLACES_BY_NAME, (keys(sorted(places)),)),
            Query(_UNITS_BY_ID, (keys(sorted(filter(is_id, units))),)),
            Query(_UNITS_BY_NAME, (keys(sorted(units)),)),
        )
        for place in PLACES.rows(by_code):
            self._places[place.code or ""].add(place.id)
        for place in PLACES.rows(by_name):
            self._places[place.name].add(place.id)
        for unit in UNITS.rows(by_id):
            # An id may name a squad as well: whoever gives it knows which.
            self._units[unit.id][unit.id] = unit
        for unit in UNITS.rows(called):
            self.put(unit, {})
