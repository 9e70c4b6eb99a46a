"""Hints for a person: places of a new list that an old one may have become, which nothing proves."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from oneboard.work.heirs import Heirs
from oneboard.work.names import plain
from oneboard.work.trees import Tree

#: `same_code`: under another name. `namesake`: one of several in the county. `elsewhere`: in another county.
Why: TypeAlias = Literal["same_code", "namesake", "elsewhere"]

_MOST = 5  # more would not help anybody


class Hint(NamedTuple):
    why: Why
    code: str
    name: str
    where: str


def hints(old: Tree, new: Tree, heirs: Heirs) -> dict[str, tuple[Hint, ...]]:
    """For each old place that goes on as nobody."""
    named: dict[tuple[str, str], list[str]] = {}
    for place in new.branches():
        named.setdefault((place.level, plain(place.name)), []).append(place.id)
    return {
        place.id: tuple(_of(place.id, old, new, heirs, named))[:_MOST]
        for place in old.branches()
        if place.id not in heirs.of
    }


def _of(
    id_: str, old: Tree, new: Tree, heirs: Heirs, named: dict[tuple[str, str], list[str]]
) -> Iterator[Hint]:
    place, county = old[id_], heirs.of.get(old.county(id_))
    same = new.places.get(place.code or place.id)
    if (
        same is not None
        and same.level == place.level
        and same.id not in heirs.origin
        and _may_be(id_, same.id, heirs)
    ):
        yield _hint("same_code", same.id, new)
    for code in named.get((place.level, plain(place.name)), []):
        if code not in heirs.origin and code != (place.code or place.id):
            yield _hint("namesake" if new.county(code) == county else "elsewhere", code, new)


def _may_be(old: str, new: str, heirs: Heirs) -> bool:
    """Not where all that lay in it and is found again went elsewhere."""
    votes = heirs.votes(old)
    return not votes or votes[new] > 0


def _hint(why: Why, code: str, new: Tree) -> Hint:
    return Hint(why, code, new[code].name, new.spoken(new[code].parent or code))
