"""Blobs (附件): what an actor may find and see."""

from django.db.models import QuerySet

from oneboard.access.actor import Actor
from oneboard.access.policy import areas
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import is_id
from oneboard.projections.grounds import inside
from oneboard.projections.models import Blob
from oneboard.projections.places import permit_at


def visible(actor: Actor, verb: str) -> QuerySet[Blob]:
    return Blob.objects.filter(place__in=inside(areas(actor, verb)))


def find(upload: str, actor: Actor, verb: str) -> Blob:
    """Raises Refusal not_found for a blob that is missing or out of the actor's sight: the two look alike."""
    blob = Blob.objects.filter(upload=upload).first() if is_id(upload) else None
    if blob is None:
        raise Refusal("not_found")
    permit_at(blob.place, actor, verb)
    return blob
