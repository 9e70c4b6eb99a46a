"""Visits for tests: a campaign over three households of two grids."""

from typing import Any

from oneboard.projections.models import Task
from tests.house import House


class Visits:
    """Two households at g1, one at g2, all to be visited."""

    def __init__(self, house: House) -> None:
        self.house = house
        homes = [house.household("li", "g1"), house.household("li", "g1"), house.household("neighbour", "g2")]
        house.tell("li", *homes[:2])
        house.tell("neighbour", homes[2])
        self.homes = [str(home["subject"]) for home in homes]
        self.campaign = house.campaign()
        self.ids = {str(task.subject): task.id for task in Task.objects.all()}
        self.tasks = [self.ids[home] for home in self.homes]

    def step(self, step: str, n: int = 0, **fields: Any) -> str:
        entry = self.house.step(
            "li", step, "g1", self.homes[n], campaign=self.campaign, task=self.tasks[n], **fields
        )
        assert self.house.tell("li", entry) == [("recorded", "")]
        return str(entry["id"])

    def got(self, path: str, who: str = "dispatcher", **query: Any) -> Any:
        reply = self.house.say(who, path, method="GET", **query)
        assert reply.status == 200, reply
        return reply.body

    def listed(self, **query: Any) -> list[str]:
        """The subjects of a page, as numbers."""
        return [self.homes.index(task["subject"]) for task in self.got("/tasks", **query)["tasks"]]

    def why(self, who: str, n: int = 0, language: str = "zh") -> list[str]:
        """The sentences about one task."""
        asked = self.house.client(who).get(
            f"/tasks/{self.tasks[n]}/why", headers={"Accept-Language": language}
        )
        return list(asked.json()["sentences"])
