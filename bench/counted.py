"""Fills the marks of a city and times its figures; a process of its own, on a node of its own.

    python -m bench.counted PLAN SIZES POSTMASTER      # prints a line of JSON for each size of the journal

The city is founded in facts. Lines, marks, tallies and balances are written by the fold's own way of writing marks, in
groups as 64 phones with batches of 50 make them; what is timed is the reading.
"""

import atexit
import csv
import gc
import io
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from tempfile import NamedTemporaryFile
from typing import Any, Final

import duckdb
import msgspec

from bench.founding import build
from bench.indicators import Measured, Took
from bench.plan import Plan
from bench.processes import cpu_seconds

# isort: split
from django.conf import settings
from django.db import connection

from oneboard.foundation.clock import DAY_MS, day_of, now_ms
from oneboard.foundation.ids import new_id
from oneboard.foundation.rows import Change, Query, both
from oneboard.foundation.transactions import open_store
from oneboard.indicators.changes import changes
from oneboard.indicators.moments import now
from oneboard.indicators.tables import Asked, read
from oneboard.journal.blocks import LineRow
from oneboard.journal.book import LINES as JOURNAL
from oneboard.outputs.exports import entries
from oneboard.projections import marks
from oneboard.projections.counting import LATE, LINES, MarkRow
from oneboard.projections.models import Mark, Node, Place
from oneboard.recorder import recorder

INDICATORS: Final = tuple(f"figure_{n:02d}" for n in range(25))
_DAYS: Final = 20
_GROUP: Final = (64, 50)  # phones, entries of each
_TIMES: Final = 60
_FEW: Final = 20
_MOVE_HEAD: Final = both("UPDATE journal_head SET seq = ?, recorded_at = ? WHERE id = 1")
_BODY: Final = (
    '{{"id":"{id}","kind":"step.taken@1","actor":{{"member":"{id}","post":"{id}"}},"device":"{id}","device_seq":{seq},'
    '"happened_at":{at},"place":"{place}","subject":"{id}","task":"{id}","campaign":"{id}","playbook":"household_visit@2",'
    '"fact":{{"step":"visit"}},"readable":{{"leaflets":3,"members_seen":2}},"sealed":{{"note":"{sealed}"}},"scope":1,'
    '"content_hash":"{hash}"}}'
)


def main(plan: Plan, sizes: Sequence[int], postmaster: int) -> Iterator[Measured]:
    city = build(msgspec.structs.replace(plan, visits=False))
    recorder.start(settings.ONEBOARD.home, settings.ONEBOARD.time_zone)
    try:
        grids = [phone.grid for phone in city.phones]
        wide = ("city", "county", "town")
        places = tuple(Place.objects.filter(level__in=wide).order_by("path").values_list("id", flat=True))
        for size in sizes:
            _fill(size - now().seq, grids)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            yield _measured(places, grids, postmaster)
    finally:
        recorder.stop()


def _fill(number: int, grids: Sequence[str]) -> None:
    store, rng, reference = open_store(), Random(7), recorder.running().reference()
    today, at = day_of(now_ms(), settings.ONEBOARD.time_zone), now_ms()
    phones, batch = _GROUP
    while number > 0:
        first = now().seq + 1
        said = [grid for grid in rng.choices(grids, k=phones) for _ in range(batch)][:number]
        lines = [_line(first + n, at, grid) for n, grid in enumerate(said)]
        counted = [
            mark for line, grid in zip(lines, said, strict=True) for mark in _marks(line, grid, today, rng)
        ]
        with store.begin() as transaction:
            transaction.tell(Change(JOURNAL.insert, lines), Query(_MOVE_HEAD, (lines[-1].seq, at)))
            marks._write(transaction, counted, reference)
        number -= len(said)
    store.close()


def _line(seq: int, at: int, place: str) -> LineRow:
    id_ = new_id(at)
    body = _BODY.format(id=id_, seq=seq, at=at - DAY_MS, place=place, sealed="x" * 120, hash="0" * 64)
    return LineRow(seq, id_, at, body)


def _marks(line: LineRow, grid: str, today: int, rng: Random) -> Iterator[MarkRow]:
    """One count, or two; one in twenty came late."""
    for number in range(1 + (rng.random() < 0.3)):
        day, came = today - rng.randrange(_DAYS), LATE if rng.random() < 0.05 else 0
        yield MarkRow(
            line.seq * LINES + number,
            line.id,
            rng.choice(INDICATORS),
            grid,
            day,
            today,
            1 + rng.randrange(3),
            came,
        )


def _measured(places: tuple[str, ...], grids: Sequence[str], postmaster: int) -> Measured:
    rng, last = Random(11), now().seq
    moments = [rng.randrange(last // 2, last) for _ in range(_TIMES)]
    asked = Asked(places, INDICATORS)

    def took(ask: Callable[[int], Any], number: int = _TIMES) -> Took:
        times, used = [], _cpu(postmaster)
        for n in range(number):
            began = time.perf_counter()
            ask(n)
            times.append((time.perf_counter() - began) * 1000)
        return Took(sorted(times)[int(number * 0.95)], (_cpu(postmaster) - used) * 1000 / number)

    with _scan(moments) as scan:
        return Measured(
            last,
            took(lambda n: read(asked)),
            took(lambda n: read(msgspec.structs.replace(asked, seq=moments[n]))),
            took(lambda n: changes(places, INDICATORS, *sorted((moments[n], moments[n - 1]))), _FEW),
            took(scan, _FEW),
            *_exported(grids, postmaster),
        )  # fmt: skip


def _cpu(postmaster: int) -> float:
    return time.process_time() + (cpu_seconds(postmaster) if postmaster else 0.0)


def _exported(grids: Sequence[str], postmaster: int) -> tuple[float, float]:
    """µs of CPU an entry, page by page; and of the csv writer, over rows that are at hand."""
    ground, number, after, pages = set(grids), 0, 0, []
    began = _cpu(postmaster)
    while (page := entries.page(ground, after, 50_000)).count(b"\r\n") > 1:
        pages.append(page)
        after = int(page.rstrip().rpartition(b"\r\n")[2].partition(b",")[0])
        number += page.count(b"\r\n") - 1
    took = _cpu(postmaster) - began
    rows = [row for page in pages[:2] for row in csv.reader(page.decode().splitlines())]
    began = time.process_time()
    csv.writer(io.StringIO()).writerows(rows)
    return took / number * 1e6, (time.process_time() - began) / len(rows) * 1e6


@contextmanager
def _scan(moments: Sequence[int]) -> Iterator[Callable[[int], Any]]:
    """DuckDB, in memory, over the marks and the paths of their places."""
    with duckdb.connect() as duck, NamedTemporaryFile("w", suffix=".csv", newline="") as file:
        out = csv.writer(file)
        above = {
            place: (*path.split("."), "", "")[:3] for place, path in Node.objects.values_list("place", "path")
        }
        marks_ = Mark.objects.values_list("number", "indicator", "place", "n")
        for number, indicator, place, n in marks_.iterator(50_000):
            out.writerow((number, indicator, *above[place], n))
        file.flush()
        names = dict.fromkeys(("number", "n"), "BIGINT") | dict.fromkeys(
            ("indicator", "a", "b", "c"), "VARCHAR"
        )
        columns = {name: names[name] for name in ("number", "indicator", "a", "b", "c", "n")}
        duck.execute(
            f"CREATE TABLE mark AS FROM read_csv('{file.name}', columns = {columns}, header = false)"
        )
        scan = (
            "SELECT indicator, place, sum(n) FROM (SELECT indicator, unnest([a, b, c]) place, n FROM mark "
            "WHERE number < ?) GROUP BY 1, 2"
        )
        yield lambda n: duck.execute(scan, ((moments[n] + 1) * LINES,)).fetchall()


if __name__ == "__main__":
    # As in `oneboard.cli.main`: the last collection of the interpreter may crash over what msgspec described.
    atexit.register(gc.freeze)
    os.environ["ONEBOARD_ONE_CORE"] = "0"
    plan, sizes = (
        msgspec.json.decode(sys.argv[1], type=Plan),
        msgspec.json.decode(sys.argv[2], type=list[int]),
    )
    for measured in main(plan, sizes, int(sys.argv[3])):
        print(msgspec.json.encode(measured).decode(), flush=True)
