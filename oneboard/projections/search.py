"""Search (查找): pages of the subjects whose readable fields have a text, at a bounded cost whatever the word.

A word that few have is looked up, and what it finds is put in order. One that very many have is looked for place by
place: a page may then be shorter than asked, and its `behind` goes on.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase
from oneboard.projections import texts
from oneboard.projections.grounds import inside
from oneboard.projections.models import Subject
from oneboard.projections.subjects import found_below, wanted, with_words

# SQLite gives the rows of its index without reading what they are of. PostgreSQL reads each, but what its planner
# expects costs nothing to ask, and only decides which way is taken.
_HITS: Final = {
    "sqlite": "SELECT count(*) FROM (SELECT rowid FROM projections_text_words "
    "WHERE projections_text_words MATCH %s LIMIT %s)",
    "postgresql": "EXPLAIN (FORMAT JSON) SELECT 1 FROM projections_text "
    "WHERE string_to_array(words, ' ') @> %s::text[]",
}

#: What a subject's own words are asked, where few subjects are looked at and very many have the words.
_HAS_WORDS: Final = {
    "sqlite": "EXISTS (SELECT 1 FROM projections_text WHERE number = projections_subject.number AND {})",
    "postgresql": "EXISTS (SELECT 1 FROM projections_text WHERE number = projections_subject.number "
    "AND string_to_array(words, ' ') @> %s::text[])",
}
_HAS_WORD: Final = "' ' || words || ' ' LIKE %s"

#: Up to so many hits are looked up one by one.
_FEW_HITS: Final = 4_000
#: Else so many places at a time are looked through for a page: few are enough where every tenth subject has the words.
_AT_ONCE: Final = (8, 16, 32, 64)
_LAST_ID: Final = "ffffffff-ffff-ffff-ffff-ffffffffffff"


class Page(NamedTuple):
    """In the order of the places. `behind`: `place:id`, behind which the next page begins; empty at the end."""

    rows: list[Subject]
    behind: str


def page_of(found: QuerySet[Subject], limit: int) -> Page:
    rows = list(found.order_by("place", "id")[: limit + 1])
    page = rows[:limit]
    return Page(page, f"{page[-1].place}:{page[-1].id}" if len(rows) > limit else "")


def with_text(paths: Sequence[str], text: str, chosen: Q, after: str, limit: int) -> Page:
    """Of those at or below these places, chosen and behind `after`, the ones whose readable fields have the text, up to
    the order of its pairs. None for a text without a pair. Raises Refusal body.invalid.
    """
    words, chosen = _words(text), chosen & behind(after)
    if not words:
        return Page([], "")
    if _hits(words) > _FEW_HITS:
        page = _place_by_place(paths, words, chosen, after, limit)
        # An empty one is shown to nobody: where they lie together, far behind, all of them are looked up.
        if page.rows or not page.behind:
            return page
    return page_of(found_below(paths, with_words(words)).filter(chosen), limit)


def behind(after: str) -> Q:
    """What comes behind the page whose `behind` this is; everything, if it is empty. Raises Refusal body.invalid."""
    place, _, id_ = after.rpartition(":")
    if after and (not place or len(id_) != len(_LAST_ID)):
        raise Refusal("body.invalid", path="?after", problem=Phrase("wanted.next"))
    return Q(place__gte=place) & (Q(place__gt=place) | Q(id__gt=id_)) if after else Q()


def _place_by_place(paths: Sequence[str], words: list[str], chosen: Q, after: str, limit: int) -> Page:
    begins = after.rpartition(":")[0]
    places = iter(sorted(place for place in inside(paths).values_list("place", flat=True) if place >= begins))
    rows: list[Subject] = []
    last = ""
    for number in _AT_ONCE:
        some = list(islice(places, number))
        last = some[-1] if some else ""
        found = Subject.objects.filter(chosen, _has_words(words), place__in=some).order_by("place", "id")
        rows += found[: limit + 1 - len(rows)] if some else ()
        if len(rows) > limit:
            return Page(rows[:limit], f"{rows[limit - 1].place}:{rows[limit - 1].id}")
    return Page(rows, f"{last}:{_LAST_ID}" if next(places, None) else "")


def _words(text: str) -> list[str]:
    return sorted({word for word in texts.pairs(text) if len(word) > 1 or word.isdecimal()})


def _hits(words: list[str]) -> int:
    """About how many have the words, of whatever register and ground; more than a few are not counted."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_HITS["postgresql"], [words])
            [[[explained]]] = cursor.fetchall()
            return int(explained["Plan"]["Plan Rows"])
        cursor.execute(_HITS["sqlite"], [wanted(words), _FEW_HITS + 1])
        return int(cursor.fetchone()[0])


def _has_words(words: list[str]) -> Q:
    if connection.vendor == "postgresql":
        return Q(RawSQL(_HAS_WORDS["postgresql"], [words], BooleanField()))  # noqa: S611  (statements of ours)
    each = " AND ".join([_HAS_WORD] * len(words))
    # A word is of letters and digits: nothing in it stands for anything else.
    likes = [f"% {word} %" for word in words]
    return Q(RawSQL(_HAS_WORDS["sqlite"].format(each), likes, BooleanField()))  # noqa: S611
