"""Members (人员): who may be seen by whom."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from oneboard.access.actor import Actor, within
from oneboard.access.policy import areas
from oneboard.foundation.errors import Refusal
from oneboard.projections.grounds import inside, paths_of
from oneboard.projections.models import Member, Post, Unit
from oneboard.projections.posts import in_force

#: The verb that names and telephones ask for.
OPEN = "member.open"


def belonging(paths: Sequence[str], now_ms: int | None) -> Q:
    """Members registered on this ground, or with a post in force there; None: in force at any time."""
    places = inside(paths)
    held = Post.objects.filter(Q() if now_ms is None else in_force(now_ms), place__in=places)
    return Q(place__in=places) | Q(id__in=held.values("member"))


def of_unit(unit: str, now_ms: int) -> Q:
    """Members whose staff number is the unit's, or with a post in force in it or in one of its squads."""
    squads = Unit.objects.filter(Q(id=unit) | Q(part_of=unit)).values("id")
    return Q(unit=unit) | Q(id__in=Post.objects.filter(in_force(now_ms), unit__in=squads).values("member"))


def holding(unit: str, now_ms: int) -> list[str]:
    """The members with a post in force in the unit itself."""
    held = Post.objects.filter(in_force(now_ms), unit=unit).order_by("member")
    return list(held.values_list("member", flat=True).distinct())


def visible(actor: Actor, verb: str, now_ms: int | None) -> QuerySet[Member]:
    return Member.objects.filter(belonging(areas(actor, verb), now_ms))


def find(id_: str, actor: Actor, verb: str, now_ms: int | None) -> Member:
    """Raises Refusal not_found for a member that is missing or not of the actor's ground: the two look alike."""
    member = visible(actor, verb, now_ms).filter(id=id_).first()
    if member is None:
        raise Refusal("not_found")
    return member


def may_be_appointed(member: Member, actor: Actor, now_ms: int) -> bool:
    """Those of the actor's ground, and those registered above it, who are there for all that lies below."""
    lies = paths_of(member.place)
    above = lies.covers and any(
        within(area, path) for area in areas(actor, "post.appoint") for path in lies.paths
    )
    return above or not lies.paths or visible(actor, "post.appoint", now_ms).filter(id=member.id).exists()
