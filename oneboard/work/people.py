"""Decisions about units, members and posts (单位, 人员, 岗位)."""

from oneboard.access.actor import Actor
from oneboard.access.policy import permit_appointment
from oneboard.foundation.errors import Refusal
from oneboard.projections.models import Member, Post, Unit
from oneboard.projections.people import posts_of


def decide_unit(unit: str) -> None:
    """Raises Refusal body.invalid."""
    _must_be_new(Unit.objects.filter(id=unit).exists(), "$.unit")


def decide_member(member: str) -> None:
    """Raises Refusal body.invalid."""
    _must_be_new(Member.objects.filter(id=member).exists(), "$.member")


def decide_appointment(
    actor: Actor, post: str, member: str, unit: str, role: str, path: str, now_ms: int
) -> None:
    """`path`: of the place. Raises Refusal role.unknown, role.not_grantable, unit.unknown, not_found, body.invalid."""
    held = [held.grant.role for held in posts_of(member) if held.ends is None or held.ends > now_ms]
    permit_appointment(actor, role, path, member, held)
    if not Unit.objects.filter(id=unit).exists():
        raise Refusal("unit.unknown", unit=unit)
    if not Member.objects.filter(id=member).exists():
        raise Refusal("not_found")
    _must_be_new(Post.objects.filter(id=post).exists(), "$.post")


def decide_end(post: str, now_ms: int) -> None:
    """Raises Refusal post.ended."""
    if Post.objects.filter(id=post, ends__lte=now_ms).exists():
        raise Refusal("post.ended")


def _must_be_new(exists: bool, path: str) -> None:
    if exists:
        raise Refusal("body.invalid", path=path, problem="a new id: this one is taken")
