"""Fills the registers of a city and times what a desk asks of them; a process of its own, on a node of its own.

    python -m bench.searching SUBJECTS      # prints what it timed as JSON

The rows are written as the fold would write them; what is timed is the handler, from the question to the answer.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Final

import django
import msgspec

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oneboard.api.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench.founding import CITY, REGISTER  # noqa: E402
from bench.territory import Timed  # noqa: E402
from oneboard.access.actor import Actor, Grant  # noqa: E402
from oneboard.access.routes import Call  # noqa: E402
from oneboard.foundation.clock import now_ms  # noqa: E402
from oneboard.foundation.ids import new_id  # noqa: E402
from oneboard.foundation.rows import Change  # noqa: E402
from oneboard.foundation.transactions import open_store  # noqa: E402
from oneboard.intake.desk.founding import Territory, found  # noqa: E402
from oneboard.intake.desk.listing import ListQuery, OneRegister, SubjectPage, list_subjects  # noqa: E402
from oneboard.intake.desk.registers import NewRegister, publish  # noqa: E402
from oneboard.projections.subject_rows import SUBJECTS, TEXTS, SubjectRow, TextRow  # noqa: E402
from oneboard.projections.territory import GROUNDS, PLACES, GroundRow, PlaceRow  # noqa: E402
from oneboard.projections.texts import words  # noqa: E402
from oneboard.projections.versions import text  # noqa: E402
from oneboard.recorder import recorder  # noqa: E402

TOWNS: Final = 80
GRIDS_OF_A_TOWN: Final = 54
TOWN: Final = "t17"

_AT_ONCE: Final = 20_000
_TIMES: Final = 100
_FIRST: Final = "滨河凤凰柳荷翠玉金龙银杏桃竹松柏梅兰"
_LAST: Final = "花园|小区|新城|家园|公馆|名苑|一品|华庭"


def main(number: int) -> list[Timed]:
    call_command("migrate", verbosity=0, interactive=False)
    recorder.start(settings.ONEBOARD.home, settings.ONEBOARD.time_zone)
    try:
        found(Territory(CITY, "city", "达州市"), "市域治理中心", "周一")
        publish(_call(Actor(party="node"), NewRegister(new_id(now_ms()), REGISTER.read_text())))
        _fill(number)
        return [_timed(question, *asked) for question, asked in _questions()]
    finally:
        recorder.stop()


def _fill(number: int) -> None:
    store, rng = open_store(), Random(7)
    grids = [f"t{town}g{grid:02}" for town in range(TOWNS) for grid in range(GRIDS_OF_A_TOWN)]
    places = [_place(f"t{n}", "town", CITY, f"{CITY}.t{n}") for n in range(TOWNS)]
    places += [
        _place(grid, "grid", town, f"{CITY}.{town}.{grid}")
        for grid in grids
        for town in (grid.partition("g")[0],)
    ]
    with store.begin() as transaction:
        transaction.tell(
            Change(PLACES.upsert, places),
            Change(GROUNDS.upsert, [GroundRow(place.id, place.path, 1, 1) for place in places]),
        )
    for start in range(0, number, _AT_ONCE):
        rows = [_subject(n, rng, grids) for n in range(start, min(start + _AT_ONCE, number))]
        with store.begin() as transaction:
            transaction.tell(Change(SUBJECTS.insert, [row for row, _ in rows]))
            transaction.tell(Change(TEXTS.insert, [line for _, line in rows]))
    store.close()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _place(id_: str, level: str, parent: str, path: str) -> PlaceRow:
    return PlaceRow(id_, level, id_, parent, None, path, "", 0, None, 1)


def _subject(n: int, rng: Random, grids: list[str]) -> tuple[SubjectRow, TextRow]:
    building = "".join(rng.sample(_FIRST, 2)) + rng.choice(_LAST.split("|"))
    readable = {
        "number": f"{rng.randrange(30)}-{rng.randrange(6)}-{n % 1000}",
        "building": f"{building}{rng.randrange(9)}栋",
        "people": rng.randrange(7),
    }
    id_ = new_id(1_700_000_000_000 + n)
    sealed = text({"address": "x" * 80, "head": "x" * 60})
    return (
        SubjectRow(id_, "households", rng.choice(grids), n, id_, sealed, 1, text(readable), "", None, "[]", n + 1, 2),
        TextRow(n + 1, id_, words(readable)),
    )  # fmt: skip


def _questions() -> Iterator[tuple[str, tuple[str, Callable[[int], ListQuery]]]]:
    """By name: who asks (the ground of his post), and the query of each time."""
    towns = [f"t{n}" for n in range(TOWNS)]
    common = [a + b for a in _FIRST[:10] for b in _FIRST[10:]]
    ground = f"{CITY}.{TOWN}"
    yield "town_list", (ground, lambda n: ListQuery(place=TOWN))
    yield "town_search", (ground, lambda n: ListQuery(place=TOWN, text=common[n % len(common)]))
    yield "town_common", (ground, lambda n: ListQuery(place=TOWN, text="花园"))
    yield "city_common", (CITY, lambda n: ListQuery(text="花园"))
    yield "town_number", (ground, lambda n: ListQuery(place=TOWN, text=f"{n * 7 % 1000:03}"))
    yield "city_list", (CITY, lambda n: ListQuery())
    yield (
        "city_page",
        (CITY, lambda n: ListQuery(place=towns[n % TOWNS], after=f"{towns[n % TOWNS]}g30:{new_id(1)}")),
    )
    yield "city_search", (CITY, lambda n: ListQuery(text=f"{common[n % len(common)]}花园{n % 9}栋"))


def _timed(question: str, ground: str, query: Callable[[int], ListQuery]) -> Timed:
    grant = Grant("post", "unit", ground.rpartition(".")[2], (ground,), "town_dispatcher")
    actor = Actor(account="account", member="member", grants=(grant,))
    times, rows = [], 0
    for n in range(_TIMES):
        began = time.perf_counter()
        page: SubjectPage = list_subjects(_call(actor, None, OneRegister("households"), query(n)))
        times.append((time.perf_counter() - began) * 1000)
        rows += len(page.subjects)
    return Timed(question, sorted(times)[int(_TIMES * 0.95)], rows / _TIMES)


def _call(
    actor: Actor, body: object, path: object = None, query: object = None
) -> Call[object, object, object]:
    return Call(actor=actor, body=body, path=path, query=query, locale="zh", now_ms=now_ms())


if __name__ == "__main__":
    print(msgspec.json.encode(main(int(sys.argv[1]))).decode())
