"""Facts about units, members and posts (单位, 人员, 岗位). The entry's `subject` is the unit, member or post."""

from typing import Literal

from oneboard.foundation.ids import Id
from oneboard.vocabulary.facts import Fact, Leaves, fact


@fact("unit.registered@1", leaves=Leaves.HOLDS_NONE)
class UnitRegistered(Fact, frozen=True):
    """An organisation or squad, at the entry's place. `part_of`: the unit that a squad belongs to."""

    name: str
    squad: bool = False
    part_of: Id | None = None


@fact("member.registered@1", leaves=Leaves.WITH_ITS_KEY)
class MemberRegistered(Fact, frozen=True):
    """A person who works here, registered at the entry's place. Answers `name` and `phone` are sealed.

    `number` is the staff number that `unit` gave: it names nobody to whoever does not have the unit's own list.
    """

    unit: Id | None = None
    number: str | None = None


@fact("member.changed@1", leaves=Leaves.WITH_ITS_KEY)
class MemberChanged(Fact, frozen=True):
    """The member's name and telephone as they are from now on: both are said, so that both lie under one key."""


@fact("post.appointed@1", leaves=Leaves.HOLDS_NONE)
class PostAppointed(Fact, frozen=True):
    """A member holds a role in a unit at the entry's place from `begins` on, until `ends` or further notice (ms)."""

    member: Id
    unit: Id
    role: str
    begins: int
    ends: int | None = None


@fact("post.ended@1", leaves=Leaves.HOLDS_NONE)
class PostEnded(Fact, frozen=True):
    """The post ends at `ends` (ms)."""

    ends: int
    reason: Literal["relieved", "handed_over", "left", "withdrawn"]
