"""Subjects (对象): what an actor may find and see, and the search over what may be read of them."""

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


_HITS: Final = {
    "sqlite": "SELECT count(*) FROM (SELECT rowid FROM projections_text_words "
    "WHERE projections_text_words MATCH %s LIMIT %s)",
    "postgresql": "SELECT count(*) FROM (SELECT number FROM projections_text "
    "WHERE string_to_array(words, ' ') @> %s::text[] LIMIT %s) AS found",
}

#: What a subject's own words are asked, where few subjects are looked at and very many have the words.
_HAS_WORDS: Final = {
    "sqlite": "EXISTS (SELECT 1 FROM projections_text WHERE number = projections_subject.number AND {})",
    "postgresql": "EXISTS (SELECT 1 FROM projections_text WHERE number = projections_subject.number "
    "AND string_to_array(words, ' ') @> %s::text[])",
}
_HAS_WORD: Final = "' ' || words || ' ' LIKE %s"

#: Up to so many hits are looked up one by one; up to so many subjects of a ground are looked through.
_FEW_HITS: Final = 4_000
_SMALL_GROUND: Final = 20_000


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


def with_text(paths: Sequence[str], text: str) -> QuerySet[Subject]:
    """Those at or below these places whose readable fields have the text, up to the order of its pairs. None for a text
    without a pair.

    A word that a tenth of a city has costs a town no more than its own subjects.
    """
    found = sorted({word for word in texts.pairs(text) if len(word) > 1 or word.isdecimal()})
    if not found:
        return Subject.objects.none()
    if _hits(found) > _FEW_HITS:
        here = Subject.objects.filter(place__in=inside(paths))
        if here[: _SMALL_GROUND + 1].count() <= _SMALL_GROUND:
            return here.filter(_has_words(found))
    return found_below(paths, _with_words(found))


def linked_to(subject: str) -> Q:
    """Those of which a field leads to this subject: the members of a household."""
    return _with_words([texts.link(subject)])


def found_by(hashes: Iterable[str]) -> Q:
    """Those that one of these keyed hashes finds."""
    return Q(id__in=Find.objects.filter(hash__in=list(hashes)).values("subject"))


def _hits(words: list[str]) -> int:
    """How many have the words; more than a few are not counted."""
    with connection.cursor() as cursor:
        cursor.execute(_HITS[connection.vendor], [_wanted(words), _FEW_HITS + 1])
        return int(cursor.fetchone()[0])


def _has_words(words: list[str]) -> Q:
    if connection.vendor == "postgresql":
        return Q(RawSQL(_HAS_WORDS["postgresql"], [words], BooleanField()))  # noqa: S611  (statements of ours)
    each = " AND ".join([_HAS_WORD] * len(words))
    # A word is of letters and digits: nothing in it stands for anything else.
    likes = [f"% {word} %" for word in words]
    return Q(RawSQL(_HAS_WORDS["sqlite"].format(each), likes, BooleanField()))  # noqa: S611


def _with_words(words: list[str]) -> Q:
    return Q(RawSQL(_WITH_WORDS[connection.vendor], [_wanted(words)], BooleanField()))  # noqa: S611


def _wanted(words: list[str]) -> list[str] | str:
    return words if connection.vendor == "postgresql" else " AND ".join(f'"{word}"' for word in words)
