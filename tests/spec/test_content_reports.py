"""docs/spec/content.md: what every unit owes each day, nil included, of any emergency."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from oneboard.cli.replay import replay
from oneboard.foundation.clock import MINUTE_MS
from oneboard.projections.models import Task
from tests.content import Play
from tests.house import House
from tests.timing import local

TOWN = "511702001"


class Report(NamedTuple):
    """A kept report: its figures by their questions, and the indicators that these become."""

    emergency: str
    name: str
    prefix: str
    figures: Mapping[str, str]
    opened_and_due: tuple[str, str]


EPIDEMIC = Report(
    "epidemic", "daily_report", "",
    {"on_duty": "reported_on_duty", "new_fevers": "reported_fevers", "isolated": "reported_isolated",
     "released": "reported_released"},
    ("08:00", "16:00"),
)  # fmt: skip
FLOOD = Report(
    "flood", "flood_daily_report", "flood_",
    {"moved": "flood_people_moved", "missing": "flood_people_missing", "found": "flood_people_found",
     "injured": "flood_people_injured", "houses": "flood_houses_damaged", "roads": "flood_roads_cut"},
    ("06:00", "15:00"),
)  # fmt: skip


class Units:
    """A school and a works, each with a reporter; both owe today's report."""

    def __init__(self, house: House, kept: Report) -> None:
        self.kept, self.play = kept, Play(house, kept.emergency, kept.name)
        self.school = self.play.unit("teacher", "511702001001", "第二中学")
        self.works = self.play.unit("smith", "511702001002", "农机厂")
        self.play.campaign(kept.name, TOWN)
        assert self.play.next_slots() == 1

    def task(self, unit: str) -> str:
        return self.play.task(self.kept.name, unit)

    def figures(self, first: int) -> dict[str, Any]:
        numbers = {question: first + n for n, question in enumerate(self.kept.figures)}
        return {"status": "figures", "short_of": ["none"], **numbers}

    def report(self, who: str, unit: str, answers: dict[str, Any]) -> None:
        self.play.desk(who, "report", self.task(unit), answers)

    def expect(self, answers: dict[str, Any], **more: int) -> None:
        """The figures of one report, and what else is counted."""
        self.play.count(**{name: answers.get(question, 0) for question, name in self.kept.figures.items()})
        self.play.count(**{f"{self.kept.prefix}{name}": n for name, n in more.items()})

    def agree(self) -> None:
        self.play.agree(TOWN, "5117")


@pytest.fixture(params=[EPIDEMIC, FLOOD], ids=lambda kept: kept.name)
def units(house: House, request: pytest.FixtureRequest) -> Iterator[Units]:
    units = Units(house, request.param)
    yield units
    units.agree()
    assert replay(swap=False) == 0


def test_every_unit_owes_a_report_each_day_by_its_hour_and_nobody_elses(units: Units) -> None:
    owed = Task.objects.filter(playbook__startswith=units.kept.name)
    assert {task.assigned for task in owed} == {f"unit:{units.school}", f"unit:{units.works}"}
    assert {(local(task.opened_at), local(task.due or 0)) for task in owed} == {units.kept.opened_and_due}
    shown = units.play.house.say("teacher", f"/tasks/{units.task(units.school)}", method="GET").body
    assert set(shown["prefill"]) == set(units.play.playbooks[units.kept.name].prefill)
    reply = units.play.house.say("smith", f"/tasks/{units.task(units.school)}/steps", step="report")
    assert (reply.status, reply.body["code"]) == (404, "not_found")


def test_a_report_is_sent_given_back_sent_again_and_approved_and_counts_once(units: Units) -> None:
    play, task = units.play, units.task(units.school)
    first, second = units.figures(3), units.figures(1)
    units.report("teacher", units.school, first)
    play.desk("dispatcher", "give_back", task, {"what": "unlikely"})
    assert play.state(task) == "returned"
    assert play.refused("dispatcher", "approve", task) == "task.not_from"
    units.report("teacher", units.school, second)
    assert play.refused("teacher", "approve", task) == "task.not_yours"
    play.desk("officer", "approve", task)
    assert play.refused("teacher", "report", task) == "task.not_from"
    units.expect(second, units_reporting=1, reports_given_back=1, reports_approved=1)
    assert play.unseen(units.kept.name) == set()


def test_the_figures_of_all_units_add_up_at_each_place(units: Units) -> None:
    theirs, ours = units.figures(2), {**units.figures(10), "short_of": ["food"]}
    units.report("teacher", units.school, theirs)
    units.report("smith", units.works, ours)
    units.expect(theirs, units_reporting=2, units_short_of_something=1)
    units.expect(ours)
    name = next(iter(units.kept.figures.values()))
    village = units.play.house.figures("511702001002")
    assert village[name] == ours[next(iter(units.kept.figures))]


def test_zero_is_declared_and_is_not_the_same_as_silence(units: Units) -> None:
    units.report("teacher", units.school, {"status": "zero", "short_of": ["none"]})
    assert units.play.state(units.task(units.works)) == "to_report"
    units.expect({}, units_reporting=1, zero_reports=1)


def test_figures_replace_a_zero_that_was_declared_too_early(units: Units) -> None:
    units.report("teacher", units.school, {"status": "zero", "short_of": ["none"]})
    said = units.figures(5)
    units.report("teacher", units.school, said)
    units.expect(said, units_reporting=1)


def test_a_unit_is_reminded_and_its_silence_is_told_to_those_who_wait(units: Units) -> None:
    play, school, works = units.play, units.task(units.school), units.task(units.works)
    units.report("teacher", units.school, {"status": "zero", "short_of": ["none"]})
    due = Task.objects.get(id=works).due or 0
    play.clock(due - 60 * MINUTE_MS)
    assert play.notices("smith") == [("reminded", works)]
    play.clock(due)
    assert ("overdue", works) in play.notices("dispatcher")
    assert ("overdue", school) not in play.notices("officer")
    units.expect({}, units_reporting=1, zero_reports=1)


def test_a_report_that_says_nothing_is_none(units: Units) -> None:
    task = units.task(units.school)
    units.play.house.must("teacher", f"/tasks/{task}/steps", step="report", answers={})
    assert (units.play.state(task), units.play.effects(task)) == ("to_report", ["lacks:status"])
