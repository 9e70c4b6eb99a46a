"""What stands in a task's form beforehand: figures of the task's place, of the day for which it was opened."""

from typing import Any, Final

from oneboard.access.policy import verdict
from oneboard.access.routes import Call
from oneboard.indicators.figures import Area, figures
from oneboard.projections import nodes
from oneboard.projections.grounds import paths_of
from oneboard.projections.models import Task
from oneboard.recorder import recorder

VERB: Final = "figure.read"


def prefilled(task: Task, call: Call[None, Any, None]) -> dict[str, int]:
    """By question; nothing for whoever may not read figures there. Whoever reports says what is so."""
    reference = recorder.running().reference()
    asked = reference.playbooks[task.playbook].prefill
    ground = paths_of(task.place)
    if not asked or not all(verdict(call.actor, VERB, path).allowed for path in ground.paths):
        return {}
    area = Area(task.place, nodes.edition_in_force(), ground.paths if ground.covers else ())
    found = {one.indicator: one.value for one in figures(area, reference.day(task.opened_at), None)}
    return {question: found.get(indicator, 0) for question, indicator in asked.items()}
