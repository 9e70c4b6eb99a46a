"""Posts (岗位) at the desk: deploy, hand over, relieve.

Nobody appoints beyond his own ground, or to a role he may not grant.
"""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Final, Literal

import msgspec

from oneboard.access.policy import permit, permit_ending
from oneboard.access.routes import Call, Route
from oneboard.foundation.clock import instant_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.foundation.words import Phrase
from oneboard.intake.desk.command import Recorded, Statement, record, record_planned, said_before
from oneboard.intake.desk.tasks import about
from oneboard.projections import members, places, posts
from oneboard.projections.grounds import all_paths_of
from oneboard.recorder import recorder
from oneboard.vocabulary.people import PostAppointed, PostEnded
from oneboard.vocabulary.places import Code, Name
from oneboard.vocabulary.tasks import TaskAssigned
from oneboard.work.people import decide_appointment, decide_end, open_posts
from oneboard.work.tasks import owed_by


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


class HandOver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`post`: the id of the new one, which `member` holds until the old one would have ended."""

    id: Id
    post: Id
    member: Id


class Leave(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id


class OneMember(msgspec.Struct, frozen=True):
    member: Id


def appoint(call: Call[NewPost, None, None]) -> Recorded:
    """Raises Refusal not_found, place.gone, place.closed, role.unknown, role.not_grantable, unit.unknown, post.held."""
    new, now = call.body, call.now_ms
    place = places.find_open(new.place, call.actor, "post.appoint")
    begins = now if new.begins is None else _instant(new.begins, "$.begins")
    ends = None if new.ends is None else _instant(new.ends, "$.ends")
    if ends is not None and ends <= begins:
        raise Refusal("body.invalid", path="$.ends", problem=Phrase("wanted.after_begins"))
    fact = PostAppointed(member=new.member, unit=new.unit, role=new.role, begins=begins, ends=ends)
    said = Statement(fact=fact, place=new.place, subject=new.post)
    decide = partial(decide_appointment, call.actor, new.post, new.place, place.path, fact, now)
    return record(call, new.id, [said], decide)


def end(call: Call[EndPost, OnePost, None]) -> Recorded:
    """The post ends now, also at a place that is gone; with the last one, its member's devices pull nothing any more.

    Raises Refusal not_found, role.not_grantable, post.ended.
    """
    post = posts.find(call.path.post, call.actor, "post.appoint")
    for path in all_paths_of([post.place])[post.place]:
        permit_ending(call.actor, post.role, path)
    said = Statement(
        fact=PostEnded(ends=call.now_ms, reason=call.body.reason), place=post.place, subject=post.id
    )
    return record(call, call.body.id, [said], partial(decide_end, post.id, call.now_ms))


def hand_over(call: Call[HandOver, OnePost, None]) -> Recorded:
    """At one moment the one post ends and the other, of the same unit, place and role, begins; what was assigned to the
    one is assigned to the other.

    Raises Refusal not_found, place.gone, place.closed, post.ended, post.held, role.not_grantable.
    """
    new, now, old = call.body, call.now_ms, posts.find(call.path.post, call.actor, "post.appoint")
    if (before := said_before(call, new.id)) is not None:
        return before
    path = places.find_open(old.place, call.actor, "post.appoint").path
    following = PostAppointed(member=new.member, unit=old.unit, role=old.role, begins=now, ends=old.ends)
    said = [
        Statement(fact=PostEnded(ends=now, reason="handed_over"), place=old.place, subject=old.id),
        Statement(fact=following, place=old.place, subject=new.post),
    ]

    def plan() -> Sequence[Statement]:
        decide_end(old.id, now)
        decide_appointment(call.actor, new.post, old.place, path, following, now)
        assigned = TaskAssigned(to=f"post:{new.post}")
        reference = recorder.running().reference()
        return [*said, *(about(task, assigned, {}) for task in owed_by(f"post:{old.id}", reference))]

    recorded = record_planned(call, new.id, plan)
    if recorded is None:
        raise AssertionError("a hand-over says two things at least")
    return recorded


def leave(call: Call[Leave, OneMember, None]) -> Recorded:
    """Ends all posts of the member at once, those to come as well; his phones then pull nothing any more.

    Raises Refusal not_found, not_permitted where one of the posts lies outside the actor's ground, role.not_grantable,
    member.without_post.
    """
    # Whoever ever worked here: the same command again must find whom it has sent off.
    member = members.find(call.path.member, call.actor, "post.appoint", None)

    def plan() -> Sequence[Statement]:
        held = open_posts(member.id, call.now_ms)
        paths = all_paths_of(post.place for post in held)
        for post in held:
            for path in paths[post.place]:
                permit(call.actor, "post.appoint", path)
                permit_ending(call.actor, post.role, path)
        return [
            Statement(
                fact=PostEnded(ends=max(call.now_ms, p.begins), reason="left"), place=p.place, subject=p.id
            )
            for p in held
        ]

    recorded = record_planned(call, call.body.id, plan)
    if recorded is None:
        raise Refusal("member.without_post")
    return recorded


def _instant(time: dt.datetime, path: str) -> int:
    try:
        return instant_ms(time)
    except ValueError as error:
        raise Refusal("body.invalid", path=path, problem=Phrase("wanted.instant")) from error


ROUTES: Final = (
    Route("POST", "/posts", "post.appoint", NewPost, Recorded, appoint, "Appoint a member to a post.",
          refuses=("role.unknown", "role.not_grantable", "unit.unknown", "place.closed", "place.gone", "post.held")),
    Route("POST", "/posts/{post}/end", "post.appoint", EndPost, Recorded, end, "End a post now.",
          params=OnePost, refuses=("post.ended", "role.not_grantable")),
    Route("POST", "/posts/{post}/hand-over", "post.appoint", HandOver, Recorded, hand_over,
          "Hand a post over to another member, at one moment.", params=OnePost,
          refuses=("post.ended", "post.held", "role.not_grantable", "unit.unknown", "place.closed", "place.gone")),
    Route("POST", "/members/{member}/leave", "post.appoint", Leave, Recorded, leave,
          "A leaver: all posts of the member end now.", params=OneMember,
          refuses=("member.without_post", "role.not_grantable")),
)  # fmt: skip
