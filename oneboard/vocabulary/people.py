"""Facts about units, members and posts (单位, 人员, 岗位). The entry's `subject` is the unit, member or post."""

from typing import Literal

from oneboard.foundation.ids import Id
from oneboard.vocabulary.facts import Fact, Leaves, fact


@fact("unit.registered@1", leaves=Leaves.HOLDS_NONE)
class UnitRegistered(Fact, frozen=True):
    """An organisation or squad, at the entry's place."""

    name: str
    squad: bool = False


@fact("member.registered@1", leaves=Leaves.WITH_ITS_KEY)
class MemberRegistered(Fact, frozen=True):
    """A person who works here. Name and telephone are answers (`name`, `phone`), sealed."""


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
