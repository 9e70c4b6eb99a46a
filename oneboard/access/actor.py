"""Who acts: an account or a device, the member behind it, and the posts in force that it holds now."""

from typing import Final, Literal, NamedTuple, TypeAlias

import msgspec

#: Who stands behind an entry. `clock` and `node` are the house itself; only a member can hold grants.
Party: TypeAlias = Literal["member", "clock", "node", "public"]


class Grant(msgspec.Struct, frozen=True):
    """One post in force. `grounds`: dotted paths of place ids from the root, `5117.511702`: the place's own; for a
    place that is gone, those that cover its ground now, or none."""

    post: str
    unit: str
    place: str
    grounds: tuple[str, ...]
    role: str

    def covers(self, path: str) -> bool:
        return any(within(path, ground) for ground in self.grounds)


class PostHeld(NamedTuple):
    """A post with the moments (ms) from which and before which it is in force."""

    grant: Grant
    begins: int
    ends: int | None

    def in_force(self, at: int) -> bool:
        return self.begins <= at and (self.ends is None or at < self.ends)


class Actor(msgspec.Struct, frozen=True):
    """`grants` is empty for a leaver and for a revoked device, which may still knock at the field door.

    `held`: every post a device's member ever held, for what was observed while it was in force.
    """

    account: str | None = None
    member: str | None = None
    device: str | None = None
    grants: tuple[Grant, ...] = ()
    party: Party = "member"
    revoked_ms: int | None = None
    held: tuple[PostHeld, ...] = ()

    @property
    def signed_in(self) -> bool:
        return self.account is not None or self.device is not None


NOBODY: Final = Actor(party="public")


def within(path: str, ground: str) -> bool:
    """Whole segments only: `5117` covers `5117.511702` and not `511701`."""
    return path == ground or path.startswith(ground + ".")
