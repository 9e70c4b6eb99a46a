"""Inventories (清册) at the desk: a chunk of rows of a register in one command, each row answered for itself."""

from collections.abc import Mapping, Sequence, Set
from typing import Annotated, Final

import msgspec
from msgspec.structs import replace

from oneboard.access.policy import permit
from oneboard.access.routes import Call, Route
from oneboard.foundation.canonical import Value
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id, is_id
from oneboard.intake import opening
from oneboard.intake.desk.command import Statement
from oneboard.intake.desk.listing import OneRegister
from oneboard.intake.desk.roster import ROWS_AT_ONCE, RowsTaken, taken
from oneboard.intake.imports import cells
from oneboard.intake.naming import current, located
from oneboard.playbooks.findable import normal
from oneboard.playbooks.registers import Register
from oneboard.privacy.finding import Hashing, Passing, makers_of
from oneboard.projections import roster
from oneboard.projections.inventory import Listed, Standing
from oneboard.projections.links import Links
from oneboard.projections.subject_rows import SubjectRow
from oneboard.projections.versions import sealed_of
from oneboard.recorder import recorder
from oneboard.work.inventory.plan import Plan
from oneboard.work.inventory.recognition import VERB
from oneboard.work.registers import require_published
from oneboard.work.roster.ground import Ground
from oneboard.work.roster.rows import Fault, Outcome, tidy

#: Why sealed answers are opened: what a row says is compared with what is known.
PURPOSE: Final = "import"


class InventoryRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row, every cell as text. `row`: its number in the file. `place`: id, official code, or name on one's ground;
    empty where the register says in which of its texts to look for it.

    `cells`: by the field's path; what is empty or absent stays as it is. `subject`: its id, as an export gives it.
    """

    row: int
    place: str
    cells: dict[str, str]
    subject: str = ""


class NewInventory(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`check`: nothing is recorded, and the answer says what would be."""

    id: Id
    rows: Annotated[tuple[InventoryRow, ...], msgspec.Meta(max_length=ROWS_AT_ONCE)]
    check: bool = False


class _Chunk:
    """The rows of one command, planned as often as it is asked."""

    def __init__(self, call: Call[NewInventory, OneRegister, None]) -> None:
        self._call, pen = call, recorder.running()
        self._register = require_published(call.path.register, pen.reference())
        makers = makers_of(pen.keyring, self._register.register) or (Passing(call.body.id),)
        named = [self._placed(row) for row in call.body.rows]
        self.rows = [_listed(row, at, self._register, makers) for at, row in enumerate(named)]
        self.outcomes: list[Outcome] = []
        self.planned, self.said = 0, 0
        self._opened: dict[tuple[str, str], dict[str, Value]] = {}

    def plan(self) -> Sequence[Statement]:
        call = self._call
        readable = [row for row in self.rows if isinstance(row, Listed)]
        reference = recorder.running().reference()
        named = roster.Standing(reference)
        named.read(recorder.Reading(), (roster.Named("", "", "", row.place) for row in readable))
        places = {place for row in readable for place in named.places_called(row.place)}
        standing = Standing(self._register)
        standing.read(recorder.Reading(), readable, places)
        links = Links(self._register, reference.registers)
        links.read(recorder.Reading(), readable, places)
        self._open(standing)
        self.planned += 1
        plan = Plan(Ground(call.actor, named), standing, links, self._register, call.body.id)
        self.outcomes = list(map(_located, self.rows, plan.outcomes(self.rows)))
        self.said = len(plan.said)
        return [
            Statement(fact=s.fact, place=s.place, subject=s.subject, answers=s.answers) for s in plan.said
        ]

    def _placed(self, row: InventoryRow) -> tuple[InventoryRow, bool]:
        """With the place that its text names, where it names none itself and the register says which text that is."""
        text = self._register.located_by
        if row.place.strip() or text is None:
            return row, False
        return replace(row, place=located(row.cells.get(text, ""), self._call.actor, VERB)), True

    def _open(self, standing: Standing) -> None:
        """What is known is opened once, before the lock, and written down once, as one opening."""
        fresh = {row.id: sealed_of(row.sealed) for row in standing.rows if _version(row) not in self._opened}
        if fresh and self.planned:
            # Somebody changed them since; under the lock no opening can be written down.
            raise Refusal("journal.busy", seconds=1)
        if sealed := {id_: values for id_, values in fresh.items() if values}:
            opening.write_down(self._call.actor, VERB, PURPOSE, None, sealed)
        answers = opening.opened(fresh, recorder.running().keyring)
        self._opened |= {_version(row): answers[row.id] for row in standing.rows if row.id in answers}
        for row in standing.rows:
            standing.put(row, self._opened[_version(row)])


def take_rows(call: Call[NewInventory, OneRegister, None]) -> RowsTaken:
    """Sent again it changes nothing, and answers that the rows are known.

    Raises Refusal register.unknown, entry.clash, journal.busy.
    """
    permit(call.actor, VERB, None)
    return taken(call, _Chunk(call))


def _version(row: SubjectRow) -> tuple[str, str]:
    return row.id, row.sealed


def _located(row: Listed | Outcome, outcome: Outcome) -> Outcome:
    """Says of a new one where its text put it, and whether that is for a person to say more closely."""
    if not isinstance(row, Listed) or not row.located or outcome.result != "new":
        return outcome
    return replace(outcome, located=row.place, to_place=current().has_parts(row.place))


def _listed(
    named: tuple[InventoryRow, bool], at: int, register: Register, makers: Sequence[Hashing]
) -> Listed | Outcome:
    row, by_text = named
    answers, links, faults = cells.read(row.cells, register)
    place, subject = tidy(row.place), tidy(row.subject).lower()
    if subject and not is_id(subject):
        faults = (*faults, Fault("@subject", "cell.link"))
    if not place:
        faults = (*faults, Fault("@place", "cell.missing"))
    if faults:
        return Outcome("faulty", faults)
    said = answers.get(register.key or "")
    key = "" if said is None else str(said)
    hashes = _hashes(answers, register, makers, {"phone", "id_number"})
    if not (key or subject or hashes):
        # Its name is all that it can be known by.
        hashes = _hashes(answers, register, makers, {"name"})
    return Listed(at, row.row, place, answers, key, hashes, subject, links, by_text)


def _hashes(
    answers: Mapping[str, Value], register: Register, makers: Sequence[Hashing], kinds: Set[str]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, kind in register.found_by.items():
        plain = normal(kind, str(answers[path])) if kind in kinds and path in answers else None
        if plain is not None:
            found.setdefault(kind, []).extend(maker.hash(kind, plain) for maker in makers)
    return found


ROUTES: Final = (
    Route("POST", "/registers/{register}/rows", VERB, NewInventory, RowsTaken, take_rows,
          "Take rows of a register: the good ones in, the faulty ones answered with what would be right.",
          params=OneRegister, refuses=("entry.clash", "journal.busy", "register.unknown")),
)  # fmt: skip
