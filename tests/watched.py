"""A household with a task that the clock watches, for tests of reminders and notices."""

from typing import Any, Final

from oneboard.foundation.clock import MINUTE_MS, now_ms
from oneboard.intake.clock import deadlines
from oneboard.projections.models import Step, Task
from oneboard.recorder import recorder
from tests.house import House
from tests.timing import campaign_of, check

HOUR: Final = 60 * MINUTE_MS

WATCHED: Final = (
    "{open: {due: 4h, remind: 1h, overdue: {after: 30m, tell: [squad_leader, town_dispatcher], "
    "open: {playbook: door, due: 2h}}}, done: {final: true}}"
)
DOOR: Final = check("{open: {due: 3h}, done: {final: true}}", "opens: [rule]", name="door")


def tell(hours: float) -> int:
    """How much the clock says when it shows so many hours from now."""
    return deadlines.tell(recorder.running(), now_ms() + int(hours * HOUR))


def watched(house: House, *more: str, states: str = WATCHED) -> tuple[dict[str, Any], Task]:
    """A household of li's with its task."""
    house.must("founder", "/playbooks", **DOOR.body)
    home = house.household("li", "g1")
    house.tell("li", home)
    campaign_of(house, check(states, *more))
    return home, Task.objects.get()


def checked(house: House, home: dict[str, Any], task: Task, **fields: Any) -> dict[str, Any]:
    return house.entry("li", "step.taken@1", {"step": "check"}, playbook=task.playbook, place="g1",
                       subject=home["subject"], task=task.id, campaign=task.campaign, **fields)  # fmt: skip


def told(house: House, who: str) -> list[tuple[str, str]]:
    """Kind and role, the newest first."""
    return [(n["kind"], n["role"]) for n in house.say(who, "/notices", method="GET").body]


def effects(task: Task) -> list[tuple[str, str]]:
    return [(step.step, step.effect) for step in Step.objects.filter(thread=task.id).order_by("at", "entry")]
