"""Figures worked out of figures (派生指标): what counts come to together or leave, and shares, where each is asked for.

A share is a whole number of thousandths. Of a past moment and of a day a share of tasks is not known: how many tasks
there were then is not kept (decision 0021).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from oneboard.indicators import obligations
from oneboard.indicators.catalogue import Indicator
from oneboard.indicators.changes import Change
from oneboard.indicators.moments import now
from oneboard.indicators.suppression import published
from oneboard.indicators.tables import Asked, Cell, read
from oneboard.playbooks.consequences import TASKS
from oneboard.projections.counting import SO_FAR

#: What a share of all of it is.
WHOLE: Final = 1000

Known = dict[Cell, int | None]


def figures(chosen: Sequence[Indicator], asked: Asked, public: bool = False) -> Known:
    """`asked`: where and when; of which indicators, `chosen` says. None is withheld from the `public`, or not known."""
    wanted = replace(asked, indicators=tuple(counts_of(chosen)))
    counted: Known = dict(read(wanted)) if wanted.indicators else {}
    if public:
        counted = published(wanted, counted)
    return {cell: n for one in chosen for cell, n in _worked_out(one, asked, counted).items()}


def counts_of(chosen: Sequence[Indicator]) -> list[str]:
    """What has to be read of the tallies, each once."""
    parts = (one.derived.counts if one.derived else (one.name,) for one in chosen)
    return list(dict.fromkeys(part for some in parts for part in some))


def added(one: Indicator, changes: Mapping[tuple[str, str], Change], place: str) -> Change:
    """How a count changed, or what counts come to together; a share does not add up."""
    parts = [(changes[part, place], sign) for part, sign in one.terms.items()]
    return Change(
        *(sum(sign * getattr(part, name) for part, sign in parts) for name in Change.__struct_fields__)
    )


def share(part: int | None, whole: int | None) -> int | None:
    """Thousandths, to the nearest; all of it only where nothing lacks, and nothing only where there is nothing."""
    if part is None or not whole:
        return None
    nearest = (2 * part * WHOLE + whole) // (2 * whole)
    return min(max(nearest, 1), WHOLE - 1) if 0 < part < whole else nearest


def _worked_out(one: Indicator, asked: Asked, counted: Mapping[Cell, int | None]) -> Known:
    places = [(place, day) for place in asked.places for day in asked.days]
    if one.derived is None:
        return {(one.name, *at): counted[(one.name, *at)] for at in places}
    if not one.is_share:
        return {(one.name, *at): _sum([(counted[(part, *at)], sign) for part, sign in one.terms.items()])
                for at in places}  # fmt: skip
    whole = _tasks(one, asked) if one.derived.of == TASKS else counted
    of, part = one.derived.of or "", one.derived.share or ""
    return {(one.name, *at): share(counted[(part, *at)], whole.get((of, *at))) for at in places}


def _sum(parts: Sequence[tuple[int | None, int]]) -> int | None:
    known = [sign * part for part, sign in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _tasks(one: Indicator, asked: Asked) -> Known:
    if asked.seq not in (None, now().seq) or asked.days != (SO_FAR,):
        return {}
    found = obligations.tasks_at(one.playbooks, asked.places)
    return {(TASKS, place, SO_FAR): n for place, n in found.items()}
