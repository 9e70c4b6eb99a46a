"""Where figures are read: a place, and the places of a level that lie below it in the tree in force."""

from collections.abc import Collection

import msgspec
from django.db.models import Q

from oneboard.projections.grounds import within
from oneboard.projections.models import Place


class PlaceSeen(msgspec.Struct, frozen=True):
    place: str
    name: str
    level: str
    parent: str | None


def at_level(path: str, level: str | None) -> list[PlaceSeen]:
    """Those below the place at this path, in the order of the tree; without a level those right below it."""
    wanted = Q(level=level) if level else Q(parent=path.rpartition(".")[2])
    return _below(path, wanted)


def at_levels(path: str, levels: Collection[str]) -> list[PlaceSeen]:
    """Those of these levels below the place at this path, in the order of the tree."""
    return _below(path, Q(level__in=levels)) if levels else []


def _below(path: str, wanted: Q) -> list[PlaceSeen]:
    below = Place.objects.filter(within([path])).exclude(path=path).filter(wanted).order_by("path")
    return [PlaceSeen(*row) for row in below.values_list("id", "name", "level", "parent")]


def names_of(places: Collection[str]) -> dict[str, str]:
    return dict(Place.objects.filter(id__in=places).values_list("id", "name"))
