"""Coverage (覆盖): which places are staffed, report and are worked on, and which are blank.

A campaign covers a place where anything is counted there by the first count of its playbook. What goes by a schedule is
asked of one day, everything else of all so far; what units owe is asked only where there is a unit.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from django.db.models import Count, QuerySet

from oneboard.access.roles import roles
from oneboard.indicators.places import PlaceSeen, at_level
from oneboard.indicators.tables import Asked, read
from oneboard.playbooks.schema import UNITS
from oneboard.projections.counting import SO_FAR
from oneboard.projections.duty import FIELD_VERB
from oneboard.projections.grounds import within
from oneboard.projections.models import Ground, Post, Unit
from oneboard.projections.posts import in_force
from oneboard.projections.reference import Reference


class Asking(NamedTuple):
    """`day`: a number, or SO_FAR. `of_units`: only units owe it."""

    indicator: str
    day: int
    of_units: bool = False


class Covered(msgspec.Struct, frozen=True):
    """`posts`: of those who work in the field; `units`: without squads; both here and below. `values`: in the order of
    what was asked, null where there is no unit to owe it. `blanks`: how many of these are nothing at all.
    """

    place: str
    name: str
    level: str
    parent: str | None
    posts: int
    units: int
    values: list[int | None]
    blanks: int


def asked_by_campaigns(path: str, day: int, reference: Reference) -> list[Asking]:
    """What the campaigns that run here, above or below ask for, in the order in which they were opened."""
    here, found = path.split("."), dict[str, Asking]()
    for campaign in sorted(reference.campaigns, key=lambda one: one.opened_seq):
        playbook = reference.playbooks[campaign.playbook]
        above = reference.paths.get(campaign.place, ())
        runs = campaign.closed_at is None and (campaign.place in here or here[-1] in above)
        for indicator in list(playbook.count)[:1] if runs else ():
            on = SO_FAR if playbook.task.schedule is None else day
            found.setdefault(indicator, Asking(indicator, on, playbook.subject == UNITS))
    return list(found.values())


def coverage(path: str, level: str | None, asked: Sequence[Asking], at_ms: int) -> list[Covered]:
    """Places of a level below this path, or those right below it; blank ones first, then in the order of the tree."""
    rows = at_level(path, level)
    grounds = _grounds(path)
    fielded = [name for name, role in roles().items() if FIELD_VERB in role.verbs]
    posts = _rolled_up(Post.objects.filter(in_force(at_ms), role__in=fielded), grounds)
    units = _rolled_up(Unit.objects.filter(squad=0), grounds)
    wanted = Asked(
        tuple(row.place for row in rows), tuple(one.indicator for one in asked),
        tuple({one.day for one in asked}),
    )  # fmt: skip
    values = read(wanted) if asked and rows else {}
    told = [
        _covered(row, posts[row.place], units[row.place], list(_values(row, asked, units, values)))
        for row in rows
    ]
    return sorted(told, key=lambda one: -one.blanks)


def _grounds(path: str) -> dict[str, set[str]]:
    """From every place there ever was here or below to all that it lies in now."""
    found: dict[str, set[str]] = {}
    for place, lies in Ground.objects.filter(within([path])).values_list("place", "path"):
        found.setdefault(place, set()).update(lies.split("."))
    return found


def _rolled_up(rows: QuerySet[Any], grounds: Mapping[str, set[str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for place, n in rows.values_list("place").annotate(n=Count("id")).order_by():
        found.update(dict.fromkeys(grounds.get(place, ()), n))
    return found


def _values(
    row: PlaceSeen, asked: Sequence[Asking], units: Counter[str], values: Mapping[tuple[str, str, int], int]
) -> Iterator[int | None]:
    for one in asked:
        yield None if one.of_units and not units[row.place] else values[one.indicator, row.place, one.day]


def _covered(row: PlaceSeen, posts: int, units: int, values: list[int | None]) -> Covered:
    blanks = [posts, *values].count(0)
    return Covered(row.place, row.name, row.level, row.parent, posts, units, values, blanks)
