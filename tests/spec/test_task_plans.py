"""docs/spec/tasks.md: a list of tasks reads what is owed from an index, and neither what is done nor the whole city."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from django.db import connection

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import derived_id
from oneboard.foundation.rows import Change
from oneboard.foundation.transactions import open_store
from oneboard.intake.clock import deadlines
from oneboard.projections.rows import TASKS, TaskRow
from oneboard.recorder import recorder
from tests.house import House

#: Elsewhere in the city, and over.
OTHERS = 20_000


def fill(house: House) -> None:
    campaign = house.campaign()
    rows = [
        TaskRow(derived_id("test", str(n)), "household_visit@1", None, campaign, f"x{n % 400}", None, 1, campaign,
                "visited" if n % 2 else "to_visit", 1, None if n % 2 else n, "", "", None, None,
                f"unit:{derived_id('unit', str(n))}" if n % 100 == 0 else None, None, None, None, 1)
        for n in range(OTHERS)
    ]  # fmt: skip
    store = open_store()
    with store.begin() as transaction:
        transaction.tell(Change(TASKS.insert, rows))
    store.close()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def plans() -> Iterator[list[str]]:
    """How the store goes about each statement that reads tasks, as it says itself."""
    found: list[str] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "projections_task" in sql and sql.startswith(("SELECT", "WITH")):
            lite = connection.vendor == "sqlite"
            asked = f"EXPLAIN QUERY PLAN {sql.replace('%s', '?')}" if lite else f"EXPLAIN {sql}"
            with closing(connection.connection.cursor()) as cursor:
                cursor.execute(asked, params or ())
                found.append("\n".join(str(row[-1]) for row in cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield found


@pytest.mark.parametrize(
    ("who", "path", "query"),
    [
        ("li", "/today", {}),
        ("li", "/tasks", {}),
        ("dispatcher", "/board", {"place": "511702001"}),
        ("dispatcher", "/tasks", {"overdue": "true", "sort": "place"}),
        ("dispatcher", "/tasks", {"assigned": "lapsed"}),
        ("officer", "/tasks", {"assigned": f"unit:{derived_id('unit', '100')}"}),
        ("officer", "/tasks", {"playbook": "household_visit@1", "state": "revisit"}),
    ],
    ids=str,
)
def test_no_list_reads_the_whole_city(house: House, who: str, path: str, query: dict[str, str]) -> None:
    fill(house)
    house.client(who)
    with plans() as found:
        assert house.say(who, path, method="GET", **query).status == 200
    assert found, "the plans were looked at"
    for plan in found:
        assert "Seq Scan on projections_task" not in plan, plan
        assert "SCAN projections_task" not in plan, plan
        assert "task_owed" in plan or "task_assigned" in plan or "task_pkey" in plan or "autoindex" in plan, (
            plan
        )


def test_the_clock_reads_what_it_has_to_look_at_from_an_index_of_that(house: House) -> None:
    fill(house)
    with plans() as found:
        assert deadlines.tell(recorder.running(), now_ms()) == 0
    [plan] = found
    assert "task_next" in plan, plan
