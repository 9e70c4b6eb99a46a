"""Looking at a subject, and looking somebody up: each is one opening, written down with its purpose first."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Final

import msgspec

from oneboard.access.policy import areas
from oneboard.access.routes import Call, Route
from oneboard.foundation.canonical import Value
from oneboard.foundation.clock import iso
from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase
from oneboard.intake import opening
from oneboard.intake.desk.listing import OneRegister, SubjectListed, listed
from oneboard.intake.desk.subjects import OneSubject
from oneboard.playbooks.findable import normal
from oneboard.privacy.finding import makers_of
from oneboard.privacy.keyring import Keyring
from oneboard.projections import subjects
from oneboard.projections.models import Subject, Version
from oneboard.projections.subject_rows import VERSIONS, VersionRow
from oneboard.projections.versions import paths_of, readable_of, sealed_of, standing, value_of
from oneboard.recorder import recorder
from oneboard.work.registers import require_published

VERB: Final = "subject.open"

#: Subjects that one look-up shows.
SHOWN: Final = 50

Purpose = Annotated[str, msgspec.Meta(max_length=500)]


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    purpose: Purpose = ""


class Find(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly one of the three: the whole number or the whole name."""

    purpose: Purpose = ""
    phone: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    id_number: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    name: Annotated[str, msgspec.Meta(max_length=120)] | None = None


class ClashValue(msgspec.Struct, frozen=True):
    """One of the values that stand for a path; null for what was taken away, or cannot be opened any more."""

    entry: str
    at: str
    value: Value


class SubjectShown(msgspec.Struct, frozen=True):
    """`clashes`: path → the values that stand, the one shown first. `linked`: the subjects that lead here.

    `merged`: those that are merged into it. `seq`: what a change is `as_of`. `reasons`: what it may be about → the
    words of it that say so.
    """

    id: str
    register: str
    place: str
    seq: int
    closed: str
    merged_into: str | None
    merged: list[str]
    linked: list[str]
    answers: dict[str, Value]
    clashes: dict[str, list[ClashValue]]
    reasons: dict[str, list[str]]


def show(call: Call[None, OneSubject, Shown]) -> SubjectShown:
    """Raises Refusal not_found, purpose.missing."""
    row = subjects.find(call.path.subject, call.actor, VERB)
    opening.write_down(call.actor, VERB, call.query.purpose, row.place, [row.id])
    answers = opening.opened({row.id: sealed_of(row.sealed)}, recorder.running().keyring)[row.id]
    merged = list(Subject.objects.filter(merged_into=row.id).order_by("id").values_list("id", flat=True))
    leading_here = reduce(or_, map(subjects.linked_to, [row.id, *merged]))
    linked = subjects.found_below(areas(call.actor, "subject.read"), leading_here).filter(merged_into=None)
    return SubjectShown(
        row.id, row.register, row.place, row.changed_seq, row.closed, row.merged_into, merged,
        list(linked.order_by("id").values_list("id", flat=True)[:500]),
        readable_of(row.readable) | answers, _clashes(row), _reasons(row, answers),
    )  # fmt: skip


def find(call: Call[Find, OneRegister, None]) -> list[SubjectListed]:
    """That somebody looked is written down, also when nothing is found. Raises Refusal body.invalid."""
    pen = recorder.running()
    declared = require_published(call.path.register, pen.reference())
    hashes = hashes_of(call.body, pen.keyring, declared.register)
    seen = subjects.found_below(areas(call.actor, VERB), subjects.found_by(hashes))
    seen = seen.filter(register=declared.register)
    rows = list(seen.order_by("place", "id")[:SHOWN])
    opening.write_down(call.actor, VERB, call.body.purpose, None, [row.id for row in rows])
    return [listed(row, declared.label) for row in rows]


def hashes_of(asked: Find, keyring: Keyring, register: str) -> list[str]:
    """Of what is looked for, under every open scope of the register. Raises Refusal body.invalid."""
    given = {k: v for k in ("phone", "id_number", "name") if (v := getattr(asked, k)) is not None}
    if len(given) != 1:
        raise Refusal("body.invalid", path="$", problem=Phrase("wanted.one_kind"))
    [(kind, value)] = given.items()
    plain = normal(kind, value)
    if plain is None:
        raise Refusal("body.invalid", path=f"$.{kind}", problem=Phrase(f"wanted.{kind}"))
    return [maker.hash(kind, plain) for maker in makers_of(keyring, register)]


def _reasons(row: Subject, answers: Mapping[str, Value]) -> dict[str, list[str]]:
    suggests = recorder.running().reference().registers[row.register].suggests
    return suggests.reasons(str(answers.get(suggests.from_) or "")) if suggests else {}


def _clashes(row: Subject) -> dict[str, list[ClashValue]]:
    paths = paths_of(row.clashes)
    if not paths:
        return {}
    records = Version.objects.filter(subject=row.id).values_list(*VERSIONS.columns)
    holding = standing(VERSIONS.rows(records))
    return {path: [_value(path, version) for version in holding[path]] for path in paths}


def _value(path: str, version: VersionRow) -> ClashValue:
    value = value_of(path, version)
    if isinstance(value, str) and path in paths_of(version.paths):
        keyring = recorder.running().keyring
        value = opening.opened({version.subject: {path: value}}, keyring)[version.subject].get(path)
    return ClashValue(version.entry, iso(version.at), value)


ROUTES: Final = (
    Route("GET", "/subjects/{subject}", VERB, None, SubjectShown, show,
          "One subject with its sealed answers, opened for a stated purpose.", params=OneSubject, query=Shown,
          refuses=("purpose.missing",)),
    Route("POST", "/registers/{register}/find", VERB, Find, list[SubjectListed], find,
          "Look up by a whole telephone, identity number or name, for a stated purpose.", params=OneRegister,
          refuses=("purpose.missing", "register.unknown")),
)  # fmt: skip
