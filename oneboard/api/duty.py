"""Duty (值守) over HTTP: who is on duty at a place at a moment, and which grids have nobody."""

import datetime as dt
from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.foundation.clock import instant_ms, iso
from oneboard.foundation.errors import Refusal
from oneboard.intake import opening
from oneboard.projections import duty, members, places
from oneboard.projections.models import Member
from oneboard.recorder import recorder

READ: Final = "people.read"


class DutyQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`at`: a moment with its offset, absent: now. `below` and `above`: also at the places that lie there. With a
    `purpose` names and telephones are opened. The page behind `after`, as the last answer gave it."""

    at: dt.datetime | None = None
    below: bool = True
    above: bool = False
    purpose: Annotated[str, msgspec.Meta(max_length=200)] = ""
    after: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 200


class OnePlace(msgspec.Struct, frozen=True):
    place: str


class Blank(msgspec.Struct, frozen=True):
    place: str
    name: str


class OnDuty(msgspec.Struct, frozen=True):
    """`until` None: until further notice. `name` and `phone` None: not opened, or their keys are gone."""

    place: str
    place_name: str
    post: str
    role: str
    unit: str
    unit_name: str
    squad: bool
    member: str
    name: str | None
    phone: str | None
    until: str | None


class DutySeen(msgspec.Struct, frozen=True):
    """`blanks`: the first grids without anyone in the field, on the first page only; `blank` counts them all.
    `after` None: this is the last page."""

    at: str
    blank: int
    blanks: list[Blank]
    on_duty: list[OnDuty]
    after: str | None


def show_duty(call: Call[None, OnePlace, DutyQuery]) -> DutySeen:
    """Raises Refusal not_found, body.invalid, not_permitted where names are asked for and may not be opened."""
    asked = call.query
    place = places.find(call.path.place, call.actor, READ)
    at = call.now_ms if asked.at is None else _instant(asked.at)
    stretch = duty.Stretch(place.path, asked.below, asked.above)
    lines = duty.on_duty(stretch, at, asked.after, asked.limit)
    blanks = duty.blank_grids(stretch, at)
    shown: dict[str, opening.Known] = {}
    if asked.purpose:
        places.permit_at(place.id, call.actor, members.OPEN)
        people = Member.objects.filter(id__in=[line.member for line in lines])
        shown = opening.members(
            people, call.actor, asked.purpose, f"duty {place.id}", recorder.running().keyring
        )
    return DutySeen(
        iso(at), len(blanks), [] if asked.after else [Blank(*b) for b in blanks[: asked.limit]],
        [_seen(line, shown.get(line.member, {})) for line in lines],
        duty.behind(lines[-1]) if len(lines) == asked.limit else None,
    )  # fmt: skip


def _seen(line: duty.Line, said: opening.Known) -> OnDuty:
    until = None if line.ends is None else iso(line.ends)
    return OnDuty(
        line.place, line.place_name, line.post, line.role, line.unit, line.unit_name, line.squad, line.member,
        said.get("name"), said.get("phone"), until,
    )  # fmt: skip


def _instant(time: dt.datetime) -> int:
    try:
        return instant_ms(time)
    except ValueError as error:
        raise Refusal("body.invalid", path="?at", problem=str(error)) from error


ROUTES: Final = (
    Route("GET", "/places/{place}/duty", READ, None, DutySeen, show_duty,
          "Who is on duty at a place, and which grids have nobody.", params=OnePlace, query=DutyQuery),
)  # fmt: skip
