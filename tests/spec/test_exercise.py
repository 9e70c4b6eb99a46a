"""An exercise: a store founded as one, whose clock can be set ahead. See docs/spec/exercise.md."""

from collections.abc import Iterator

import msgspec
import pytest
from django.db import connection

from oneboard.api.clockwork import Clockwork
from oneboard.cli import serve
from oneboard.cli.replay import replay
from oneboard.foundation.clock import DAY_MS, MINUTE_MS, instant_ms, iso, moment, now_ms
from oneboard.foundation.ids import new_id
from oneboard.foundation.settings import Settings
from oneboard.journal.exercise import is_exercise
from oneboard.journal.models import Head
from oneboard.projections.models import Task
from oneboard.recorder import recorder
from tests.house import House, Reply, at_work
from tests.timing import campaign_of, check, scheduled

FIRST = instant_ms(moment(0).replace(year=2020, month=2, day=1))


@pytest.fixture
def exercise(store: Settings) -> Iterator[House]:
    with at_work(store):
        house = House(store)
        house.settle_in(FIRST)
        yield house


def set_ahead(house: House, to: int) -> tuple[int, str]:
    reply = clock(house, "founder", to)
    return reply.status, reply.body.get("code", "")


def clock(house: House, who: str, to: int) -> Reply:
    said = msgspec.json.encode({"to": iso(to)})
    return Reply(house.client(who).post("/exercise/clock", said, "application/json"))


def test_its_clock_is_set_ahead_and_what_is_due_by_then_has_happened(exercise: House) -> None:
    assert is_exercise()
    assert FIRST < now_ms() < FIRST + MINUTE_MS * 10, "it began at its own first moment"
    exercise.tell("li", exercise.household("li", "g1"))
    campaign_of(exercise, check("{open: {due: 2h}, done: {final: true}}", *scheduled(-5)))
    clockwork = Clockwork(recorder.running())
    clockwork.start()
    try:
        assert set_ahead(exercise, FIRST + DAY_MS) == (200, "")
        assert Task.objects.get().opened_at < now_ms(), "the slot between was opened"
    finally:
        clockwork.stop()
    assert FIRST + DAY_MS <= now_ms() < FIRST + DAY_MS + MINUTE_MS
    assert exercise.tell("li", exercise.household("li", "g1")) == [("recorded", "")]
    assert Head.objects.get().recorded_at >= FIRST + DAY_MS
    assert set_ahead(exercise, FIRST) == (422, "exercise.backwards")
    assert replay(swap=False) == 0


def test_it_goes_on_from_its_last_moment_in_another_process(exercise: House) -> None:
    set_ahead(exercise, FIRST + 3 * DAY_MS)
    exercise.tell("li", exercise.household("li", "g1"))
    recorder.stop()
    recorder.start(exercise.settings.home, exercise.settings.time_zone)
    assert FIRST + 3 * DAY_MS <= now_ms() < FIRST + 3 * DAY_MS + MINUTE_MS


def test_nothing_actual_is_in_it_and_it_is_served_by_one_process(exercise: House) -> None:
    said = {"incident": new_id(now_ms()), "title": "疫情防控"}
    refused = exercise.say("officer", "/incidents", sort="actual", **said)
    assert (refused.status, refused.body["code"]) == (409, "exercise.actual")
    exercise.must("officer", "/incidents", sort="exercise", **said)
    assert clock(exercise, "officer", now_ms()).status == 403, "not everybody's"
    if connection.vendor == "postgresql":  # on the other nothing ever has two
        assert "--workers 1" in serve.why_not(workers=2)


def test_the_clock_of_a_store_in_earnest_is_nobodys_to_set(house: House) -> None:
    assert not is_exercise()
    before = now_ms()
    assert set_ahead(house, before + DAY_MS) == (409, "exercise.none")
    assert before <= now_ms() < before + 10 * MINUTE_MS
