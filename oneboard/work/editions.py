"""Decisions about editions (区划版本): every fault of a tree, each with what would be right."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase, Said
from oneboard.projections.models import Edition as Adopted
from oneboard.projections.models import Ground, Place
from oneboard.vocabulary.editions import Edition, EditionPlace
from oneboard.vocabulary.places import DEPTH, LEAVES

#: Faults that are told in words; all are counted.
TOLD: Final = 200


class Known(NamedTuple):
    """What the node knows: the level of every place in force, the root, the places that are gone, the editions."""

    levels: Mapping[str, str]
    root: str
    gone: frozenset[str]
    editions: frozenset[str]


def decide_adoption(edition: Edition) -> None:
    """Raises Refusal edition.invalid with every fault."""
    places = dict(Place.objects.values_list("id", "level"))
    known = Known(
        places,
        Place.objects.filter(parent__isnull=True).values_list("id", flat=True).get(),
        frozenset(
            Ground.objects.exclude(place__in=Place.objects.values("id")).values_list("place", flat=True)
        ),
        frozenset(Adopted.objects.values_list("edition", flat=True)),
    )
    if faults := list(faults_of(edition, known)):
        raise Refusal("edition.invalid", count=len(faults), problem=tuple(faults[:TOLD]))


def faults_of(edition: Edition, known: Known) -> Iterator[Phrase]:
    if edition.edition in known.editions:
        yield _fault("taken", {"edition": edition.edition})
    if not _is_day(edition.valid_from):
        yield _fault("no_day", {"valid_from": edition.valid_from})
    yield from _faults_of_roots(edition, known)
    yield from _faults_of_shape(edition)
    yield from _faults_against(edition, known)


def _is_day(text: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def _faults_of_roots(edition: Edition, known: Known) -> Iterator[Phrase]:
    roots = [place for place in edition.places if place.parent is None]
    for root in roots:
        if root.id != known.root:
            yield _fault("another_root", {"place": _named(root), "root": known.root})
    if known.root not in {root.id for root in roots}:
        yield _fault("no_root", {"root": known.root})


def _faults_of_shape(edition: Edition) -> Iterator[Phrase]:
    """One tree, parents first, levels going down, no code twice among the children of one place."""
    seen: dict[str, EditionPlace] = {}
    coded: dict[tuple[str | None, str, str], str] = {}
    for place in edition.places:
        if place.id in seen:
            yield _fault("twice", {"place": _named(place)})
            continue
        seen[place.id] = place
        parent = seen.get(place.parent or "")
        if place.parent is not None and parent is None:
            yield _fault("no_parent", {"place": _named(place), "parent": place.parent})
        elif parent is not None and DEPTH[place.level] <= DEPTH[parent.level]:
            yield _fault("not_below", {"place": _named(place), "level": place.level, "parent": _named(parent),
                                      "above": parent.level})  # fmt: skip
        if place.code is not None:
            key = (place.parent, place.level, place.code)
            if key in coded:
                yield _fault("code_twice", {"place": _named(place), "code": place.code, "other": coded[key]})
            coded.setdefault(key, _named(place))


def _faults_against(edition: Edition, known: Known) -> Iterator[Phrase]:
    """A leaf never disappears and stays a leaf; what is gone does not come back under its old id."""
    here = Counter(place.id for place in edition.places)
    for id_, level in sorted(known.levels.items()):
        if level in LEAVES and id_ not in here:
            yield _fault("leaf_missing", {"place": id_})
    for place in edition.places:
        if place.id in known.gone:
            yield _fault("was_gone", {"place": _named(place)})
        level = known.levels.get(place.id, place.level)
        if (level in LEAVES) != (place.level in LEAVES):
            yield _fault("other_kind", {"place": _named(place), "level": place.level, "was": level})


def _fault(key: str, fields: Mapping[str, str]) -> Phrase:
    """Levels are said in the reader's words."""
    said: dict[str, Said] = {
        name: Phrase(f"level.{value}") if name in ("level", "above", "was") else value
        for name, value in fields.items()
    }
    return Phrase(f"edition.{key}", said)


def _named(place: EditionPlace) -> str:
    return f"{place.id} {place.name}"
