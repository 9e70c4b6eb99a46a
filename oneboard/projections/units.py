"""Units (单位) and their squads: what an actor may find and see."""

from collections.abc import Iterable

from django.db.models import QuerySet

from oneboard.access.actor import Actor
from oneboard.access.policy import areas
from oneboard.foundation.errors import Refusal
from oneboard.projections.grounds import inside
from oneboard.projections.models import Unit


def visible(actor: Actor, verb: str) -> QuerySet[Unit]:
    return Unit.objects.filter(place__in=inside(areas(actor, verb)))


def find(id_: str, actor: Actor, verb: str) -> Unit:
    """Raises Refusal unit.unknown for a unit that is missing or out of the actor's ground: the two look alike."""
    unit = visible(actor, verb).filter(id=id_).first()
    if unit is None:
        raise Refusal("unit.unknown", unit=id_)
    return unit


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """Those among them that are units, by what they are called."""
    rows = Unit.objects.filter(id__in=set(ids)).values_list("id", "name")
    return {str(id_): name for id_, name in rows}
