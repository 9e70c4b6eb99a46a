"""What stands in a task's form beforehand (预填): figures of its place, of the day for which it was opened."""

from oneboard.indicators import ladder
from oneboard.indicators.figures import Area, figures
from oneboard.projections import nodes
from oneboard.projections.grounds import paths_of
from oneboard.projections.models import Task
from oneboard.projections.reference import Reference


def prefilled(task: Task, reference: Reference) -> dict[str, int]:
    """By question. A report has those of the unit's own ground, and what goes on from the report before."""
    asked = reference.playbooks[task.playbook].prefill
    if (found := ladder.prefill(task, reference)) is not None:
        return found
    if not asked:
        return {}
    ground = paths_of(task.place)
    area = Area(task.place, nodes.edition_in_force(), ground.paths if ground.covers else ())
    counted = {one.indicator: one.value for one in figures(area, reference.day(task.opened_at), None)}
    return {question: counted.get(indicator, 0) for question, indicator in asked.items()}
