"""Where figures are read: a place, and the places of a level that lie below it in the tree in force."""

import msgspec

from oneboard.projections.grounds import within
from oneboard.projections.models import Place


class PlaceSeen(msgspec.Struct, frozen=True):
    place: str
    name: str
    level: str
    parent: str | None


def at_level(path: str, level: str | None) -> list[PlaceSeen]:
    """Those below the place at this path, in the order of the tree; without a level those right below it."""
    below = Place.objects.filter(within([path])).exclude(path=path)
    wanted = below.filter(level=level) if level else below.filter(parent=path.rpartition(".")[2])
    return [_seen(place) for place in wanted.order_by("path")]


def seen(place: str) -> PlaceSeen | None:
    found = Place.objects.filter(id=place).first()
    return _seen(found) if found else None


def _seen(place: Place) -> PlaceSeen:
    return PlaceSeen(place.id, place.name, place.level, place.parent)
