# ruff: noqa: S608  (what is put together are words of ours; every value is bound)
"""Pages of what a ground's phones hold: the rows of a read model that changed behind the last one they were sent."""

from functools import cache
from typing import Any, Final, NamedTuple

from django.db import connection

from oneboard.foundation.ids import NIL_ID
from oneboard.foundation.rows import Table, both
from oneboard.projections.rows import TASKS
from oneboard.projections.subject_rows import DEPARTURES, SUBJECTS
from oneboard.projections.territory import GROUNDS, PLACES
from oneboard.projections.timetable import NOTICES


class Sort(NamedTuple):
    """`place`: the column that says where a row lies; `id`: the one that tells the rows of a change apart."""

    table: Table[Any]
    place: str
    id: str


#: What phones hold, by its name in a cursor.
SORTS: Final = {
    "places": Sort(PLACES, "path", "id"),
    "subjects": Sort(SUBJECTS, "place", "id"),
    "tasks": Sort(TASKS, "place", "id"),
    "notices": Sort(NOTICES, "place", "id"),
    "departures": Sort(DEPARTURES, "place", "subject"),
}

# As `grounds.inside` says it, and not put together anew: each pull asks for every sort.
_AT_OR_BELOW: Final = "(path = ? OR path > ? AND path < ?)"
_ALL_OF_IT: Final = "GROUP BY place HAVING count(path) = min(parts)"
_INSIDE: Final = f"IN (SELECT place FROM {GROUNDS.name} WHERE {_AT_OR_BELOW} {_ALL_OF_IT})"


def next_page(sort: str, ground: str, seq: int, id_: str, limit: int) -> list[Any]:
    """On a ground, a dotted path, in the order of their last change: what follows the row `id_` that `seq` changed."""
    with connection.cursor() as cursor:
        within = (ground, f"{ground}.", f"{ground}/")
        # Where no row was sent, `seq` is 0, which is behind none, whatever stands for its id.
        cursor.execute(_statement(sort, connection.vendor), (*within, seq, id_ or NIL_ID, limit))
        return SORTS[sort].table.rows(cursor.fetchall())


@cache
def _statement(sort: str, vendor: str) -> str:
    table, place, id_ = SORTS[sort]
    here = _AT_OR_BELOW if place == "path" else f"{place} {_INSIDE}"
    order = f"changed_seq, {id_}"
    rows = table.where(both(f"{here} AND ({order}) > (?, ?) ORDER BY {order} LIMIT ?"))
    return (rows.sqlite if vendor == "sqlite" else rows.postgresql).replace("?", "%s")
