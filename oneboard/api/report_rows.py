"""Reports as rows: one unit's word on one day, beside what the journal counts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

import msgspec

from oneboard.access.routes import Call
from oneboard.foundation.clock import day_text, iso
from oneboard.indicators.reported import Beside, Spot, spot_of
from oneboard.playbooks.reports import Status
from oneboard.playbooks.titles import called
from oneboard.projections.places import names_of
from oneboard.projections.reports import Reported, Reporting
from oneboard.recorder import recorder
from oneboard.vocabulary.places import Level


class UnitNamed(msgspec.Struct, frozen=True):
    unit: str
    name: str
    place: str
    task: str


class BesideSeen(msgspec.Struct, frozen=True):
    """What all units at the place `reported`, and what the journal counts on its own ground. Of the difference: what
    came `late` since, what was `corrected` since, and what is left `unexplained` and wants a person.
    """

    reported: int
    computed: int
    late: int
    corrected: int
    unexplained: int


class ReportSeen(msgspec.Struct, frozen=True):
    """`at`: when the last word was said. `reason`: why it was given back. `figures`: by question. `beside`: by question
    that the journal counts, too. `carried`: by question, what would stand by the report before, where that is another
    number. `in_question`: something of it is not explained.
    """

    task: str
    unit: str
    name: str
    place: str
    place_name: str
    level: Level | None
    day: str
    status: Status
    state: str
    due: str | None
    at: str | None
    overdue: bool
    late: bool
    corrected: bool
    returned: int
    reason: str
    waiting: bool
    accepted: bool
    in_question: bool
    figures: dict[str, int]
    beside: dict[str, BesideSeen]
    carried: dict[str, int]


#: Of a table, before its questions.
COLUMNS: Final = ReportSeen.__struct_fields__[:-3]


class _Asked(Protocol):
    @property
    def question(self) -> str: ...
    @property
    def indicator(self) -> str | None: ...


def rows_of(
    found: Sequence[Reported],
    told: Mapping[Spot, Mapping[str, Beside]],
    wrong: Mapping[str, dict[str, int]],
    reporting: Reporting,
    call: Call[Any, Any, Any],
) -> list[ReportSeen]:
    """`told`: reported beside computed, by place and day. `wrong`: by task, what does not go on."""
    reference = recorder.running().reference()
    names = names_of(one.unit.path[-1] for one in found)
    return [
        ReportSeen(
            one.task, one.unit.id, one.unit.name, one.unit.path[-1], names.get(one.unit.path[-1], ""),
            reference.levels.get(one.unit.path[-1]), day_text(one.day), one.status, one.state,
            None if one.due is None else iso(one.due), iso(one.said.at) if one.said else None,
            one.status == "missing" and one.due is not None and one.due < call.now_ms, one.late, one.corrected,
            one.returned, reason_of(one, reporting, call.locale), one.status != "missing" and not one.accepted,
            one.accepted, one.status != "missing" and _is_in_question(told[spot_of(one)], wrong.get(one.task)),
            {path: one.figure(path) for path in reporting.report.adds if one.said and path in one.said.answers},
            {path: _seen(b) for path, b in told[spot_of(one)].items()}, wrong.get(one.task, {}),
        )
        for one in found
    ]  # fmt: skip


def as_row(row: ReportSeen, questions: Sequence[_Asked]) -> list[object]:
    """What stands in its columns, and then in those of the questions."""
    head = [getattr(row, name) for name in COLUMNS]
    counted = [row.beside[one.question].computed for one in questions if one.indicator]
    return [*head, *(row.figures.get(one.question) for one in questions), *counted]


def named(found: Iterable[Reported]) -> list[UnitNamed]:
    return [UnitNamed(one.unit.id, one.unit.name, one.unit.path[-1], one.task) for one in found]


def reason_of(one: Reported, reporting: Reporting, locale: str) -> str:
    """What was answered when it was given back last, in the words of the form."""
    return ", ".join(
        said
        for step in sorted(reporting.returning)
        if (check := recorder.running().reference().form(reporting.playbook.key, step))
        for path, value in one.reason.items()
        if (said := _label(check.form, path, value, locale))
    )


def _label(form: Any, path: str, value: object, locale: str) -> str:
    question = form.questions.get(path)
    if question is None or question.choices is None:
        return "" if question is None else str(value)
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(
        called(choice.label, locale, choice.name)
        for choice in form.choices[question.choices]
        if choice.name in chosen
    )


def _is_in_question(told: Mapping[str, Beside], wrong: Mapping[str, int] | None) -> bool:
    return bool(wrong) or any(one.unexplained for one in told.values())


def _seen(one: Beside) -> BesideSeen:
    return BesideSeen(one.reported, one.computed, one.late, one.corrected, one.unexplained)
