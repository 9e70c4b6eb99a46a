# ruff: noqa: S608  (what is put together are words of ours; every value is bound)
"""How many tasks of a playbook there are at a place and below, done or owed, without those that are void or withdrawn.

They are counted in the index `task_owed` alone.
"""

from collections import Counter
from collections.abc import Sequence

from django.db import connection

from oneboard.projections.conditions import among
from oneboard.projections.nodes import edition_in_force


def tasks_at(playbooks: Sequence[str], places: Sequence[str]) -> dict[str, int]:
    """`playbooks`: versions, as `household_visit@1`. By place, of the tree in force."""
    versions = among("playbook", playbooks)
    sql = (
        "SELECT node.path, t.n FROM (SELECT place, count(*) n FROM projections_task "
        f"WHERE {versions.sql} AND void = '' AND withdrawn = '' GROUP BY place) t "
        "JOIN projections_node node ON node.edition = %s AND node.place = t.place"
    )
    wanted, found = set(places), Counter(dict.fromkeys(places, 0))
    with connection.cursor() as cursor:
        cursor.execute(sql, (*versions.parameters, edition_in_force()))
        for path, n in cursor.fetchall():
            for place in wanted.intersection(path.split(".")):
                found[place] += n
    return dict(found)
