"""What stands in a task's form beforehand, for whoever may see it."""

from typing import Any, Final

from oneboard.access.policy import verdict
from oneboard.access.routes import Call
from oneboard.indicators import prefilling
from oneboard.projections import holding
from oneboard.projections.grounds import paths_of
from oneboard.projections.models import Task
from oneboard.recorder import recorder

VERB: Final = "figure.read"


def prefilled(task: Task, call: Call[None, Any, None]) -> dict[str, int]:
    """By question; nothing for whoever neither owes the task nor may read figures there. Whoever reports says what is
    so."""
    reference = recorder.running().reference()
    playbook, paths = reference.playbooks[task.playbook], paths_of(task.place).paths
    if not all(verdict(call.actor, VERB, path).allowed for path in paths) and not holding.mine(
        task, playbook, call.actor, call.now_ms
    ):
        return {}
    return prefilling.prefilled(task, reference)
