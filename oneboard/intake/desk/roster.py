"""Rosters (名册) at the desk: a chunk of rows in one command, each row answered for itself, the good ones in."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Protocol

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.foundation.words import say
from oneboard.intake import opening
from oneboard.intake.desk.command import Recorded, Statement, record_planned
from oneboard.journal.models import Line
from oneboard.playbooks.findable import normal
from oneboard.privacy.finding import makers_of
from oneboard.projections.roster import Named, Standing
from oneboard.recorder import recorder
from oneboard.recorder.belonging import HOUSE
from oneboard.work.roster.ground import Ground
from oneboard.work.roster.plan import Plan, Said
from oneboard.work.roster.rows import Fault, Outcome, Person, Result, RosterRow, person_of

ROWS_AT_ONCE: Final = 2_000

#: Why names and telephones are opened: what a row says is compared with what is known.
PURPOSE: Final = "comparing a roster with what is known"


class NewRows(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`new_units`: a unit or squad that nobody knows is registered; else its rows are faulty. `check`: nothing is
    recorded, and the answer says what would be."""

    id: Id
    rows: Annotated[tuple[RosterRow, ...], msgspec.Meta(max_length=ROWS_AT_ONCE)]
    new_units: bool = False
    check: bool = False


class FaultSeen(msgspec.Struct, frozen=True):
    """`problem` is stable; `text` and `right` are for people: what is wrong with the cell, and what would be right."""

    column: str
    problem: str
    text: str
    right: str


class RowSeen(msgspec.Struct, frozen=True):
    """`located`: the place that a row's text named, where the row named none; `to_place`: that place has parts, and a
    person has to say in which one it is."""

    row: int
    result: Result
    faults: tuple[FaultSeen, ...]
    located: str = ""
    to_place: bool = False


class RowsTaken(msgspec.Struct, frozen=True):
    """`recorded` is None where nothing was: all rows faulty or known, or only checked."""

    recorded: Recorded | None
    rows: list[RowSeen]


class Chunk(Protocol):
    """Rows of a file, planned into what is said of them and an outcome for each."""

    said: int
    outcomes: list[Outcome]

    def plan(self) -> Sequence[Statement]: ...


class _Chunk:
    """The rows of one command, planned as often as it is asked."""

    def __init__(self, call: Call[NewRows, None, None]) -> None:
        self._call = call
        pen = recorder.running()
        zone, self._makers = pen.zone, makers_of(pen.keyring, HOUSE["member.registered"])
        self.people = [person_of(row, at, zone) for at, row in enumerate(call.body.rows)]
        self.outcomes: list[Outcome] = []
        self.planned, self.said = 0, 0
        self._answers: dict[tuple[str, int | None, str], Any] = {}

    def plan(self) -> Sequence[Statement]:
        call = self._call
        standing = Standing(recorder.running().reference())
        readable = (person for person in self.people if isinstance(person, Person))
        standing.read(recorder.Reading(), map(self._named, readable))
        self._open(standing)
        self.planned += 1
        plan = Plan(call.actor, standing, call.body.id, call.now_ms, call.body.new_units)
        self.outcomes = plan.outcomes(self.people)
        self.said = len(plan.said)
        return [_statement(said) for said in plan.said]

    def _named(self, person: Person) -> Named:
        return Named(person.unit, person.squad, person.number, person.place, self._hashes(person.phone))

    def _hashes(self, phone: str) -> tuple[str, ...]:
        plain = normal("phone", phone)
        return tuple(maker.hash("phone", plain) for maker in self._makers) if plain else ()

    def _open(self, standing: Standing) -> None:
        """Each version of a member's answers is opened once, before the lock, and written down once; nobody else's."""
        ground = Ground(self._call.actor, standing)
        known = [member for member in standing.members if ground.manages(member, self._call.now_ms)]
        fresh = [m for m in known if (m.id, m.scope, m.sealed) not in self._answers]
        if fresh and self.planned:
            # Somebody changed them since; under the lock no opening can be written down.
            raise Refusal("journal.busy", seconds=1)
        if fresh:
            pen = recorder.running()
            shown = opening.members(fresh, self._call.actor, PURPOSE, "roster", pen.keyring)
            self._answers |= {(m.id, m.scope, m.sealed): shown.get(m.id, {}) for m in fresh}
        for member in known:
            standing.put(member, self._answers[member.id, member.scope, member.sealed])


def take_rows(call: Call[NewRows, None, None]) -> RowsTaken:
    """Sent again it changes nothing, and answers that the rows are known. Raises Refusal entry.clash, journal.busy."""
    return taken(call, _Chunk(call))


def _statement(said: Said) -> Statement:
    return Statement(fact=said.fact, place=said.row.place or None, subject=said.row.id, answers=said.values)


def taken(call: Call[Any, Any, None], chunk: Chunk) -> RowsTaken:
    """Plans the chunk, and records it unless it is only checked. Raises Refusal entry.clash, journal.busy."""
    recorded = None
    if call.body.check:
        chunk.plan()
    else:
        known = Line.objects.filter(id=call.body.id).exists()
        recorded = record_planned(call, call.body.id, chunk.plan)
        if known and chunk.said:
            raise Refusal("entry.clash")
    rows = zip(call.body.rows, chunk.outcomes, strict=True)
    return RowsTaken(recorded, [seen(row.row, outcome, call.locale) for row, outcome in rows])


def seen(row: int, outcome: Outcome, locale: str) -> RowSeen:
    faults = tuple(_fault(fault, locale) for fault in outcome.faults)
    return RowSeen(row, outcome.result, faults, outcome.located, outcome.to_place)


def _fault(fault: Fault, locale: str) -> FaultSeen:
    text = say(locale, f"fault.{fault.problem}", fault.fields)
    return FaultSeen(fault.column, fault.problem, text, say(locale, f"right.{fault.problem}", fault.fields))


ROUTES: Final = (
    Route("POST", "/people/rows", "member.manage", NewRows, RowsTaken, take_rows,
          "Take the rows of a roster: the good ones in, the faulty ones answered with what would be right.",
          refuses=("entry.clash", "journal.busy")),
)  # fmt: skip
