"""What a file of successions says: which place goes on as which, or falls to which, and in what share."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from oneboard.vocabulary.places import DEPTH
from oneboard.work.trees import Tree


class Succession(NamedTuple):
    """One row: `origin` an id or code in force, `heir` a code of the new list, `share` of it from 0 to 1, if told."""

    origin: str
    heir: str
    share: float | None
    row: int


class Unfit(NamedTuple):
    """A row that cannot be followed. `key`: of the locales' section `lists`."""

    row: int
    key: str
    fields: dict[str, str | int]


class Wills(NamedTuple):
    """`told`: origin to its heirs and their shares, largest first. `falls`: origin to the heir of its largest share;
    where two heirs would have that, it falls to none.
    """

    told: dict[str, tuple[tuple[str, float | None], ...]]
    falls: dict[str, str]
    unfit: list[Unfit]


def read_wills(rows: Iterable[Succession], old: Tree, new: Tree) -> Wills:
    by_code = {place.code: place.id for place in old.places.values() if place.code}
    heirs: dict[str, dict[str, Succession]] = {}
    unfit: list[Unfit] = []
    for row in rows:
        # A place that is new under a used number may be named by the id that it was proposed with.
        row = row._replace(heir=row.heir if row.heir in new else row.heir.partition("-")[0])
        origin = row.origin if row.origin in old else by_code.get(row.origin, "")
        problem = _problem(row, origin, old, new, heirs.get(origin, {}))
        if problem:
            unfit.append(Unfit(row.row, problem, {"origin": row.origin, "heir": row.heir}))
        else:
            heirs.setdefault(origin, {})[row.heir] = row
    falls = {origin: heir for origin, shares in heirs.items() if (heir := _largest(shares)) is not None}
    told = {origin: tuple(_by_size(shares)) for origin, shares in heirs.items()}
    return Wills(told, falls, unfit)


def _by_size(shares: Mapping[str, Succession]) -> Iterator[tuple[str, float | None]]:
    for row in sorted(shares.values(), key=lambda row: (-(row.share or 0), row.heir)):
        yield row.heir, row.share


def _problem(
    row: Succession, origin: str, old: Tree, new: Tree, told: Mapping[str, Succession]
) -> str | None:
    if origin not in old:
        return "origin_unknown"
    if row.heir not in new:
        return "heir_unknown"
    if origin == old.root or DEPTH[new[row.heir].level] > min(DEPTH[old[origin].level], DEPTH["village"]):
        return "heir_level"
    if row.heir in told:
        return "heir_twice"
    shares = [other.share or 0 for other in told.values()] + [row.share or 0]
    return "shares" if sum(shares) > 1.001 or min(shares) < 0 else None


def _largest(shares: Mapping[str, Succession]) -> str | None:
    first, *others = sorted(shares.values(), key=lambda row: -(row.share or 0))
    return None if others and (others[0].share or 0) >= (first.share or 0) else first.heir
