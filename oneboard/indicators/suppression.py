"""Suppression (隐去): what may not be published, because a small figure below town level points at somebody.

A figure from 1 to 4 at a village, a grid or a site is withheld, and beside it as many more as it takes so that neither
a total less its siblings, nor the sum over what lies below, gives it away: whoever subtracts learns no more than that
it may be 5 or above. A zero points at nobody. Towns and what lies above them are always told.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from oneboard.indicators.tables import Asked, Cell, read
from oneboard.projections.grounds import within
from oneboard.projections.models import Place
from oneboard.vocabulary.places import DEPTH

#: The least figure below town level that is published, but for zero.
LEAST: Final = 5

Children = Mapping[str, Sequence[str]]


def withheld(top: str, children: Children, values: Mapping[str, int]) -> set[str]:
    """Of the places below `top`, whose own figure is told. `values`: one indicator's, 0 where it has none."""
    hidden: set[str] = set()
    told = [top]
    while told:
        below = children.get(told.pop(), ())
        held = _held(sorted(below, key=lambda place: values.get(place, 0)), values)
        hidden.update(_with_all_below(held, children))
        told += [place for place in below if place not in held]
    return hidden


def _held(siblings: Sequence[str], values: Mapping[str, int]) -> set[str]:
    """`siblings`: by their figures. The small ones, and then the next, until any of them may be as large as `LEAST`."""
    some = [place for place in siblings if values.get(place, 0) > 0]
    small = sum(values[place] < LEAST for place in some)
    if not small:
        return set()
    for number in range(max(small, 2), len(some) + 1):
        # Each of the others is 1 at least.
        if sum(values[place] for place in some[:number]) - (number - 1) >= LEAST:
            return set(some[:number])
    return set(siblings)  # the zeros among them, too, so that only the total is known


def _with_all_below(places: set[str], children: Children) -> Iterator[str]:
    """What lies below adds up to it."""
    open_ = list(places)
    while open_:
        yield (place := open_.pop())
        open_ += children.get(place, ())


def published(asked: Asked, values: Mapping[Cell, int | None]) -> dict[Cell, int | None]:
    """The values that were read for `asked`, None where one is withheld: whatever else is asked for in this way, the
    same are, since all that lies below a town is looked at.
    """
    told: dict[Cell, int | None] = dict(values)
    for top, children in _trees(asked.places).items():
        places = (top, *(place for below in children.values() for place in below))
        whole = read(replace(asked, places=places))
        by_count: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
        for (indicator, place, day), n in whole.items():
            by_count[indicator, day][place] = n
        for (indicator, day), found in by_count.items():
            for place in withheld(top, children, found):
                if (indicator, place, day) in told:
                    told[indicator, place, day] = None
    return told


def _trees(places: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """What lies below each town, or what stands in its place, that one of these places lies in."""
    fine = [level for level, depth in DEPTH.items() if depth > DEPTH["town"]]
    asked = Place.objects.filter(id__in=places, level__in=fine).values_list("path", flat=True)
    above = {node for path in asked for node in path.split(".")}
    coarse = set(Place.objects.filter(id__in=above).exclude(level__in=fine).values_list("id", flat=True))
    tops = {path[: path.index(top) + len(top)] for path in asked for top in [_lowest(path, coarse)]}
    trees: dict[str, dict[str, list[str]]] = {top.rpartition(".")[2]: defaultdict(list) for top in tops}
    below = Place.objects.filter(within(sorted(tops)), level__in=fine).values_list("id", "parent", "path")
    for place, parent, path in below:
        trees[_lowest(path, coarse)][parent or ""].append(place)
    return trees


def _lowest(path: str, coarse: set[str]) -> str:
    return next(node for node in reversed(path.split(".")) if node in coarse)
