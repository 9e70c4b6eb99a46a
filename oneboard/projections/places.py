"""Places (地点): the tree in force."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from oneboard.access.actor import Actor
from oneboard.access.policy import areas, permit
from oneboard.foundation.errors import Refusal
from oneboard.foundation.rows import Change, Query, Transaction, both
from oneboard.projections.models import Place
from oneboard.projections.rows import PLACES, PlaceRow
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.places import PlaceRegistered

_PATH_OF = both("SELECT path FROM projections_place WHERE id = ?")


def fold(transaction: Transaction, recorded: Recorded) -> None:
    entry = recorded.entry
    fact = read_as(PlaceRegistered, entry.kind, entry.fact)
    id_ = entry.place or entry.id
    path = id_
    if fact.parent is not None:
        [[(above,)]] = transaction.ask(Query(_PATH_OF, (fact.parent,)))
        path = f"{above}.{id_}"
    row = PlaceRow(id_, fact.level, fact.name, fact.parent, fact.code, path, recorded.seq)
    transaction.tell(Change(PLACES.upsert, [row]))


def within(paths: Sequence[str], field: str = "path") -> Q:
    """The condition "at or below one of these": whole segments, because a dot ends one and `/` follows the dot."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{field: path}) | Q(**{f"{field}__gt": path + ".", f"{field}__lt": path + "/"})
    return condition


def visible(actor: Actor, verb: str) -> QuerySet[Place]:
    return Place.objects.filter(within(areas(actor, verb)))


def find(id_: str, actor: Actor, verb: str) -> Place:
    """Raises Refusal not_found for a place that is missing or out of the actor's sight: the two look alike."""
    permit_at(id_, actor, verb)
    return Place.objects.get(id=id_)


def permit_at(id_: str, actor: Actor, verb: str) -> None:
    """Raises Refusal not_found where the actor does not see the place, not_permitted where the verb is not held."""
    path = Place.objects.filter(id=id_).values_list("path", flat=True).first()
    if path is None or not seen(actor, path):
        raise Refusal("not_found")
    permit(actor, verb, path)


def seen(actor: Actor, path: str) -> bool:
    """Whether any of the actor's posts covers the path, whatever it may do there."""
    return any(grant.covers(path) for grant in actor.grants)
