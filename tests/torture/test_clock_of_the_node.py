"""A node whose own clock was wrong for a while, by more than keys live."""

import time

import msgspec
import pytest

from oneboard.api import clockwork
from oneboard.api.clockwork import SteadyTime
from oneboard.foundation.clock import DAY_MS, MINUTE_MS, now_ms
from oneboard.intake.clock.expiry import expire_keys
from oneboard.recorder import recorder
from oneboard.recorder.preparation import Candidate, subject_of
from oneboard.vocabulary.entry import Submission
from tests.house import House

YEAR = 365 * DAY_MS


def test_what_was_sealed_while_the_clock_was_behind_can_still_be_opened(house: House) -> None:
    pen = recorder.running()
    submission = msgspec.json.decode(msgspec.json.encode(house.household("li", "g1")), type=Submission)
    [prepared] = pen.sealer(now_ms() - YEAR).prepare([Candidate(submission, now_ms())])
    assert prepared.entry is not None
    expire_keys(pen, now_ms())
    assert pen.keyring.find(prepared.entry.scope or 0, subject_of(submission)) is not None


def test_a_clock_that_jumped_ahead_destroys_no_key(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    home = house.household("li", "g1")
    assert house.phone("li", [home]).body["entries"][0]["outcome"] == "recorded"
    clock = SteadyTime(recorder.running().last_recorded())
    with monkeypatch.context() as wrong:
        wrong.setattr(clockwork, "now_ms", lambda: now_ms() + YEAR)
        expire_keys(recorder.running(), clock.now())
    expire_keys(recorder.running(), clock.now())
    [shown] = [s for s in house.pull("li").body["subjects"] if s["id"] == home["subject"]]
    assert shown["answers"] == home["answers"]


def test_steady_time_follows_the_clock_no_faster_than_sixty_times(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, passed = [YEAR], [0.0]
    monkeypatch.setattr(clockwork, "now_ms", lambda: shown[0])
    monkeypatch.setattr(time, "monotonic", lambda: passed[0])
    clock = SteadyTime(YEAR)
    moments = []
    for now, seconds in (
        (2 * YEAR, 60),
        (YEAR + MINUTE_MS, 1),
        (YEAR + 2 * MINUTE_MS, 60),
        (YEAR - DAY_MS, 60),
    ):
        shown[0], passed[0] = now, passed[0] + seconds
        moments.append(clock.now() - YEAR)
    assert moments == [60 * MINUTE_MS, MINUTE_MS, 2 * MINUTE_MS, -DAY_MS]
