"""Subjects (对象): what an actor may find and see."""

from django.db.models import QuerySet

from oneboard.access.actor import Actor
from oneboard.access.policy import areas
from oneboard.foundation.errors import Refusal
from oneboard.projections.grounds import inside
from oneboard.projections.models import Subject
from oneboard.projections.places import permit_at


def visible(actor: Actor, verb: str) -> QuerySet[Subject]:
    return Subject.objects.filter(place__in=inside(areas(actor, verb)))


def find(id_: str, actor: Actor, verb: str) -> Subject:
    """Raises Refusal not_found for a subject that is missing or out of the actor's sight: the two look alike."""
    subject = Subject.objects.filter(id=id_).first()
    if subject is None:
        raise Refusal("not_found")
    permit_at(subject.place, actor, verb)
    return subject
