"""Blobs (附件): what an actor may find and see."""

from django.db.models import QuerySet

from oneboard.access.actor import Actor
from oneboard.access.policy import areas, permit
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import is_id
from oneboard.projections.models import Blob, Place
from oneboard.projections.places import seen, within


def visible(actor: Actor, verb: str) -> QuerySet[Blob]:
    return Blob.objects.filter(place__in=Place.objects.filter(within(areas(actor, verb))).values("id"))


def find(upload: str, actor: Actor, verb: str) -> tuple[Blob, str]:
    """The blob and the path of its place.

    Raises Refusal not_found for a blob that is missing or out of the actor's sight: the two look alike.
    """
    blob = Blob.objects.filter(upload=upload).first() if is_id(upload) else None
    path = Place.objects.filter(id=blob.place).values_list("path", flat=True).first() if blob else None
    if blob is None or path is None or not seen(actor, path):
        raise Refusal("not_found")
    permit(actor, verb, path)
    return blob, path
