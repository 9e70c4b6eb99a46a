"""`oneboard replay`: a read model that says other than the journal is found and put right. See docs/spec/journal.md."""

import pytest

from oneboard.cli.replay import replay
from oneboard.projections.models import Tally, Task
from tests.house import House


def test_a_row_that_the_journal_does_not_know_is_found_and_put_right(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    campaign = house.campaign()
    home = house.household("li", "g1")
    house.phone("li", [home, house.step("li", "visit", "g1", home["subject"], campaign=campaign)])
    assert replay(swap=False) == 0
    right = house.figures("5117")
    Tally.objects.filter(indicator="households_visited", place="g1").update(n=41)
    Task.objects.all().delete()
    assert replay(swap=False) == 1
    assert "projections_tally" in capsys.readouterr().err
    assert replay(swap=True) == 0
    assert replay(swap=False) == 0
    assert (house.figures("5117"), Task.objects.count()) == (right, 1)
