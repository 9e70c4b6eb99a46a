"""Duplicates (疑似重复): subjects that share what hardly two have, found without any key."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import RawSQL

from oneboard.projections.models import Apart, Find, Subject

#: Groups of one sort that are looked for at a time; a person works through them and comes back.
LIMIT: Final = 200

#: A name is no reason: in a city there are hundreds of most of them.
_REASONS: Final = ("phone", "id_number")

_FIELD: Final = {
    "sqlite": "json_extract(projections_subject.readable, '$.' || %s)",
    "postgresql": "(projections_subject.readable::jsonb ->> %s)",
}


def groups(standing: QuerySet[Subject], key: str | None) -> list[tuple[str, list[str]]]:
    """Each reason with the ids that share it, sorted; those that a person told apart are left out."""
    found = [("phone", ids) for ids in _same_hash(standing, "phone")]
    found += [("id_number", ids) for ids in _same_hash(standing, "id_number")]
    found += [("key", ids) for ids in _same_key(standing, key)] if key else []
    apart = _apart({id_ for _, ids in found for id_ in ids})
    left = [(reason, _not_apart(ids, apart)) for reason, ids in found]
    return [(reason, ids) for reason, ids in left if ids]


def _same_hash(standing: QuerySet[Subject], kind: str) -> list[list[str]]:
    finds = Find.objects.filter(hash__contains=f":{kind}:", subject__in=standing.values("id"))
    shared = finds.values("hash").annotate(n=Count("subject", distinct=True)).filter(n__gt=1)
    hashes = list(shared.order_by("hash").values_list("hash", flat=True)[: LIMIT * 8])
    by_hash: dict[str, set[str]] = defaultdict(set)
    for hash_, subject in finds.filter(hash__in=hashes).values_list("hash", "subject"):
        by_hash[hash_].add(subject)
    return list(_joined(by_hash.values()))[:LIMIT]


def _same_key(standing: QuerySet[Subject], key: str) -> list[list[str]]:
    """The field by which a row of a list is known again, in one place."""
    field = RawSQL(_FIELD[connection.vendor], [key])  # noqa: S611  (statements of ours)
    valued = standing.annotate(known_by=field).exclude(known_by=None)
    shared = valued.values("place", "known_by").annotate(n=Count("id")).filter(n__gt=1)
    found = defaultdict(set)
    chosen = Q(pk__in=[])
    for row in shared.order_by("place", "known_by")[:LIMIT]:
        chosen |= Q(place=row["place"], known_by=row["known_by"])
    for place, value, id_ in valued.filter(chosen).values_list("place", "known_by", "id"):
        found[place, value].add(id_)
    return [sorted(ids) for ids in found.values()]


def _joined(sets: Iterable[set[str]]) -> Iterator[list[str]]:
    """A number has a hash under each month that it may be compared with: groups that share a subject are one."""
    joined: list[set[str]] = []
    for one in sets:
        meeting = [group for group in joined if group & one]
        joined = [group for group in joined if not group & one] + [one.union(*meeting)]
    yield from (sorted(group) for group in joined)


def _apart(ids: set[str]) -> set[tuple[str, str]]:
    return set(Apart.objects.filter(one__in=ids, other__in=ids).values_list("one", "other"))


def _not_apart(ids: list[str], apart: set[tuple[str, str]]) -> list[str]:
    """Those that may still be one with another of them."""
    pairs = [pair for pair in combinations(sorted(ids), 2) if pair not in apart]
    return sorted({id_ for pair in pairs for id_ in pair})
