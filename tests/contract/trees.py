"""What is wrong with a tree of places, by code of the tests' own."""

from collections import Counter
from collections.abc import Sequence

from oneboard.vocabulary.editions import EditionPlace
from oneboard.vocabulary.places import DEPTH, LEAVES


def faults_of(places: Sequence[EditionPlace], before: Sequence[EditionPlace]) -> list[str]:
    """`before`: the tree whose leaves must all be there still."""
    found: list[str] = []
    seen: dict[str, EditionPlace] = {}
    for place in places:
        above = seen.get(place.parent or "")
        if place.id in seen:
            found.append(f"{place.id} twice")
        if above is None and seen:
            found.append(f"{place.id} before its parent {place.parent}")
        if above is not None and (DEPTH[above.level] >= DEPTH[place.level] or above.level in LEAVES):
            found.append(f"{place.id} a {place.level} below a {above.level}")
        seen[place.id] = place
    leaves = {place.id for place in before if place.level in LEAVES}
    found += [f"{leaf} is lost" for leaf in leaves - seen.keys()]
    codes = Counter((place.level, place.code) for place in places if place.code)
    return found + [f"{code} twice" for code, n in codes.items() if n > 1]
