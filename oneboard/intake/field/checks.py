"""Checks at the field door: why a person must look at an observation before it is recorded. Pure.

An observation is never refused. Each reason is a word of the glossary with a text in the locales.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias

import msgspec

from oneboard.access.actor import PostHeld
from oneboard.access.roles import roles
from oneboard.intake.answers import Fault, fault_of_fields, fault_of_form
from oneboard.projections.reference import Reference
from oneboard.vocabulary.entry import Submission
from oneboard.vocabulary.facts import CURRENT, Fact, read
from oneboard.vocabulary.subjects import (
    SubjectChanged,
    SubjectClosed,
    SubjectMoved,
    SubjectRegistered,
    SubjectReopened,
)
from oneboard.vocabulary.tasks import StepTaken

#: What a phone may say. Everything else is said at a desk, by a command.
OBSERVATIONS: Final = frozenset(
    {
        "step.taken", "subject.registered", "subject.changed", "subject.moved", "subject.closed", "subject.reopened"
    }
)  # fmt: skip

#: The same with their versions, those in force.
_KINDS: Final = frozenset(kind for kind in CURRENT if kind.partition("@")[0] in OBSERVATIONS)

OfARegister: TypeAlias = SubjectRegistered | SubjectChanged | SubjectMoved | SubjectClosed | SubjectReopened
OF_A_REGISTER: Final = (SubjectRegistered, SubjectChanged, SubjectMoved, SubjectClosed, SubjectReopened)

#: Before this no phone of today was made (2015-01-01 UTC, ms); a clock that says so even after correction is wrong.
_EARLIEST: Final = 1_420_070_400_000


class Sender(NamedTuple):
    """The device a batch came from, and every post its member ever held, by id."""

    device: str
    member: str
    revoked_ms: int | None
    posts: Mapping[str, PostHeld]


def first_fault(submission: Submission, at: int, sender: Sender, reference: Reference) -> Fault | None:
    """The first reason against recording it as it stands, or None. `at` is the corrected time in ms."""
    fact = _read(submission)
    if isinstance(fact, Fault):
        return fact
    return (
        _fault_of_ground(submission, fact, reference)
        or _fault_of_answers(submission, fact, reference)
        or _fault_of_sender(submission, fact, at, sender, reference)
    )


def structural_fault(submission: Submission, reference: Reference) -> Fault | None:
    """The first reason for which not even a person can have it recorded: there is nothing to fold it on."""
    fact = _read(submission)
    return fact if isinstance(fact, Fault) else _fault_of_ground(submission, fact, reference)


def _read(submission: Submission) -> Fact | Fault:
    kind = submission.kind
    if kind not in _KINDS:
        return Fault("kind.unknown", kind)
    try:
        return read(kind, submission.fact)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return Fault("fact.invalid", str(error))


def _fault_of_ground(submission: Submission, fact: Fact, reference: Reference) -> Fault | None:
    if submission.place is None or submission.place not in reference.paths:
        return Fault("place.unknown", submission.place or "")
    if submission.incident is not None and submission.incident not in reference.incidents:
        return Fault("incident.unknown", submission.incident)
    # By its type and first, here and below, since nearly all are steps: that one is none of the facts of a register
    # takes `isinstance` a hundred times as long.
    if type(fact) is StepTaken:
        return _fault_of_step(submission, fact, reference)
    return _fault_of_subject(submission, fact, reference) if isinstance(fact, OF_A_REGISTER) else None


def _fault_of_step(submission: Submission, fact: StepTaken, reference: Reference) -> Fault | None:
    playbook = reference.playbooks.get(submission.playbook or "")
    if playbook is None:
        return Fault("playbook.unknown", submission.playbook or "")
    if fact.step not in playbook.task.steps:
        return Fault("step.unknown", f"{fact.step}: {', '.join(playbook.task.steps)}")
    if playbook.task.steps[fact.step].at_a_desk:
        return Fault("step.at_a_desk", fact.step)
    return None


def _fault_of_subject(submission: Submission, fact: OfARegister, reference: Reference) -> Fault | None:
    if fact.register not in reference.registers:
        return Fault("register.unknown", fact.register)
    if isinstance(fact, SubjectMoved) and fact.to not in reference.paths:
        return Fault("place.unknown", fact.to)
    return Fault("subject.missing") if submission.subject is None else None


def _fault_of_answers(submission: Submission, fact: Fact, reference: Reference) -> Fault | None:
    if type(fact) is StepTaken:
        return fault_of_form(submission.answers, reference.form(submission.playbook or "", fact.step))
    if isinstance(fact, OF_A_REGISTER):
        whole = isinstance(fact, SubjectRegistered)
        return fault_of_fields(submission.answers, reference.registers[fact.register], whole=whole)
    return None


def _fault_of_sender(
    submission: Submission, fact: Fact, at: int, sender: Sender, reference: Reference
) -> Fault | None:
    if submission.device != sender.device:
        return Fault("device.other")
    if sender.revoked_ms is not None:
        return Fault("device.revoked")
    if submission.actor.party != "member" or submission.actor.member != sender.member:
        return Fault("actor.other")
    post = sender.posts.get(submission.actor.post or "")
    if post is None or not post.in_force(at):
        return Fault("post.not_in_force")
    if "field.push" not in roles()[post.grant.role].verbs:
        return Fault("post.not_permitted", post.grant.role)
    if (
        type(fact) is not StepTaken
        and isinstance(fact, OF_A_REGISTER)
        and post.grant.role not in reference.registers[fact.register].holders
    ):
        return Fault("role.not_holder", post.grant.role)
    place = submission.place or ""
    ground = reference.ground_of(place)
    if place != post.grant.place and not (ground and all(map(post.grant.covers, ground))):
        return Fault("place.elsewhere", place)
    return Fault("clock.impossible") if at < _EARLIEST else None
