"""Units, posts and members over HTTP: who is where on one's ground. Names only for a purpose, and written down."""

from typing import Annotated, Final

import msgspec
from django.db.models import Q

from oneboard.access.routes import Call, Route
from oneboard.foundation.clock import iso
from oneboard.foundation.ids import Id
from oneboard.intake import opening
from oneboard.intake.desk.openings import SHOWN, Find, hashes_of
from oneboard.projections import members, places, posts, units
from oneboard.projections.grounds import inside
from oneboard.projections.models import Member, Post, Unit
from oneboard.projections.subjects import found_by
from oneboard.projections.versions import sealed_of
from oneboard.recorder import recorder
from oneboard.recorder.belonging import HOUSE

READ: Final = "people.read"

Limit = Annotated[int, msgspec.Meta(ge=1, le=500)]
Purpose = Annotated[str, msgspec.Meta(max_length=200)]


class UnitQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of `place` and below it, or of one's whole ground; `part_of`: the squads of a unit.

    The page behind the unit `after`, by id.
    """

    place: str | None = None
    part_of: Id | None = None
    name: str | None = None
    after: Id | None = None
    limit: Limit = 100


class PostQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`over`: those that have ended as well. The page behind the post `after`, by id."""

    place: str | None = None
    unit: Id | None = None
    member: Id | None = None
    over: bool = False
    after: Id | None = None
    limit: Limit = 100


class MemberQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Registered at `place` or below it, or with a post in force there. A page is one opening of all it names."""

    purpose: Purpose = ""
    place: str | None = None
    unit: Id | None = None
    after: Id | None = None
    limit: Limit = 100


class UnitSeen(msgspec.Struct, frozen=True):
    id: str
    name: str
    squad: bool
    part_of: str | None
    place: str


class PostSeen(msgspec.Struct, frozen=True):
    id: str
    member: str
    unit: str
    place: str
    role: str
    begins: str
    ends: str | None


class MemberSeen(msgspec.Struct, frozen=True):
    """`name` and `phone` are None once their keys are destroyed."""

    id: str
    place: str
    unit: str | None
    number: str | None
    name: str | None
    phone: str | None


def list_units(call: Call[None, None, UnitQuery]) -> list[UnitSeen]:
    asked = call.query
    found = units.visible(call.actor, READ)
    if asked.after is not None:
        found = found.filter(id__gt=asked.after)
    if asked.place is not None:
        found = found.filter(place__in=inside([places.find(asked.place, call.actor, READ).path]))
    found = found.filter(**_given(part_of=asked.part_of, name=asked.name))
    return [_unit(unit) for unit in found.order_by("id")[: asked.limit]]


def list_posts(call: Call[None, None, PostQuery]) -> list[PostSeen]:
    asked = call.query
    found = posts.visible(call.actor, READ)
    if not asked.over:
        found = found.filter(Q(ends__isnull=True) | Q(ends__gt=call.now_ms))
    if asked.after is not None:
        found = found.filter(id__gt=asked.after)
    if asked.place is not None:
        found = found.filter(place__in=inside([places.find(asked.place, call.actor, READ).path]))
    found = found.filter(**_given(unit=asked.unit, member=asked.member))
    return [_post(post) for post in found.order_by("id")[: asked.limit]]


def list_members(call: Call[None, None, MemberQuery]) -> list[MemberSeen]:
    """Raises Refusal purpose.missing, not_found."""
    asked, verb = call.query, members.OPEN
    found = members.visible(call.actor, verb, call.now_ms)
    if asked.place is not None:
        path = places.find(asked.place, call.actor, verb).path
        found = Member.objects.filter(members.belonging([path], call.now_ms))
    if asked.unit is not None:
        found = found.filter(members.of_unit(asked.unit, call.now_ms))
    if asked.after is not None:
        found = found.filter(id__gt=asked.after)
    page = list(found.order_by("id")[: asked.limit])
    shown = opening.members(page, call.actor, asked.purpose, "members", recorder.running().keyring)
    return [_member(m, shown.get(m.id, {})) for m in page]


def find_members(call: Call[Find, None, None]) -> list[MemberSeen]:
    """That somebody looked is written down, also when nobody is found. Raises Refusal body.invalid, purpose.missing."""
    keyring = recorder.running().keyring
    hashes = hashes_of(call.body, keyring, HOUSE["member.registered"])
    found = members.visible(call.actor, members.OPEN, call.now_ms).filter(found_by(hashes))
    page = list(found.order_by("id")[:SHOWN])
    opening.write_down(call.actor, members.OPEN, call.body.purpose, None, [m.id for m in page], "people find")
    said = opening.opened({m.id: sealed_of(m.sealed) for m in page}, keyring)
    return [_member(m, {path: str(value) for path, value in said[m.id].items()}) for m in page]


def _given(**filters: str | None) -> dict[str, str]:
    return {name: value for name, value in filters.items() if value is not None}


def _member(member: Member, said: opening.Known) -> MemberSeen:
    return MemberSeen(
        member.id, member.place, member.unit, member.number, said.get("name"), said.get("phone")
    )


def _unit(unit: Unit) -> UnitSeen:
    return UnitSeen(unit.id, unit.name, bool(unit.squad), unit.part_of, unit.place)


def _post(post: Post) -> PostSeen:
    ends = None if post.ends is None else iso(post.ends)
    return PostSeen(post.id, post.member, post.unit, post.place, post.role, iso(post.begins), ends)


ROUTES: Final = (
    Route("GET", "/units", READ, None, list[UnitSeen], list_units, "The units and squads of one's ground.",
          query=UnitQuery),
    Route("GET", "/posts", READ, None, list[PostSeen], list_posts, "The posts of one's ground, without names.",
          query=PostQuery),
    Route("GET", "/members", members.OPEN, None, list[MemberSeen], list_members,
          "The members of one's ground, their names opened for a purpose.", query=MemberQuery,
          refuses=("purpose.missing",)),
    Route("POST", "/people/find", members.OPEN, Find, list[MemberSeen], find_members,
          "Look a member up by a whole telephone or name, for a stated purpose.", refuses=("purpose.missing",)),
)  # fmt: skip
