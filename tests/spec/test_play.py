"""A play of weeks through the doors, and its own ledger beside the figures. See docs/spec/exercise.md."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client, override_settings

from oneboard.accounts import accounts
from oneboard.api.clockwork import Clockwork
from oneboard.api.local import LocalDoor
from oneboard.cli.main import main
from oneboard.cli.play.calendar import at
from oneboard.cli.play.centre import Centre
from oneboard.cli.play.comparing import LEVELS, compare
from oneboard.cli.play.crews import OneCrew
from oneboard.cli.play.director import Director
from oneboard.cli.play.door import Answer, Desk, Refused
from oneboard.cli.play.scales import SCALES
from oneboard.cli.play.tree import rolled_up
from oneboard.cli.replay import replay
from oneboard.foundation.clock import now_ms
from oneboard.foundation.settings import Settings
from oneboard.intake.desk.founding import Territory, found
from oneboard.recorder import recorder
from tests.door import FAST
from tests.house import House

TOWN = SCALES["town"]
PASSWORD = "only for tests, 只用于测试"


class Within:
    """The doors of the node in this process, and its command line."""

    def knock(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        kind = headers.get("Content-Type", "application/json")
        told = client.generic(method, path, body or b"", kind, headers=dict(headers))
        cookies = "; ".join(f"{name}={one.value}" for name, one in told.cookies.items())
        return Answer(told.status_code, b"".join(told) if told.streaming else told.content, cookies)

    def run(self, *command: str) -> str:
        assert main(command) == 0
        return ""


@pytest.fixture
def stage(store: Settings) -> Iterator[Within]:
    """A node founded as an exercise, on either store, with its clock and its local door."""
    with override_settings(PASSWORD_HASHERS=FAST):
        pen = recorder.start(store.home, store.time_zone)
        member = found(Territory(TOWN.root.place, TOWN.root.level, TOWN.root.name), "中心", "周一", at(0, 7))
        accounts.create("demo", PASSWORD, now_ms(), member=member)
        clockwork, door = Clockwork(pen), LocalDoor(store.home)
        clockwork.start()
        door.start()
        try:
            yield Within()
        finally:
            door.stop()
            clockwork.stop()
            recorder.stop()


def director_of(within: Within, username: str, password: str, folder: Path) -> Director:
    centre = Centre(Desk(within, username, password), TOWN.root.place, 15)
    return Director(within, centre, OneCrew(within), TOWN, 15, folder)


def test_every_figure_of_a_play_is_that_of_its_own_ledger(stage: Within, tmp_path: Path) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the demo's own test plays the same there, in processes of its own")
    director = director_of(stage, "demo", PASSWORD, tmp_path)
    director.play(lambda *_: None)
    expected = rolled_up(director.cells(), director.trees)
    compared = compare(
        director.centre.officer, TOWN.root.place, director.trees[-1], expected, TOWN.days, LEVELS
    )
    assert compared.differences == []
    figures, sent, desk = compared.figures[TOWN.root.place], director.days.sent, director.centre.done
    happened = (
        sent.doubles, sent.late, sent.wrong_clocks, sent.held, sent.quarantined, desk["merge"], desk["approve"],
        desk["give_back"], desk["quarantine recorded"], desk["quarantine dismissed"], desk["send_again"],
        figures["doors_not_opened"], figures["zero_reports"], figures["checks_in_isolation"],
        figures["people_released"], figures["people_with_fever"], figures["households_declining"],
        figures["people_checked"], figures["cases_confirmed"], figures["contacts_followed"], figures["shifts_worked"],
        figures["counselling_talks"], figures["errands_settled"], figures["isolations_extended"],
    )  # fmt: skip
    assert all(n > 0 for n in happened), f"a play in which something never happens proves less: {happened}"
    assert_papers(director, figures)
    assert len(director.trees[0].of_level("town")) > len(director.trees[1].of_level("town"))
    assert replay(swap=False) == 0


def assert_papers(director: Director, figures: Mapping[str, int]) -> None:
    """As many as were ordered, extended and released, and every number once."""
    papers = director.centre.officer.read("/papers", limit=500)
    numbers = sorted(
        int(one["number"].rpartition("〕")[2][:-1]) for one in papers if one["paper"] == "notice"
    )
    assert numbers == list(range(1, len(numbers) + 1)) != []
    issued = Counter(one["paper"] for one in papers)
    assert (
        issued["certificate"] == figures["people_released"]
        and issued["extension"] == figures["isolations_extended"]
    )


def test_nobody_plays_on_a_node_in_earnest(house: House, tmp_path: Path) -> None:
    within = Within()
    with pytest.raises(Refused, match=r"exercise\.none"):
        director_of(within, "founder", "only for tests, 只用于测试", tmp_path).play(lambda *_: None)
