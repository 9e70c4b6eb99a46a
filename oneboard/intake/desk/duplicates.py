"""Duplicates at the desk: subjects that may be one are listed with the reason, and a person decides."""

from collections.abc import Iterable
from functools import partial
from typing import Any, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.foundation.ids import Id
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.intake.desk.listing import OneRegister, SubjectListed, listed
from oneboard.intake.desk.subjects import VERB, OneSubject
from oneboard.projections import duplicates, places, subjects
from oneboard.projections.grounds import inside
from oneboard.projections.models import Subject
from oneboard.recorder import recorder
from oneboard.vocabulary.facts import Fact
from oneboard.vocabulary.subjects import SubjectMerged, SubjectParted, SubjectToldApart
from oneboard.work.registers import require_published
from oneboard.work.subjects import decide_merge, decide_parting, decide_telling_apart


class DuplicatesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`place`: this one and all below, absent: one's whole ground."""

    place: str | None = None


class Duplicates(msgspec.Struct, frozen=True):
    """`reason`: what they have in common: phone, id_number, or key, the field by which a row is known in its grid."""

    reason: str
    subjects: list[SubjectListed]


class Merge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`into`: the one that stays."""

    id: Id
    into: Id


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id


class TellApart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    other: Id


def list_duplicates(call: Call[None, OneRegister, DuplicatesQuery]) -> list[Duplicates]:
    """Raises Refusal register.unknown, not_found for a place out of sight."""
    declared = require_published(call.path.register, recorder.running().reference())
    standing = subjects.visible(call.actor, VERB)
    if call.query.place is not None:
        place = places.find(call.query.place, call.actor, VERB)
        standing = Subject.objects.filter(place__in=inside([place.path]))
    groups = duplicates.groups(
        standing.filter(register=declared.register, merged_into=None, closed=""), declared.key
    )
    rows = {row.id: row for row in _rows(id_ for _, ids in groups for id_ in ids)}
    return [Duplicates(reason, [listed(rows[id_], declared.label) for id_ in ids]) for reason, ids in groups]


def merge(call: Call[Merge, OneSubject, None]) -> Recorded:
    """Figures count both as the one that stays, until they are parted. Raises Refusal subject.merged, body.invalid."""
    into = subjects.find(call.body.into, call.actor, VERB)
    decide = partial(decide_merge, call.path.subject, into.id)
    return _said(call, SubjectMerged(into=into.id), decide)


def part(call: Call[Part, OneSubject, None]) -> Recorded:
    """Raises Refusal subject.not_merged."""
    return _said(call, SubjectParted(), partial(decide_parting, call.path.subject))


def tell_apart(call: Call[TellApart, OneSubject, None]) -> Recorded:
    """They are not listed together again. Raises Refusal body.invalid."""
    other = subjects.find(call.body.other, call.actor, VERB)
    decide = partial(decide_telling_apart, call.path.subject, other.id)
    return _said(call, SubjectToldApart(other=other.id), decide)


def _said(call: Call[Any, OneSubject, None], fact: Fact, decide: Any) -> Recorded:
    subject = subjects.find(call.path.subject, call.actor, VERB)
    return record(call, call.body.id, [Statement(fact=fact, place=subject.place, subject=subject.id)], decide)


def _rows(ids: Iterable[str]) -> Iterable[Subject]:
    return Subject.objects.filter(id__in=set(ids))


ROUTES: Final = (
    Route("GET", "/registers/{register}/duplicates", VERB, None, list[Duplicates], list_duplicates,
          "Subjects that may be one, with the reason.", params=OneRegister, query=DuplicatesQuery,
          refuses=("register.unknown",)),
    Route("POST", "/subjects/{subject}/merge", VERB, Merge, Recorded, merge,
          "Merge a subject into another of its register.", params=OneSubject, refuses=("subject.merged",)),
    Route("POST", "/subjects/{subject}/part", VERB, Part, Recorded, part, "Undo a merge.", params=OneSubject,
          refuses=("subject.not_merged",)),
    Route("POST", "/subjects/{subject}/tell-apart", VERB, TellApart, Recorded, tell_apart,
          "Say that two subjects are two.", params=OneSubject),
)  # fmt: skip
