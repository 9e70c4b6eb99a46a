"""Grounds (地界): where every place there ever was lies now, and who may therefore see what was said of it."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, F, Min, Q, QuerySet

from oneboard.access.actor import Actor
from oneboard.projections.models import Ground


class PathsOf(NamedTuple):
    """`paths`: where the place lies; none for a place nobody knows. `covers`: it covers exactly that."""

    paths: tuple[str, ...]
    covers: bool


def paths_of(place: str) -> PathsOf:
    rows = list(Ground.objects.filter(place=place).order_by("path").values_list("path", "covers"))
    return PathsOf(tuple(path for path, _ in rows), any(covers for _, covers in rows))


def all_paths_of(places: Iterable[str]) -> dict[str, list[str]]:
    """The paths of each place, in one statement."""
    found: dict[str, list[str]] = {place: [] for place in places}
    for place, path in (
        Ground.objects.filter(place__in=list(found)).order_by("path").values_list("place", "path")
    ):
        found[place].append(path)
    return found


def within(paths: Sequence[str], field: str = "path") -> Q:
    """The condition "at or below one of these": whole segments, because a dot ends one and `/` follows the dot."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{field: path}) | Q(**{f"{field}__gt": path + ".", f"{field}__lt": path + "/"})
    return condition


def inside(paths: Sequence[str]) -> QuerySet[Ground, Any]:
    """The ids of the places, in force and gone, all of whose ground lies within these paths."""
    rows = Ground.objects.filter(within(paths)).values("place")
    return rows.annotate(here=Count("path"), parts_=Min("parts")).filter(here=F("parts_")).values("place")


def seen(actor: Actor, path: str) -> bool:
    """Whether any of the actor's posts covers the path, whatever it may do there."""
    return any(grant.covers(path) for grant in actor.grants)
