"""Enrolling, listing and revoking devices: who may not appoint a member may not hand out a token for him."""

from typing import Annotated

import msgspec

from oneboard.access.actor import Actor, Grant
from oneboard.access.policy import allowed_over, permit_token_for
from oneboard.access.routes import Call, Route
from oneboard.access.verbs import PUBLIC
from oneboard.accounts import devices, enrolments
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.foundation.words import UNSEEN
from oneboard.projections.people import grants_of, grants_to_come

DeviceName = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=rf"^[^{UNSEEN}]+\Z")]


class ForMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    member: Id


class Code(msgspec.Struct, frozen=True):
    """To be typed or scanned once, on the device, until `expires_ms`."""

    code: str
    expires_ms: int


class Enrol(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, msgspec.Meta(max_length=32)]
    name: DeviceName


class Enrolled(msgspec.Struct, frozen=True):
    """`token` is shown this once; it goes into `Authorization: Bearer …`."""

    device: str
    member: str
    token: str


class OneMember(msgspec.Struct, frozen=True):
    member: Id


class OneDevice(msgspec.Struct, frozen=True):
    device: Id


class DeviceRow(msgspec.Struct, frozen=True):
    device: str
    name: str
    enrolled_ms: int
    revoked_ms: int | None


class DeviceList(msgspec.Struct, frozen=True):
    """The newest first."""

    devices: tuple[DeviceRow, ...]


def make_code(call: Call[ForMember, None, None]) -> Code:
    """Raises Refusal not_found for a member without a post on the actor's ground; not_permitted."""
    member = call.body.member
    _seen_posts(call.actor, "device.enrol", member, call.now_ms)
    permit_token_for(call.actor, "device.enrol", grants_to_come(member, call.now_ms))
    code, expires_ms = enrolments.issue_code(member, call.actor.member, call.now_ms)
    return Code(code, expires_ms)


def enrol(call: Call[Enrol, None, None]) -> Enrolled:
    device, token = enrolments.enrol(call.body.code, call.body.name, call.peer, call.now_ms)
    return Enrolled(device.id, device.member, token)


def list_devices(call: Call[None, OneMember, None]) -> DeviceList:
    _seen_posts(call.actor, "device.revoke", call.path.member, call.now_ms)
    found = devices.of_members([call.path.member])
    return DeviceList(tuple(DeviceRow(d.id, d.name, d.enrolled_ms, d.revoked_ms) for d in found))


def revoke(call: Call[None, OneDevice, None]) -> None:
    """A second revocation changes nothing. Raises Refusal not_found."""
    device = devices.find(call.path.device)
    if device is None:
        raise Refusal("not_found")
    _seen_posts(call.actor, "device.revoke", device.member, call.now_ms)
    devices.revoke(device.id, call.now_ms)


def _seen_posts(actor: Actor, verb: str, member: str, now_ms: int) -> tuple[Grant, ...]:
    """The member's posts in force. Raises Refusal not_found unless the actor may use the verb at one of them.

    A leaver has none and is seen by nobody here; his devices pull nothing any more.
    """
    posts = grants_of(member, now_ms)
    if not any(allowed_over(actor, verb, post) for post in posts):
        raise Refusal("not_found")
    return posts


_ENROL, _REVOKE = "device.enrol", "device.revoke"

ROUTES = (
    Route(
        "POST", "/enrolments", _ENROL, ForMember, Code, make_code, "A one-time code for a member's device."
    ),
    Route(
        "POST",
        "/devices",
        PUBLIC,
        Enrol,
        Enrolled,
        enrol,
        "Exchange the code for the device's token.",
        refuses=("enrolment.invalid", "account.throttled"),
    ),
    Route(
        "GET",
        "/members/{member}/devices",
        _REVOKE,
        None,
        DeviceList,
        list_devices,
        "The devices of a member.",
        params=OneMember,
    ),
    Route("DELETE", "/devices/{device}", _REVOKE, None, None, revoke, "Revoke a device.", params=OneDevice),
)
