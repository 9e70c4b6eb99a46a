"""Reports (日报) as they stand: what each unit said of each day, or that it said nothing.

The id of a report's task is made of its slot, its campaign and its unit, so that the reports of some days are fetched
by what they are, and nothing is read of all the other days.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from oneboard.foundation.canonical import Value
from oneboard.playbooks.reports import Report, Status, whole
from oneboard.playbooks.schema import Playbook
from oneboard.projections.grounds import inside
from oneboard.projections.models import Step, Task, Unit
from oneboard.projections.openings import EFFECTIVE
from oneboard.projections.owing import deadline
from oneboard.projections.reference import Reference
from oneboard.projections.rows import StepRow, TaskRow
from oneboard.projections.slots import task_id
from oneboard.projections.threads import in_force
from oneboard.projections.timetable import Slot
from oneboard.vocabulary.places import Level

#: Ids in one statement; SQLite has a bound.
_AT_ONCE: Final = 5_000

_answers = msgspec.json.Decoder(dict[str, Value]).decode


class Reporting(NamedTuple):
    """A playbook by which units report, in the version in force."""

    playbook: Playbook
    report: Report

    @property
    def returning(self) -> frozenset[str]:
        """The steps that give a report back."""
        ends = self.playbook.task.steps[self.report.step].ends.values()
        reported = {state for some in ends for state in some}
        return frozenset(
            name
            for name, step in self.playbook.task.steps.items()
            if name != self.report.step
            and any(end != self.report.accepted for state in reported for end in step.ends.get(state, ()))
        )


class UnitSeen(NamedTuple):
    """`path`: the ids from the root down to its place."""

    id: str
    name: str
    path: tuple[str, ...]


class Said(msgspec.Struct, frozen=True):
    """The last word on a day. `at`: when it was said, ms; `seq`: its entry's place in the order."""

    entry: str
    at: int
    seq: int
    answers: dict[str, Value]


class Reported(msgspec.Struct, frozen=True):
    """One unit's report of one day. `due`: by when it was owed, ms. `late`: its first word came behind that.

    `returned`: how often it was given back, and `reason` what was answered then, the last time.
    """

    task: str
    unit: UnitSeen
    day: int
    state: str
    due: int | None
    status: Status
    said: Said | None
    late: bool
    corrected: bool
    accepted: bool
    returned: int
    reason: dict[str, Value]

    def figure(self, path: str) -> int:
        return whole(self.said.answers, path) if self.said else 0


def reportings(reference: Reference) -> Iterator[Reporting]:
    """What units report by, in the versions in force."""
    for name in sorted({playbook.playbook for playbook in reference.playbooks.values() if playbook.report}):
        playbook = reference.latest(name)
        if playbook is not None and playbook.report is not None:
            yield Reporting(playbook, playbook.report)


def units_in(paths: Sequence[str], reference: Reference) -> list[UnitSeen]:
    """All but squads whose place lies within these paths, from the top of the tree down."""
    rows = Unit.objects.filter(place__in=inside(paths), squad=0).values_list("id", "name", "place")
    found = [UnitSeen(str(id_), name, reference.paths[place]) for id_, name, place in rows]
    return sorted(found, key=lambda unit: (unit.path, unit.id))


def reports(
    reporting: Reporting, between: tuple[int, int], units: Iterable[UnitSeen], reference: Reference
) -> list[Reported]:
    """Those that are owed of slots from the first moment (ms) up to the second, by slot and unit."""
    name = reporting.playbook.playbook
    slots = Slot.objects.filter(playbook=name, slot__gte=between[0], slot__lt=between[1]).order_by("slot")
    campaigns = [c.id for c in reference.campaigns if reference.playbooks[c.playbook].playbook == name]
    asked = {
        task_id(str(slot.entry), campaign, unit.id): unit
        for slot in slots
        for unit in units
        for campaign in campaigns
    }
    tasks = {task.id: task for task in _rows(Task, TaskRow, "id", asked) if not task.not_owed}
    steps: dict[str, list[StepRow]] = {}
    for step in _rows(Step, StepRow, "thread", tasks):
        steps.setdefault(step.thread, []).append(step)
    dues = _dues(tasks.values(), reference)
    return [
        _reported(task, steps.get(id_, []), unit, reporting, dues[id_], reference)
        for id_, unit in asked.items()
        if (task := tasks.get(id_))
    ]


def _dues(tasks: Iterable[TaskRow], reference: Reference) -> dict[str, int | None]:
    """By task, when it was due at first; worked out once for all of a version, a slot and a level."""
    known: dict[tuple[str, int, Level | None], int | None] = {}
    found: dict[str, int | None] = {}
    for task in tasks:
        key = task.playbook, task.opened_at, reference.levels.get(task.place)
        if key not in known:
            known[key] = deadline(reference.playbooks[task.playbook], task.opened_at, key[2], reference)[0]
        found[task.id] = known[key]
    return found


def _rows(model: Any, row: Any, column: str, keys: Mapping[str, object]) -> Iterator[Any]:
    wanted = list(keys)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        found = model.objects.filter(**{f"{column}__in": some}).values_list(*row.__struct_fields__)
        yield from (row(*values) for values in found)


def _reported(
    task: TaskRow,
    steps: Sequence[StepRow],
    unit: UnitSeen,
    reporting: Reporting,
    due: int | None,
    reference: Reference,
) -> Reported:
    report = reporting.report
    held = [one for one in in_force(steps) if one.step.effect == EFFECTIVE]
    words = [one for one in held if one.step.step == report.step]
    given_back = [one.step for one in held if one.step.step in reporting.returning]
    said = None
    if words:
        at, step = words[-1]
        said = Said(step.entry, at, step.seq, _answers(step.answers))
    return Reported(
        task.id, unit, reference.day(task.opened_at), task.state, due,
        report.status(said.answers) if said else "missing", said,
        bool(words) and due is not None and words[0].at > due,
        len(words) > 1 or any(one.step.corrects is not None for one in words),
        task.state == report.accepted, len(given_back), _answers(given_back[-1].answers) if given_back else {},
    )  # fmt: skip
