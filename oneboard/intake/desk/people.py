"""Units and members at the desk."""

from functools import partial
from typing import Annotated, Final

import msgspec

from oneboard.access.actor import Actor
from oneboard.access.policy import areas
from oneboard.access.routes import Call, Route
from oneboard.foundation.canonical import Value
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.foundation.words import UNSEEN, Phrase
from oneboard.intake.desk.command import Recorded, Statement, record
from oneboard.projections import places, units
from oneboard.vocabulary.people import MemberRegistered, UnitRegistered
from oneboard.vocabulary.places import Code, Name
from oneboard.work.people import decide_member, decide_unit
from oneboard.work.roster.rows import PHONE

Number = Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=rf"^[^{UNSEEN}]+\Z")]


class NewUnit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`part_of`: the unit that a squad belongs to."""

    id: Id
    unit: Id
    name: Name
    place: Code
    squad: bool = False
    part_of: Id | None = None


class NewMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name and telephone are sealed. `place` absent: at the top of one's own ground. `number`: the staff number in
    `unit`, by which a roster finds the person again."""

    id: Id
    member: Id
    name: Name
    phone: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    place: Code | None = None
    unit: Id | None = None
    number: Number | None = None


def register_unit(call: Call[NewUnit, None, None]) -> Recorded:
    """Raises Refusal not_found, unit.unknown, unit.exists."""
    new = call.body
    places.find(new.place, call.actor, "unit.manage")
    if new.part_of is not None:
        units.find(new.part_of, call.actor, "unit.manage")
    fact = UnitRegistered(name=new.name, squad=new.squad, part_of=new.part_of)
    said = Statement(fact=fact, place=new.place, subject=new.unit)
    return record(call, new.id, [said], partial(decide_unit, new.unit, new.name, new.part_of))


def register_member(call: Call[NewMember, None, None]) -> Recorded:
    """Raises Refusal not_found, unit.unknown, member.exists."""
    new = call.body
    place = new.place or _top(call.actor)
    places.find(place, call.actor, "member.manage")
    if new.unit is not None:
        units.find(new.unit, call.actor, "member.manage")
    elif new.number is not None:
        raise Refusal("body.invalid", path="$.unit", problem=Phrase("wanted.unit_of_number"))
    answers: dict[str, Value] = {"name": new.name}
    if new.phone:
        if PHONE.fullmatch(new.phone) is None:
            raise Refusal("body.invalid", path="$.phone", problem=Phrase("wanted.digits"))
        answers["phone"] = new.phone
    fact = MemberRegistered(unit=new.unit, number=new.number)
    said = Statement(fact=fact, place=place, subject=new.member, answers=answers)
    return record(call, new.id, [said], partial(decide_member, new.member, new.unit, new.number))


def _top(actor: Actor) -> str:
    """The place at the top of the actor's ground, the first where there are several."""
    grounds = areas(actor, "member.manage")
    if not grounds:
        raise Refusal("not_found")
    return grounds[0].rpartition(".")[2]


ROUTES: Final = (
    Route("POST", "/units", "unit.manage", NewUnit, Recorded, register_unit, "Register a unit or a squad.",
          refuses=("unit.exists", "unit.unknown")),
    Route("POST", "/members", "member.manage", NewMember, Recorded, register_member, "Register a member.",
          refuses=("unit.unknown", "member.exists")),
)  # fmt: skip
