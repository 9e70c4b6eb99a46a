"""Belonging: under which register's keys an entry's answers lie, and which declaration says what of them is sealed."""

from collections.abc import Container, Mapping
from typing import Final, NamedTuple

import msgspec

from oneboard.foundation.canonical import Value
from oneboard.playbooks.alikeness import bands
from oneboard.playbooks.findable import normal
from oneboard.playbooks.suggesting import SUGGESTED, Suggests
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


class Keeping(NamedTuple):
    """How the answers of one sort of entries are kept: the register under whose keys they lie, the questions whose
    answers may be read, and the answers that get a keyed hash (path → kind of hash). `confidence`: what is said in one
    lies under keys of its own. `alike`: the answers that get hashes by which they meet others; `suggests`: what of
    them may be read after all, by kept words.
    """

    register: str
    readable: Container[str]
    found_by: Mapping[str, str]
    confidence: str = ""
    alike: tuple[str, ...] = ()
    suggests: Suggests | None = None

    def derived(self, private: Mapping[str, Value]) -> dict[str, Value]:
        """What is worked out of sealed answers before they are sealed, and may be read."""
        if self.suggests is None:
            return {}
        text = private.get(self.suggests.from_)
        return {SUGGESTED: list(self.suggests.reasons(text))} if isinstance(text, str) else {}

    def hashed(self, private: Mapping[str, Value]) -> dict[str, list[tuple[str, str]]]:
        """By path, what of the sealed answers gets a hash: its kind and the value in the form it is hashed in."""
        said = {path: value for path, value in private.items() if isinstance(value, str)}
        found = {path: [("alike", band) for band in bands(said[path])] for path in self.alike if path in said}
        for path, kind in self.found_by.items():
            if path in said and (plain := normal(kind, said[path])) is not None:
                found[path] = [(kind, plain)]
        return found


def keeping_of(kind: str, playbook: str | None, register: str, reference: Reference) -> Keeping:
    """`register`: as `named_by` says it. What nobody published declares nothing."""
    name, published = kind.partition("@")[0], reference.playbooks.get(playbook or "")
    declared = reference.registers.get(register)
    if not register:
        register = published.registers[0] if published else HOUSE.get(name, OTHERS)
    readable = declared.readable if declared else published.readable if published else ()
    if HOUSE.get(name) == "members":
        return Keeping(register, readable, _MEMBER_FOUND_BY)
    confidence = published.confidence if published and not declared else None
    if declared is None:
        return Keeping(register, readable, {}, confidence or "")
    return Keeping(register, readable, declared.found_by, "", declared.alike, declared.suggests)


def named_by(submission: Submission) -> str:
    """The register that the fact names, whose fields the answers are; empty where they are no fields."""
    if submission.kind.partition("@")[0] not in _OF_REGISTER:
        return ""
    try:
        fact = read(submission.kind, submission.fact)
    except (KeyError, msgspec.DecodeError):
        return OTHERS
    return fact.register if isinstance(fact, (SubjectRegistered, SubjectChanged)) else OTHERS
