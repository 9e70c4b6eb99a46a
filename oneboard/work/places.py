"""Decisions about places (地点)."""

from collections.abc import Collection, Mapping, Sequence

from oneboard.foundation.errors import Refusal
from oneboard.projections.grounds import paths_of
from oneboard.projections.models import Ground, Place
from oneboard.vocabulary.places import DEPTH, LEAVES


def decide_registration(place: str, level: str, parent: str) -> None:
    """Raises Refusal place.exists, also for the id of a place that is gone; place.level."""
    _must_be_new([place])
    _must_lie_below(place, level, require_in_force([parent])[parent])


def decide_founding() -> None:
    """Raises Refusal account.exists: a node is founded once."""
    if Place.objects.exists():
        raise Refusal("account.exists")


def decide_naming(place: str) -> None:
    """Raises Refusal place.gone."""
    require_in_force([place])


def decide_split(place: str, into: Sequence[str]) -> None:
    """Raises Refusal place.no_grid, place.closed, place.exists, body.invalid."""
    _must_be_open([place])
    _must_differ(into, "$.into")
    _must_be_new(into)


def decide_merging(into: str, of: Sequence[str], parent: str) -> None:
    """Raises Refusal place.no_grid, place.closed, place.exists, place.level, body.invalid."""
    _must_differ(of, "$.of")
    grids = _must_be_open(of)
    _must_be_new([into])
    _must_lie_below(into, grids[of[0]].level, require_in_force([parent])[parent])


def decide_move(parents: Mapping[str, str]) -> None:
    """Raises Refusal place.gone, place.level; body.invalid for the root. No place can come to lie below itself, because
    levels only go down."""
    places = require_in_force({*parents, *parents.values()})
    for id_, parent in parents.items():
        if places[id_].parent is None:
            raise Refusal("body.invalid", path="$.parents", problem=f"{id_}: the root stays where it is")
        _must_lie_below(id_, places[id_].level, places[parent])


def require_in_force(ids: Collection[str]) -> dict[str, Place]:
    """Raises Refusal place.gone with where the ground lies now."""
    found = {place.id: place for place in Place.objects.filter(id__in=list(ids))}
    for id_ in ids:
        if id_ not in found:
            raise Refusal("place.gone", place=id_, now=", ".join(paths_of(id_).paths))
    return found


def _must_be_open(ids: Collection[str]) -> dict[str, Place]:
    grids = require_in_force(ids)
    for id_, grid in grids.items():
        if grid.level not in LEAVES:
            raise Refusal("place.no_grid", place=id_)
        if grid.closed:
            raise Refusal("place.closed", place=id_)
    return grids


def _must_differ(ids: Sequence[str], path: str) -> None:
    if len(set(ids)) < max(2, len(ids)):
        raise Refusal("body.invalid", path=path, problem="two or more, each another")


def _must_be_new(ids: Collection[str]) -> None:
    taken = Ground.objects.filter(place__in=list(ids)).values_list("place", flat=True).first()
    if taken is not None:
        raise Refusal("place.exists", place=taken)


def _must_lie_below(place: str, level: str, parent: Place) -> None:
    if DEPTH[level] <= DEPTH[parent.level]:
        raise Refusal("place.level", place=place, parent=parent.id)
