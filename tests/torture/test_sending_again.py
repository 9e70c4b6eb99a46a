"""Law 2, as a phone with a bad line meets it: the same entry sent again in other company, or on another day."""

from typing import Any

import pytest

from oneboard.api import dispatch
from oneboard.foundation.clock import DAY_MS, now_ms
from tests.house import House

POSITION = {"latitude": 31_209_123, "longitude": 107_467_456}


def quiet(house: House, subject: str, **fields: Any) -> dict[str, Any]:
    """A step with nothing in it that would be sealed under the household's key."""
    return house.step("li", "visit", "g1", subject, **fields)


@pytest.fixture
def subject(house: House) -> str:
    home = house.household("li", "g1")
    assert house.phone("li", [home]).body["entries"][0]["outcome"] == "recorded"
    return str(home["subject"])


def test_an_entry_without_sealed_answers_is_the_same_beside_one_with_a_position(
    house: House, subject: str
) -> None:
    alone, other = quiet(house, subject), quiet(house, subject, position=POSITION)
    [first] = house.phone("li", [alone]).body["entries"]
    again, _ = house.phone("li", [alone, other]).body["entries"]
    assert (first["outcome"], again) == ("recorded", first)


@pytest.mark.parametrize("about", [
    {"answers": {"leaflets": 2}}, {"position": POSITION}, {"answers": {"leaflets": 2}, "position": POSITION},
    {"answers": {"needs_note": "米"}}, {"answers": {"needs_note": "米"}, "position": POSITION},
], ids=["counts", "position", "counts and position", "sealed", "sealed and position"])  # fmt: skip
@pytest.mark.parametrize("days", [1, 40])
def test_an_entry_is_the_same_on_another_day(
    house: House, subject: str, about: dict[str, Any], days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = quiet(house, subject, **about)
    [first] = house.phone("li", [entry]).body["entries"]
    monkeypatch.setattr(dispatch, "now_ms", lambda: now_ms() + days * DAY_MS)
    [again] = house.phone("li", [entry]).body["entries"]
    assert (first["outcome"], again) == ("recorded", first)
