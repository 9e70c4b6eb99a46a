"""Decisions about reports (日报): what a unit says at a desk goes on from what it said before."""

from collections.abc import Mapping

from oneboard.foundation.canonical import Value
from oneboard.foundation.errors import Refusal
from oneboard.indicators.ladder import before, reporting_of
from oneboard.playbooks.reports import whole
from oneboard.projections.models import Task
from oneboard.projections.reference import Reference
from oneboard.projections.reports import UnitSeen


def require_carried(task: Task, step: str, answers: Mapping[str, Value], reference: Reference) -> None:
    """Raises Refusal report.not_carried where a figure neither follows from the report before nor says why not.

    A phone is not refused: its report is recorded, and told as in question.
    """
    reporting = reporting_of(task, reference)
    if reporting is None or step != reporting.report.step or not reporting.report.carries:
        return
    unit = UnitSeen(task.subject or "", "", (task.place,))
    stood, said = before(reporting, unit, task.opened_at, reference), dict(answers)
    for path, carry in reporting.report.carries.items():
        carried = carry.missed(path, stood[path], said) if path in stood and path in said else None
        if carried is not None:
            raise Refusal(
                "report.not_carried", question=path, stood=stood[path], carried=carried, said=whole(said, path),
                unless=carry.unless or "–",
            )  # fmt: skip
