"""Subjects (对象): what an actor may find and see."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from oneboard.access.actor import Actor
from oneboard.access.policy import areas
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import is_id
from oneboard.foundation.rows import keys
from oneboard.projections import texts
from oneboard.projections.grounds import inside
from oneboard.projections.models import Find, Subject
from oneboard.projections.places import permit_at

# PostgreSQL takes what was found as an array, once: as a subquery it may look all of it up again for every place.
_WITH_WORDS: Final = {
    "sqlite": "projections_subject.id IN (SELECT subject FROM projections_text WHERE number IN "
    "(SELECT rowid FROM projections_text_words WHERE projections_text_words MATCH %s))",
    "postgresql": "projections_subject.id = ANY(ARRAY("
    "SELECT subject FROM projections_text WHERE string_to_array(words, ' ') @> %s::text[]))",
}


# Neither store may begin with the place and try each with every subject that was chosen: it is one list, and compared
# with a value that no index has.
_AT_PLACES: Final = {
    "sqlite": "COALESCE(projections_subject.place, '') IN (SELECT value FROM json_each(%s))",
    "postgresql": "COALESCE(projections_subject.place, '') = ANY(%s)",
}


def visible(actor: Actor, verb: str) -> QuerySet[Subject]:
    return Subject.objects.filter(place__in=inside(areas(actor, verb)))


def found_below(paths: Sequence[str], chosen: Q) -> QuerySet[Subject]:
    """Of those that words, links or hashes choose, the ones at or below these places."""
    places = list(inside(paths).values_list("place", flat=True))
    here = keys(places) if connection.vendor == "sqlite" else places
    return Subject.objects.filter(chosen, RawSQL(_AT_PLACES[connection.vendor], [here], BooleanField()))  # noqa: S611


def find(id_: str, actor: Actor, verb: str) -> Subject:
    """Raises Refusal not_found for a subject that is missing or out of the actor's sight: the two look alike."""
    subject = Subject.objects.filter(id=id_).first() if is_id(id_) else None
    if subject is None:
        raise Refusal("not_found")
    permit_at(subject.place, actor, verb)
    return subject


def linked_to(subject: str) -> Q:
    """Those of which a field leads to this subject: the members of a household."""
    return with_words([texts.link(subject)])


def found_by(hashes: Iterable[str]) -> Q:
    """Those that one of these keyed hashes finds."""
    return Q(id__in=Find.objects.filter(hash__in=list(hashes)).values("subject"))


def with_words(words: list[str]) -> Q:
    return Q(RawSQL(_WITH_WORDS[connection.vendor], [wanted(words)], BooleanField()))  # noqa: S611


def wanted(words: list[str]) -> list[str] | str:
    """As the store's index of words is asked."""
    return words if connection.vendor == "postgresql" else " AND ".join(f'"{word}"' for word in words)
