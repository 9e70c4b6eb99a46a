"""Facts about the subjects (对象) of registers (台账).

`as_of` is the last entry about the subject that the author had seen: what was recorded since is not overwritten by
it, but stands beside it as a clash. `parents` name the registration and the author's own earlier changes.
"""

from typing import Annotated, Literal

import msgspec

from oneboard.foundation.ids import Id
from oneboard.vocabulary.facts import Fact, Leaves, fact

AsOf = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]


@fact("subject.registered@1", leaves=Leaves.WITH_ITS_KEY)
class SubjectRegistered(Fact, frozen=True):
    """Something records are about stands on a register, at the entry's place. Its fields are answers, sealed."""

    register: str


@fact("subject.changed@1", leaves=Leaves.WITH_ITS_KEY)
class SubjectChanged(Fact, frozen=True):
    """Fields of a subject became others: the answers hold the changed paths only, null for what is no more."""

    register: str
    as_of: AsOf


@fact("subject.moved@1", leaves=Leaves.HOLDS_NONE)
class SubjectMoved(Fact, frozen=True):
    """The subject is at `to` now. The entry's place is where it was."""

    register: str
    to: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    as_of: AsOf


@fact("subject.closed@1", leaves=Leaves.HOLDS_NONE)
class SubjectClosed(Fact, frozen=True):
    """The subject is no more, or no more ours; nothing is owed about it until it is reopened."""

    register: str
    reason: Literal["left", "ended", "demolished", "used_up", "mistaken", "other"]
    as_of: AsOf


@fact("subject.reopened@1", leaves=Leaves.HOLDS_NONE)
class SubjectReopened(Fact, frozen=True):
    """A closed subject is there after all."""

    register: str
    as_of: AsOf


@fact("subject.merged@1", leaves=Leaves.HOLDS_NONE)
class SubjectMerged(Fact, frozen=True):
    """A person found that the entry's subject and `into` are one. Figures count them as `into`, until parted."""

    into: Id


@fact("subject.parted@1", leaves=Leaves.HOLDS_NONE)
class SubjectParted(Fact, frozen=True):
    """They were two after all: the merge of the entry's subject is undone."""


@fact("subject.told_apart@1", leaves=Leaves.HOLDS_NONE)
class SubjectToldApart(Fact, frozen=True):
    """A person looked at the entry's subject and `other`, and they are two: not listed as duplicates again."""

    other: Id


@fact("subject.forgotten@1", leaves=Leaves.HOLDS_NONE)
class SubjectForgotten(Fact, frozen=True):
    """Every key of the entry's subject was destroyed before this was recorded: what was said of it was not so."""

    register: str
