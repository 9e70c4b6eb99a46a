"""The ladder (逐级汇总): what the units below said and the level above accepted adds up to the report of a ground."""

from collections.abc import Sequence

import msgspec

from oneboard.foundation.canonical import Value
from oneboard.foundation.clock import DAY_MS
from oneboard.indicators.reported import Ground, computed
from oneboard.playbooks.reports import whole
from oneboard.projections.grounds import paths_of
from oneboard.projections.models import Task
from oneboard.projections.reference import Reference
from oneboard.projections.reports import Reported, Reporting, UnitSeen, reportings, reports, units_in

#: How many days back a unit's report before is looked for.
BACK_DAYS = 3


class RolledUp(msgspec.Struct, frozen=True):
    """One unit's report with those below: `totals` by question are its own figures and those accepted below.

    `missing`: of which nothing was said; `waiting`: said, and not yet accepted or given back.
    """

    reported: Reported
    below: int
    accepted: int
    missing: list[Reported]
    waiting: list[Reported]
    totals: dict[str, int]
    prefill: dict[str, int]


def rolled_up(task: Task, reference: Reference) -> RolledUp | None:
    """None for a task that is no report, or that is not owed."""
    reporting = reporting_of(task, reference)
    if reporting is None:
        return None
    units = units_in(paths_of(task.place).paths, reference)
    found = reports(reporting, (task.opened_at, task.opened_at + 1), units, reference)
    own = next((one for one in found if one.task == task.id), None)
    if own is None:
        return None
    below = [one for one in found if len(one.unit.path) > len(own.unit.path)]
    accepted = [one for one in below if one.accepted]
    return RolledUp(
        own, len(below), len(accepted),
        [one for one in below if one.status == "missing"],
        [one for one in below if one.status != "missing" and not one.accepted],
        {path: sum(one.figure(path) for one in (own, *accepted)) for path in reporting.report.adds},
        _stands_in(own.unit, task, reporting, units, found, reference),
    )  # fmt: skip


def reporting_of(task: Task, reference: Reference) -> Reporting | None:
    name = reference.playbooks[task.playbook].playbook
    return next((one for one in reportings(reference) if one.playbook.playbook == name), None)


def prefill(task: Task, reference: Reference) -> dict[str, int] | None:
    """By question, what the journal counts on the unit's own ground, less what others at its place have said; and what
    goes on from its report before. None for a task that is no report.
    """
    reporting = reporting_of(task, reference)
    if reporting is None or task.not_owed:
        return None
    units = units_in(paths_of(task.place).paths, reference)
    own = next(unit for unit in units if unit.id == task.subject)
    beside = [unit for unit in units if unit.path[-1] == own.path[-1]]
    said = reports(reporting, (task.opened_at, task.opened_at + 1), beside, reference)
    return _stands_in(own, task, reporting, units, said, reference)


def _stands_in(
    own: UnitSeen,
    task: Task,
    reporting: Reporting,
    units: Sequence[UnitSeen],
    said: Sequence[Reported],
    reference: Reference,
) -> dict[str, int]:
    """`said`: of the slot, by all units at the unit's place at least."""
    place, day = own.path[-1], reference.day(task.opened_at)
    others = [one for one in said if one.unit.path[-1] == place and one.unit.id != own.id]
    counts = computed(reporting, Ground(units), [place], [day])
    answers: dict[str, Value] = {
        question: max(0, counts[question, (place, day)] - sum(one.figure(question) for one in others))
        for question in reporting.playbook.prefill
    }
    stood, carries = before(reporting, own, task.opened_at, reference), reporting.report.carries
    answers |= {path: carries[path].carried(stood[path], answers) for path in stood}
    return {path: whole(answers, path) for path in answers}


def before(reporting: Reporting, unit: UnitSeen, opened_at: int, reference: Reference) -> dict[str, int]:
    """By question that goes on from day to day, what the unit said last before the slot `opened_at`, ms."""
    if not reporting.report.carries:
        return {}
    stood: dict[str, int] = {}
    for one in reports(reporting, (opened_at - BACK_DAYS * DAY_MS, opened_at), [unit], reference):
        stood |= _standing(reporting, one)
    return stood


def gaps(reporting: Reporting, found: Sequence[Reported]) -> dict[str, dict[str, int]]:
    """By task and question, what would stand by the unit's report before, where it says another number.

    `found`: in the order of their days.
    """
    stood: dict[str, dict[str, int]] = {}
    wrong: dict[str, dict[str, int]] = {}
    for one in found:
        before, says = stood.setdefault(one.unit.id, {}), _standing(reporting, one)
        for path in before.keys() & says.keys():
            carried = reporting.report.carries[path].missed(
                path, before[path], one.said.answers if one.said else {}
            )
            if carried is not None:
                wrong.setdefault(one.task, {})[path] = carried
        before |= says
    return wrong


def _standing(reporting: Reporting, one: Reported) -> dict[str, int]:
    said = one.said.answers if one.said else {}
    return {path: one.figure(path) for path in reporting.report.carries if path in said}
