"""Decisions about the subjects (对象) of registers, each on the subject as it stands under the lock."""

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase
from oneboard.projections.models import Subject


def decide_registration(subject: str) -> None:
    """Raises Refusal body.invalid."""
    if Subject.objects.filter(id=subject).exists():
        raise Refusal("body.invalid", path="$.subject", problem=Phrase("wanted.new_id"))


def decide_change(subject: str) -> None:
    """Raises Refusal subject.merged, subject.closed. What others changed meanwhile does not refuse it: see clashes."""
    if _unmerged(subject).closed:
        raise Refusal("subject.closed")


def decide_reopening(subject: str) -> None:
    """Raises Refusal subject.merged, subject.not_closed."""
    if not _unmerged(subject).closed:
        raise Refusal("subject.not_closed")


def decide_merge(subject: str, into: str) -> None:
    """Raises Refusal body.invalid for itself or for one of another register, subject.merged.

    A merged subject leads to one that is merged into nothing, so that there are neither chains nor circles.
    """
    one, other = _unmerged(subject), _unmerged(into)
    if one.id == other.id or one.register != other.register:
        raise _other("$.into", one.register)
    if Subject.objects.filter(merged_into=subject).exists():
        raise Refusal("subject.merged", into=subject)


def decide_parting(subject: str) -> None:
    """Raises Refusal subject.not_merged."""
    if Subject.objects.get(id=subject).merged_into is None:
        raise Refusal("subject.not_merged")


def decide_telling_apart(subject: str, other: str) -> None:
    """Raises Refusal body.invalid for itself or for one of another register."""
    one, two = Subject.objects.get(id=subject), Subject.objects.get(id=other)
    if one.id == two.id or one.register != two.register:
        raise _other("$.other", one.register)


def _other(path: str, register: str) -> Refusal:
    return Refusal("body.invalid", path=path, problem=Phrase("wanted.other", {"register": register}))


def _unmerged(subject: str) -> Subject:
    found = Subject.objects.get(id=subject)
    if found.merged_into is not None:
        raise Refusal("subject.merged", into=found.merged_into)
    return found
