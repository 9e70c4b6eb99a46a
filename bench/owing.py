"""Opens a campaign over a whole city and times what is asked of its tasks; a process of its own, on a node of its own.

    python -m bench.owing PLAN HOUSEHOLDS POSTMASTER      # prints what it measured as JSON

The city is founded in facts, its households are written as the fold would write them. What is timed are handlers, from
the question to the answer; what phones cost is CPU, of this process and of PostgreSQL below POSTMASTER (0: none).
"""

import os
import sys
import time
from collections.abc import Callable
from random import Random
from typing import Any, Final

import msgspec

from bench.founding import CITY, build
from bench.plan import Plan
from bench.processes import cpu_seconds
from bench.renewing import moved, renewed
from bench.tasks import Measured

# isort: split
from django.conf import settings
from django.db import connection

from bench import due
from oneboard.access.actor import Actor, Grant
from oneboard.access.routes import Call
from oneboard.api.board import BoardQuery, board
from oneboard.api.tasks import TaskQuery, list_tasks
from oneboard.api.today import TodayQuery, today
from oneboard.foundation.clock import now_ms
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import new_id
from oneboard.foundation.rows import Change
from oneboard.foundation.transactions import open_store
from oneboard.intake.desk.campaigns import NewCampaign, open_campaign
from oneboard.projections.models import Incident, Place, Task
from oneboard.projections.subject_rows import SUBJECTS, SubjectRow
from oneboard.projections.versions import text
from oneboard.recorder import recorder

_AT_ONCE: Final = 20_000
_TIMES: Final = 100


def main(plan: Plan, households: int, postmaster: int) -> Measured:
    city = build(msgspec.structs.replace(plan, visits=False))
    recorder.start(settings.ONEBOARD.home, settings.ONEBOARD.time_zone)
    try:
        paths = dict(Place.objects.values_list("id", "path"))
        _fill(households, [phone.grid for phone in city.phones])
        began = time.perf_counter()
        _open()
        opening = time.perf_counter() - began
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        rng = Random(7)
        grids = [rng.choice(city.phones).grid for _ in range(_TIMES)]
        workers = [_actor(grid, paths[grid], "grid_worker") for grid in grids]
        towns = [rng.choice([id_ for id_ in paths if id_.startswith("town")]) for _ in range(_TIMES)]
        heads = [_actor(town, paths[town], "town_dispatcher") for town in towns]
        officer = _actor(CITY, CITY, "duty_officer")
        return Measured(
            Task.objects.count(), opening,
            _p95(lambda n: today(_call(workers[n], None, TodayQuery()))),
            _p95(lambda n: board(_call(heads[n], None, BoardQuery(place=towns[n])))),
            _p95(lambda n: list_tasks(_call(heads[n], None, TaskQuery()))),
            _p95(lambda n: list_tasks(_call(officer, None, TaskQuery())), 5),
            *renewed(city.phones, paths, lambda: _cpu(postmaster)),
            *due.missed(_call(officer, None, None), sorted(id_ for id_ in paths if id_.startswith("town"))),
            moved(min(100_000, households // 2)),
        )  # fmt: skip
    finally:
        recorder.stop()


def _fill(number: int, grids: list[str]) -> None:
    store, rng = open_store(), Random(7)
    sealed = text({"address": "x" * 80, "head": "x" * 60})
    for start in range(0, number, _AT_ONCE):
        rows = []
        for n in range(start, min(start + _AT_ONCE, number)):
            id_, grid = new_id(1_700_000_000_000 + n), rng.choice(grids)
            rows.append(
                SubjectRow(
                    id_, "households", grid, n, id_, sealed, 1, text({"people": 3}), "", None, "[]", n, 2
                )
            )
        with store.begin() as transaction:
            transaction.tell(Change(SUBJECTS.insert, rows))
    store.close()


def _open() -> None:
    incident = Incident.objects.get().id
    now = now_ms()
    new = NewCampaign(new_id(now), new_id(now), incident, "household_visit@2", CITY, "入户走访")
    while True:
        try:
            open_campaign(_call(_actor(CITY, CITY, "duty_officer"), new, None))
            return
        except Refusal as refusal:
            # It goes on; the same command again waits for it.
            if refusal.code != "journal.busy":
                raise


def _p95(ask: Callable[[int], Any], times: int = _TIMES) -> float:
    took = []
    for n in range(times):
        began = time.perf_counter()
        ask(n)
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took)[int(times * 0.95)]


def _cpu(postmaster: int) -> float:
    return time.process_time() + (cpu_seconds(postmaster) if postmaster else 0.0)


def _actor(place: str, path: str, role: str) -> Actor:
    grant = Grant(
        "00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002", place, (path,), role
    )
    return Actor(account="account", member="00000000-0000-7000-8000-000000000003", grants=(grant,))


def _call(actor: Actor, body: object, query: object) -> Call[Any, None, Any]:
    return Call(actor=actor, body=body, path=None, query=query, locale="zh", now_ms=now_ms())


if __name__ == "__main__":
    os.environ["ONEBOARD_ONE_CORE"] = "0"
    plan = msgspec.json.decode(sys.argv[1], type=Plan)
    sys.stdout.buffer.write(msgspec.json.encode(main(plan, int(sys.argv[2]), int(sys.argv[3]))))
