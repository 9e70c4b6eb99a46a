"""Subjects at the desk: registered, changed, moved, closed and reopened by whoever manages the register there."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Final, Literal

import msgspec

from oneboard.access.actor import Actor
from oneboard.access.policy import areas
from oneboard.access.routes import Call, Route
from oneboard.foundation.canonical import Value
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.foundation.words import Phrase
from oneboard.intake.answers import fault_of_fields, refused
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.playbooks.registers import Register
from oneboard.projections import places, subjects
from oneboard.projections.grounds import inside
from oneboard.projections.models import Subject
from oneboard.recorder import recorder
from oneboard.vocabulary.places import Code
from oneboard.vocabulary.subjects import (
    AsOf,
    SubjectChanged,
    SubjectClosed,
    SubjectMoved,
    SubjectRegistered,
    SubjectReopened,
)
from oneboard.work.registers import require_published
from oneboard.work.subjects import decide_change, decide_registration, decide_reopening

VERB: Final = "subject.manage"

#: Of a household that moves, so many members go with it in one command.
MEMBERS: Final = 200

Answers = Annotated[dict[str, Value], msgspec.Meta(max_length=500)]


class NewSubject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`answers`: its fields by path; those that the register does not list as readable are sealed."""

    id: Id
    subject: Id
    register: str
    place: Code
    answers: Answers
    incident: Id | None = None


class ChangeSubject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`answers`: what changed, null for what is no more. `as_of`: the `seq` of the subject as it was shown."""

    id: Id
    as_of: AsOf
    answers: Annotated[dict[str, Value], msgspec.Meta(min_length=1, max_length=500)]
    incident: Id | None = None


class MoveSubject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`with_linked`: the subjects that lead to it go along, as the members of a household do."""

    id: Id
    as_of: AsOf
    to: Code
    with_linked: bool = False


class CloseSubject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    as_of: AsOf
    reason: Literal["left", "ended", "demolished", "used_up", "mistaken", "other"]


class ReopenSubject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    as_of: AsOf


class OneSubject(msgspec.Struct, frozen=True):
    subject: Id


def register(call: Call[NewSubject, None, None]) -> Recorded:
    """Raises Refusal register.unknown, not_found, body.invalid for an answer that is not as it must be."""
    new = call.body
    places.find(new.place, call.actor, VERB)
    declared = require_published(new.register, recorder.running().reference())
    _require_fit(new.answers, declared, call.locale, whole=True)
    _require_links(new.answers, declared, call.actor)
    _require_incident(new.incident)
    said = Statement(fact=SubjectRegistered(register=new.register), place=new.place, subject=new.subject,
                     incident=new.incident, answers=new.answers)  # fmt: skip
    return record(call, new.id, [said], partial(decide_registration, new.subject))


def change(call: Call[ChangeSubject, OneSubject, None]) -> Recorded:
    """Raises Refusal not_found, subject.closed, subject.merged, body.invalid."""
    subject, asked = subjects.find(call.path.subject, call.actor, VERB), call.body
    declared = require_published(subject.register, recorder.running().reference())
    _require_fit(asked.answers, declared, call.locale, whole=False)
    _require_links(asked.answers, declared, call.actor)
    _require_incident(asked.incident)
    said = Statement(fact=SubjectChanged(register=subject.register, as_of=asked.as_of), place=subject.place,
                     subject=subject.id, incident=asked.incident, answers=asked.answers)  # fmt: skip
    return record(call, asked.id, [said], partial(decide_change, subject.id))


def move(call: Call[MoveSubject, OneSubject, None]) -> Recorded:
    """Whoever has it gives it away; who gets it need not be in his sight. Raises Refusal place.unknown."""
    subject, asked = subjects.find(call.path.subject, call.actor, VERB), call.body
    if asked.to not in recorder.running().reference().paths:
        raise Refusal("place.unknown", place=asked.to)
    linked = Subject.objects.filter(subjects.linked_to(subject.id), place=subject.place, merged_into=None)
    going = [subject, *(linked.order_by("id")[:MEMBERS] if asked.with_linked else ())]
    said = [
        Statement(
            fact=SubjectMoved(
                register=one.register, to=asked.to,
                as_of=asked.as_of if one is subject else one.changed_seq,
            ),
            place=one.place, subject=one.id,
        )
        for one in going
    ]  # fmt: skip
    return record(call, asked.id, said, partial(decide_change, subject.id))


def close(call: Call[CloseSubject, OneSubject, None]) -> Recorded:
    """Raises Refusal not_found, subject.closed, subject.merged."""
    asked = call.body
    return _said(
        call,
        lambda one: SubjectClosed(register=one.register, reason=asked.reason, as_of=asked.as_of),
        decide_change,
    )


def reopen(call: Call[ReopenSubject, OneSubject, None]) -> Recorded:
    """Raises Refusal not_found, subject.not_closed, subject.merged."""
    as_of = call.body.as_of
    return _said(call, lambda one: SubjectReopened(register=one.register, as_of=as_of), decide_reopening)


def _said(
    call: Call[Any, OneSubject, None], fact: Callable[[Subject], Any], decide: Callable[[str], None]
) -> Recorded:
    subject = subjects.find(call.path.subject, call.actor, VERB)
    said = Statement(fact=fact(subject), place=subject.place, subject=subject.id)
    return record(call, call.body.id, [said], partial(decide, subject.id))


def _require_fit(answers: Answers, declared: Register, locale: str, *, whole: bool) -> None:
    if fault := fault_of_fields(answers, declared, whole=whole):
        if fault.detail in declared.fields or fault.reason != "answer.unasked":
            raise refused(fault, locale)
        problem = Phrase("wanted.field", {"path": fault.detail, "known": ", ".join(declared.fields)})
        raise Refusal("body.invalid", path=f"$.answers.{fault.detail}", problem=problem)


def _require_links(answers: Answers, declared: Register, actor: Actor) -> None:
    """A link leads to a subject of its register that the actor sees and that is not merged into another."""
    links = {
        p: f.of for p, f in declared.fields.items() if f.type == "subject" and answers.get(p) is not None
    }
    for path, register in links.items():
        paths = inside(areas(actor, "subject.read"))
        asked = Subject.objects.filter(id=answers[path], register=register, merged_into=None, place__in=paths)
        if not asked.exists():
            problem = Phrase("wanted.subject", {"register": register or ""})
            raise Refusal("body.invalid", path=f"$.answers.{path}", problem=problem)


def _require_incident(incident: str | None) -> None:
    if incident is not None and incident not in recorder.running().reference().incidents:
        raise Refusal("body.invalid", path="$.incident", problem=Phrase("wanted.incident"))


_CHANGING: Final = ("subject.closed", "subject.merged")

ROUTES: Final = (
    Route("POST", "/subjects", VERB, NewSubject, Recorded, register, "Register a subject.",
          refuses=("register.unknown",)),
    Route("POST", "/subjects/{subject}/change", VERB, ChangeSubject, Recorded, change, "Change fields of a subject.",
          params=OneSubject, refuses=(*_CHANGING, "register.unknown")),
    Route("POST", "/subjects/{subject}/move", VERB, MoveSubject, Recorded, move, "Move a subject to another place.",
          params=OneSubject, refuses=(*_CHANGING, "place.unknown")),
    Route("POST", "/subjects/{subject}/close", VERB, CloseSubject, Recorded, close,
          "Close a subject: nothing is owed about it.", params=OneSubject, refuses=_CHANGING),
    Route("POST", "/subjects/{subject}/reopen", VERB, ReopenSubject, Recorded, reopen, "Reopen a closed subject.",
          params=OneSubject, refuses=("subject.merged", "subject.not_closed")),
)  # fmt: skip
