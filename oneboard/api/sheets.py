"""Enrolment sheets (登记表): a code for each member of a unit who works in the field and has no phone yet."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final, Literal

import msgspec

from oneboard.access.actor import Grant, PostHeld
from oneboard.access.policy import may_enrol
from oneboard.access.roles import roles
from oneboard.access.routes import Call, Route
from oneboard.accounts import devices, enrolments
from oneboard.foundation.clock import iso
from oneboard.foundation.ids import Id
from oneboard.intake import opening
from oneboard.projections import members, units
from oneboard.projections.models import Member
from oneboard.projections.people import posts_of_members
from oneboard.recorder import recorder

VERB: Final = "device.enrol"
PURPOSE: Final = "handing out enrolment codes"
FIELD_VERB: Final = "field.push"

#: An hour in ms, and the most that a code on paper may live.
_HOUR_MS: Final = 3_600_000
MOST_HOURS: Final = 72


class NewSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    hours: Annotated[int, msgspec.Meta(ge=1, le=MOST_HOURS)] = 24


class OneUnit(msgspec.Struct, frozen=True):
    unit: Id


class Card(msgspec.Struct, frozen=True):
    """`code` is shown this once. `name` None: its keys are gone. `number`: the staff number."""

    member: str
    number: str | None
    name: str | None
    code: str


class LeftOut(msgspec.Struct, frozen=True):
    """`why`: has a phone that was not revoked, or holds a post for which the actor may hand out no token."""

    member: str
    name: str | None
    why: Literal["has_device", "not_permitted"]


class Sheet(msgspec.Struct, frozen=True):
    """A sheet made before is worth nothing from now on, as far as it names the same members."""

    unit: str
    expires_at: str
    cards: list[Card]
    left_out: list[LeftOut]


def make_sheet(call: Call[NewSheet, OneUnit, None]) -> Sheet:
    """Raises Refusal unit.unknown, not_permitted."""
    unit = units.find(call.path.unit, call.actor, VERB)
    posts = posts_of_members(members.holding(unit.id, call.now_ms))
    field = {m: held for m, held in posts.items() if any(_in_field(p, unit.id, call.now_ms) for p in held)}
    people = sorted(Member.objects.filter(id__in=list(field)), key=lambda m: (m.number or "", m.id))
    names = opening.members(people, call.actor, PURPOSE, f"sheet {unit.id}", recorder.running().keyring)
    equipped = devices.holders(field)
    refused = {m for m, held in field.items() if not may_enrol(call.actor, VERB, _lasting(held, call.now_ms))}
    expires_ms = call.now_ms + call.body.hours * _HOUR_MS
    given = [m.id for m in people if m.id not in equipped | refused]
    codes = enrolments.issue_sheet(given, call.actor.member, expires_ms)
    return Sheet(
        unit.name, iso(expires_ms),
        [Card(m.id, m.number, _name(names, m), codes[m.id]) for m in people if m.id in codes],
        [LeftOut(m.id, _name(names, m), "has_device" if m.id in equipped else "not_permitted")
         for m in people if m.id not in codes],
    )  # fmt: skip


def _in_field(post: PostHeld, unit: str, now_ms: int) -> bool:
    return post.in_force(now_ms) and post.grant.unit == unit and FIELD_VERB in roles()[post.grant.role].verbs


def _lasting(posts: Sequence[PostHeld], now_ms: int) -> list[Grant]:
    """Those in force and those to come: the phone will act with them all."""
    return [post.grant for post in posts if post.ends is None or now_ms < post.ends]


def _name(names: Mapping[str, opening.Known], member: Member) -> str | None:
    return names.get(member.id, {}).get("name")


ROUTES: Final = (
    Route("POST", "/units/{unit}/enrolments", VERB, NewSheet, Sheet, make_sheet,
          "A code for each member of a unit who works in the field and has no phone.", params=OneUnit,
          refuses=("unit.unknown",)),
)  # fmt: skip
