"""Founding: the first facts of a node, said by the node itself because nobody is there yet to say them."""

from typing import NamedTuple

from oneboard.access.actor import Actor
from oneboard.access.routes import Call
from oneboard.foundation.clock import now_ms, run_from
from oneboard.foundation.ids import new_id
from oneboard.intake.desk.command import Statement, record
from oneboard.projections.models import Post
from oneboard.vocabulary.exercise import ExerciseFounded
from oneboard.vocabulary.people import MemberRegistered, PostAppointed, UnitRegistered
from oneboard.vocabulary.places import PlaceRegistered
from oneboard.work.places import decide_founding


class Territory(NamedTuple):
    """The place everything lies in: `5117`, `city`, `达州市`."""

    place: str
    level: str
    name: str


def found(territory: Territory, centre: str, founder: str, exercise_from: int | None = None) -> str:
    """Registers the territory, the centre and its founder; returns the founder's member id.

    `exercise_from`: the store is an exercise for ever, and this is its first moment.
    Raises Refusal account.exists for a node that has been founded.
    """
    if exercise_from is not None:
        run_from(exercise_from)
    now = now_ms()
    unit, member = new_id(now), new_id(now)
    call = Call(actor=Actor(party="node"), body=None, path=None, query=None, locale="zh", now_ms=now)
    post = PostAppointed(member=member, unit=unit, role="founder", begins=now)
    said = [
        *([] if exercise_from is None else [Statement(fact=ExerciseFounded())]),
        Statement(fact=PlaceRegistered(level=territory.level, name=territory.name), place=territory.place),
        Statement(fact=UnitRegistered(name=centre), place=territory.place, subject=unit),
        Statement(fact=MemberRegistered(), place=territory.place, subject=member, answers={"name": founder}),
        Statement(fact=post, place=territory.place, subject=new_id(now)),
    ]
    record(call, new_id(now), said, decide_founding)
    return member


def founder() -> str | None:
    """The member id of who founded this node; None for a node that nobody has."""
    return (
        Post.objects.filter(role="founder").order_by("changed_seq").values_list("member", flat=True).first()
    )
