"""A ladder of units that report each day: two villages, their town, its county and the city, each with a reporter."""

from typing import Any, Final

from oneboard.projections.models import Task
from tests.content import Play
from tests.house import House

#: Unit, place and the hour by which it reports.
UNITS: Final = (
    ("east", "511702001001", "东村"), ("west", "511702001002", "西村"), ("town", "511702001", "凤北镇"),
    ("county", "511702", "通川区"), ("city", "5117", "市指挥部"),
)  # fmt: skip


class Ladder:
    """`units`: by who reports for them. The slot of one day is open; `county_desk` has the county's desk."""

    def __init__(self, house: House) -> None:
        self.house, self.play = house, Play(house, "epidemic", "daily_report")
        self.units = {who: self.play.unit(who, place, name) for who, place, name in UNITS}
        house.join("county_desk", "town_dispatcher", "511702", house.unit)
        self.campaign = self.play.campaign("daily_report")
        assert self.play.next_slots() == 1

    def task(self, who: str) -> str:
        return self.play.task("daily_report", self.units[who])

    def tasks(self) -> dict[str, Task]:
        found = {task.subject: task for task in Task.objects.all()}
        return {who: found[unit] for who, unit in self.units.items()}

    def report(self, who: str, **answers: Any) -> None:
        said = {
            "status": "figures",
            "on_duty": 1,
            "new_fevers": 0,
            "isolated": 0,
            "released": 0,
            "short_of": ["none"],
        }
        self.play.desk(who, "report", self.task(who), said | answers)

    def accept(self, desk: str, *whose: str) -> None:
        for who in whose:
            self.play.desk(desk, "approve", self.task(who))
