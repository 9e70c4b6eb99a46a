"""How SQLite goes about laying a tree anew: the marks and tallies of a place are found by an index. PostgreSQL counts
rows before it plans, and needs no such care."""

import pytest
from django.db import connection

from oneboard.foundation.rows import Statement
from oneboard.foundation.settings import Settings
from oneboard.projections.balances import RECOUNT
from oneboard.projections.tallies import MOVE


@pytest.mark.parametrize(("statement", "lists"), [(RECOUNT, 4), (MOVE, 2)])
def test_sqlite_does_not_walk_all_places_for_every_mark(
    store: Settings, statement: Statement, lists: int
) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + statement.sqlite.replace("?", "%s"), ["[]"] * lists)
            plan = [str(row[-1]) for row in cursor.fetchall()]
        assert any("(indicator=? AND place=?)" in step for step in plan), plan
