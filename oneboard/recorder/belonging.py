"""Belonging: under which register's keys an entry's answers lie, and which declaration says what of them is sealed."""

from collections.abc import Mapping
from typing import Final

import msgspec

from oneboard.playbooks.registers import Register
from oneboard.projections.reference import Reference
from oneboard.vocabulary.entry import Submission
from oneboard.vocabulary.facts import read
from oneboard.vocabulary.subjects import SubjectChanged, SubjectRegistered

#: Where the answers of the house's own facts lie.
HOUSE: Final = {
    "member.registered": "members",
    "member.changed": "members",
    "quarantine.settled": "quarantine",
    "blob.stored": "blobs",
}

#: The register of answers that belong to none we know; a person will look at their entries.
OTHERS: Final = "others"

#: By what a member is found again: path → kind of hash.
_MEMBER_FOUND_BY: Final = {"name": "name", "phone": "phone"}

#: The kinds whose answers are fields of the register that their fact names.
_OF_REGISTER: Final = frozenset({"subject.registered", "subject.changed"})


def register_of(submission: Submission, reference: Reference) -> str:
    kind = submission.kind.partition("@")[0]
    if kind in _OF_REGISTER:
        return _named(submission)
    playbook = reference.playbooks.get(submission.playbook or "")
    return playbook.subject if playbook else HOUSE.get(kind, OTHERS)


def declared(submission: Submission, reference: Reference) -> Register | None:
    """None for an entry whose answers are not fields of a register, and for a register nobody published."""
    if submission.kind.partition("@")[0] not in _OF_REGISTER:
        return None
    return reference.registers.get(_named(submission))


def found_by(submission: Submission, reference: Reference) -> Mapping[str, str]:
    """The answers that get a keyed hash: path → kind of hash."""
    if HOUSE.get(submission.kind.partition("@")[0]) == "members":
        return _MEMBER_FOUND_BY
    register = declared(submission, reference)
    return register.found_by if register else {}


def _named(submission: Submission) -> str:
    try:
        fact = read(submission.kind, submission.fact)
    except (KeyError, msgspec.DecodeError):
        return OTHERS
    return fact.register if isinstance(fact, SubjectRegistered | SubjectChanged) else OTHERS
