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


HANDED_OVER: Final = {
    "way": "door", "temperature": 384, "receiver": "clinic", "reach": "在家等候", "transport": "arranged", "told": True,
}  # fmt: skip


class Ladder:
    """`units`: by who reports for them. The slot of one day is open; `county_desk` has the county's desk."""

    def __init__(self, house: House) -> None:
        self.house, self.play = house, Play(house, "epidemic", "fever_check", "daily_report")
        self.units = {who: self.play.unit(who, place, name) for who, place, name in UNITS}
        house.join("county_desk", "town_dispatcher", "511702", house.unit)
        self.campaign = self.play.campaign("daily_report")
        assert self.play.next_slots() == 1

    def task(self, who: str) -> str:
        return self.play.task("daily_report", self.units[who])

    def tasks(self) -> dict[str, Task]:
        found = {task.subject: task for task in Task.objects.all()}
        return {who: found[unit] for who, unit in self.units.items()}

    def fever(self, place: str = "g1") -> str:
        """A fever at a door there that is handed to public health, as a desk says it now; the task's id."""
        who = {"g1": "li", "g2": "neighbour"}[place]
        task = self.play.order("officer", "fever_check", self.play.subject(who=who, place=place))
        self.play.desk("dispatcher", "hand_over", task, HANDED_OVER)
        return task

    def read(self, who: str, path: str, **query: str) -> Any:
        reply = self.house.say(who, path, method="GET", **query)
        assert reply.status == 200, reply
        return reply.body

    def rows(self, who: str = "officer", **query: str) -> dict[str, Any]:
        """Of `GET /reports`, by who reports; the last day of each."""
        by_unit = {unit: name for name, unit in self.units.items()}
        rows = self.read(who, "/reports", **query)["rows"]
        return {by_unit[row["unit"]]: row for row in rows if row["unit"] in by_unit}

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
