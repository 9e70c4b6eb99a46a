"""Decisions about units, members and posts (单位, 人员, 岗位)."""

from django.db.models import F, Q

from oneboard.access.actor import Actor
from oneboard.access.policy import permit_appointment
from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase
from oneboard.projections.members import may_be_appointed
from oneboard.projections.models import Member, Post, Unit
from oneboard.projections.people import posts_of
from oneboard.vocabulary.people import PostAppointed


def decide_unit(unit: str, name: str, part_of: str | None) -> None:
    """Raises Refusal body.invalid, unit.exists: rosters know a squad by the name that it alone has in its unit."""
    _must_be_new(Unit.objects.filter(id=unit).exists(), "$.unit")
    if part_of and (known := Unit.objects.filter(part_of=part_of, name=name).first()):
        raise Refusal("unit.exists", name=name, unit=known.id)


def decide_member(member: str, unit: str | None, number: str | None) -> None:
    """Raises Refusal body.invalid, member.exists for a staff number that the unit has given already."""
    _must_be_new(Member.objects.filter(id=member).exists(), "$.member")
    if number is not None and Member.objects.filter(unit=unit, number=number).exists():
        raise Refusal("member.exists", number=number)


def decide_appointment(
    actor: Actor, post: str, place: str, path: str, appointed: PostAppointed, now_ms: int
) -> None:
    """Raises Refusal role.unknown, role.not_grantable, unit.unknown, not_found, body.invalid, post.held."""
    member, unit, role = appointed.member, appointed.unit, appointed.role
    held = [p.grant.role for p in posts_of(member) if p.ends is None or p.ends > max(now_ms, p.begins)]
    permit_appointment(actor, role, path, member, held)
    if not Unit.objects.filter(id=unit).exists():
        raise Refusal("unit.unknown", unit=unit)
    known = Member.objects.filter(id=member).first()
    if known is None or not may_be_appointed(known, actor, now_ms):
        raise Refusal("not_found")
    _must_be_new(Post.objects.filter(id=post).exists(), "$.post")
    same = Post.objects.filter(member=member, unit=unit, place=place, role=role, begins__lte=appointed.begins)
    lasting = Q(ends=None) if appointed.ends is None else Q(ends=None) | Q(ends__gte=appointed.ends)
    if twin := same.filter(lasting).first():
        raise Refusal("post.held", post=twin.id)


def open_posts(member: str, now_ms: int) -> list[Post]:
    """Those in force and those to come, in the order of their ids."""
    to_last = Q(ends__isnull=True) | Q(ends__gt=now_ms) & Q(ends__gt=F("begins"))
    return list(Post.objects.filter(to_last, member=member).order_by("id"))


def decide_end(post: str, now_ms: int) -> None:
    """Raises Refusal post.ended."""
    if Post.objects.filter(id=post, ends__lte=now_ms).exists():
        raise Refusal("post.ended")


def _must_be_new(exists: bool, path: str) -> None:
    if exists:
        raise Refusal("body.invalid", path=path, problem=Phrase("wanted.new_id"))
