"""docs/spec/reports.md: every unit reports to the level above, by the hour of its own level."""

from oneboard.cli.replay import replay
from tests.house import House
from tests.ladder import Ladder
from tests.timing import local


def test_each_level_has_its_hour_and_its_report_is_taken_by_the_level_above(house: House) -> None:
    ladder = Ladder(house)
    hours = {who: local(task.due or 0) for who, task in ladder.tasks().items()}
    assert hours == {"east": "16:00", "west": "16:00", "town": "17:00", "county": "18:00", "city": "19:00"}
    for who in ladder.units:
        ladder.report(who)
    refused = ladder.play.refused
    assert refused("dispatcher", "approve", ladder.task("town")) == "task.not_above"
    assert refused("dispatcher", "give_back", ladder.task("town")) == "task.not_above"
    assert refused("dispatcher", "approve", ladder.task("county")) == "not_found"
    ladder.accept("dispatcher", "east")
    ladder.accept("county_desk", "west", "town")
    assert refused("county_desk", "approve", ladder.task("county")) == "task.not_above"
    ladder.accept("officer", "county", "city")
    assert replay(swap=False) == 0
