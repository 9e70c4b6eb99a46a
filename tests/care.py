"""One person in isolation, in the care of li, for tests of the content."""

from typing import Any, Final

from oneboard.projections.models import Task
from tests.content import Play
from tests.house import House

OPENED: Final = ("door_visit", "medical_call", "isolation_errand", "isolation_appeal", "counselling")
WELL: Final[dict[str, Any]] = {
    "way": "phone", "temperature": 366, "symptoms": ["none"], "alarm": "no", "mood": "calm", "needs": ["none"],
    "outing": "no",
}  # fmt: skip
RELEASE: Final[dict[str, Any]] = {"ended_by": "days", "told": True}


class Care:
    """One person at g1 whom the town's dispatcher has put into li's care."""

    def __init__(self, house: House) -> None:
        self.play = Play(house, "epidemic", *OPENED, "care_in_isolation", registers=("contacts",))
        self.person, self.task = self.ordered()

    def ordered(self) -> tuple[str, str]:
        home = self.play.subject(address="滨河路 7 号 2 单元 301", head="赵五")
        person = self.play.subject("persons", name="赵六", age_band="elder", household=home)
        return person, self.play.order("dispatcher", "care_in_isolation", person)

    def check(self, task: str = "", **more: Any) -> None:
        self.play.phone("li", "check", task or self.task, WELL | more)
        self.play.count(checks_in_isolation=1)

    def opened(self, name: str) -> str:
        return self.play.task(name, self.person)

    @property
    def due(self) -> int:
        return Task.objects.get(id=self.task).due or 0
