"""Units, members and posts at the desk: nobody appoints beyond his own ground, or to a role he may not grant."""

import datetime as dt
from functools import partial
from typing import Annotated, Final, Literal

import msgspec

from oneboard.access.policy import permit_ending
from oneboard.access.routes import Call, Route
from oneboard.foundation.canonical import Value
from oneboard.foundation.clock import instant_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.projections import places
from oneboard.projections.models import Post
from oneboard.vocabulary.people import MemberRegistered, PostAppointed, PostEnded, UnitRegistered
from oneboard.vocabulary.places import Code, Name
from oneboard.work.people import decide_appointment, decide_end, decide_member, decide_unit


class NewUnit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    unit: Id
    name: Name
    place: Code
    squad: bool = False


class NewMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name and telephone are sealed."""

    id: Id
    member: Id
    name: Name
    phone: Annotated[str, msgspec.Meta(pattern=r"^[0-9+ -]{3,20}\Z")] | None = None


class NewPost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`begins` absent: now. `ends` absent: until further notice."""

    id: Id
    post: Id
    member: Id
    unit: Id
    place: Code
    role: Name
    begins: dt.datetime | None = None
    ends: dt.datetime | None = None


class EndPost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    reason: Literal["relieved", "handed_over", "left", "withdrawn"]


class OnePost(msgspec.Struct, frozen=True):
    post: Id


def register_unit(call: Call[NewUnit, None, None]) -> Recorded:
    new = call.body
    places.find(new.place, call.actor, "unit.manage")
    said = Statement(fact=UnitRegistered(name=new.name, squad=new.squad), place=new.place, subject=new.unit)
    return record(call, new.id, [said], partial(decide_unit, new.unit))


def register_member(call: Call[NewMember, None, None]) -> Recorded:
    new = call.body
    answers: dict[str, Value] = {"name": new.name}
    if new.phone:
        answers["phone"] = new.phone
    said = Statement(fact=MemberRegistered(), subject=new.member, answers=answers)
    return record(call, new.id, [said], partial(decide_member, new.member))


def appoint(call: Call[NewPost, None, None]) -> Recorded:
    """Raises Refusal not_found, role.unknown, role.not_grantable, unit.unknown."""
    new, now = call.body, call.now_ms
    place = places.find_open(new.place, call.actor, "post.appoint")
    begins = now if new.begins is None else _instant(new.begins, "$.begins")
    ends = None if new.ends is None else _instant(new.ends, "$.ends")
    if ends is not None and ends <= begins:
        raise Refusal("body.invalid", path="$.ends", problem="after begins")
    fact = PostAppointed(member=new.member, unit=new.unit, role=new.role, begins=begins, ends=ends)
    said = Statement(fact=fact, place=new.place, subject=new.post)
    decide = partial(
        decide_appointment, call.actor, new.post, new.member, new.unit, new.role, place.path, now
    )
    return record(call, new.id, [said], decide)


def end(call: Call[EndPost, OnePost, None]) -> Recorded:
    """The post ends now; with the last one, its member's devices pull nothing any more.

    Raises Refusal not_found, role.not_grantable, post.ended.
    """
    post = Post.objects.filter(id=call.path.post).first()
    if post is None:
        raise Refusal("not_found")
    place = places.find(post.place, call.actor, "post.appoint")
    permit_ending(call.actor, post.role, place.path)
    said = Statement(
        fact=PostEnded(ends=call.now_ms, reason=call.body.reason), place=post.place, subject=post.id
    )
    return record(call, call.body.id, [said], partial(decide_end, post.id, call.now_ms))


def _instant(time: dt.datetime, path: str) -> int:
    try:
        return instant_ms(time)
    except ValueError as error:
        raise Refusal("body.invalid", path=path, problem=str(error)) from error


ROUTES: Final = (
    Route("POST", "/units", "unit.manage", NewUnit, Recorded, register_unit, "Register a unit or a squad."),
    Route("POST", "/members", "member.manage", NewMember, Recorded, register_member, "Register a member."),
    Route("POST", "/posts", "post.appoint", NewPost, Recorded, appoint, "Appoint a member to a post.",
          refuses=("role.unknown", "role.not_grantable", "unit.unknown")),
    Route("POST", "/posts/{post}/end", "post.appoint", EndPost, Recorded, end, "End a post now.",
          params=OnePost, refuses=("post.ended", "role.not_grantable")),
)  # fmt: skip
