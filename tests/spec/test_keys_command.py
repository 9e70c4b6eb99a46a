"""`oneboard keys`: what lives how long, and the end of what is due, from the command line."""

import pytest

from oneboard.cli import keys
from oneboard.foundation.clock import DAY_MS, now_ms
from oneboard.journal.models import Line
from oneboard.recorder import recorder
from tests.house import House
from tests.spec.attic import oneboard


def test_each_scope_is_listed_with_its_day(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.phone("li", [house.household("li", "g1")])
    assert oneboard("keys", "list") == 0
    said = capsys.readouterr().out
    assert "households" in said and "members" in said and "open" in said


def test_what_is_due_is_ended_when_nobody_serves(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    recorder.stop()
    assert oneboard("keys", "expire") == 0
    assert "0 组密钥" in capsys.readouterr().out
    monkeypatch.setattr(keys, "now_ms", lambda: now_ms() + 400 * DAY_MS)
    assert oneboard("keys", "expire") == 0
    assert Line.objects.filter(body__contains="keys.expired@1").count() >= 1


def test_a_running_server_does_it_itself(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if house.settings.database_url:
        pytest.skip("on PostgreSQL any process may hold a pen")
    # The pen of this process is the server's; the command line is another process.
    monkeypatch.setattr(recorder, "_running", None)
    assert oneboard("keys", "expire") == 1
    assert "within a minute" in capsys.readouterr().err
