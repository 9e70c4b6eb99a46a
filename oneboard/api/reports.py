"""Reports over HTTP: units by days, what was said beside what the journal counts, and the ladder behind one report."""

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from oneboard.access.policy import areas
from oneboard.access.routes import Call, Raw, Route
from oneboard.api.csv_tables import csv_table
from oneboard.api.figures import Day, day_asked
from oneboard.api.one_task import VERB as TASK_VERB
from oneboard.api.one_task import OneTask
from oneboard.api.report_rows import COLUMNS, ReportSeen, UnitNamed, as_row, named, rows_of
from oneboard.foundation.clock import DAY_MS, day_begins, day_text
from oneboard.foundation.errors import Refusal
from oneboard.indicators.ladder import BACK_DAYS, gaps, rolled_up
from oneboard.indicators.reported import Ground, beside
from oneboard.indicators.snapshot import snapshot
from oneboard.playbooks.titles import called, title_of
from oneboard.projections import places, tasks
from oneboard.projections.reports import Reporting, reportings, reports, units_in
from oneboard.recorder import recorder

VERB: Final = "figure.read"

#: Units times days in one answer.
_MOST: Final = 50_000

#: What is counted besides the status.
_FURTHER: Final = ("overdue", "late", "corrected", "returned", "waiting", "accepted", "in_question")

Only = Literal["missing", "overdue", "late", "corrected", "returned", "waiting", "in_question"]


class ReportQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`place`: with all below; absent: one's whole ground. `since`, `until`: days, both included; absent: today.
    `playbook`: by name; absent: the only one there is. `only`: `overdue` is missing behind its hour, `waiting` neither
    accepted nor given back, `in_question` where something is not explained.
    """

    place: str | None = None
    since: Day | None = None
    until: Day | None = None
    playbook: str | None = None
    only: Only | None = None
    format: Literal["json", "csv"] = "json"


class QuestionSeen(msgspec.Struct, frozen=True):
    """A question that adds up. `indicator`: what the journal counts for it, if it counts it."""

    question: str
    title: str
    indicator: str | None


class ReportTable(msgspec.Struct, frozen=True):
    """`counts`: of all rows that were asked for, before `only`: how many in each status, and how many late, corrected,
    returned, accepted, overdue and in question.
    """

    playbook: str
    title: str
    since: str
    until: str
    questions: list[QuestionSeen]
    counts: dict[str, int]
    rows: list[ReportSeen]


class LadderSeen(msgspec.Struct, frozen=True):
    """`totals`: the report's figures with those accepted below. `prefill`: what stands in its form beforehand."""

    task: str
    day: str
    below: int
    accepted: int
    missing: list[UnitNamed]
    waiting: list[UnitNamed]
    totals: dict[str, int]
    prefill: dict[str, int]


def list_reports(call: Call[None, None, ReportQuery]) -> ReportTable | Raw:
    with snapshot():
        found = _table(call)
    if call.query.format == "json":
        return found
    questions = [one.question for one in found.questions]
    header = [*COLUMNS, *questions, *(f"{one.question}:computed" for one in found.questions if one.indicator)]
    return csv_table("reports", header, (as_row(row, found.questions) for row in found.rows))


def _table(call: Call[None, None, ReportQuery]) -> ReportTable:
    asked, reference = call.query, recorder.running().reference()
    reporting = _reporting(asked.playbook)
    paths = [places.find(asked.place, call.actor, VERB).path] if asked.place else areas(call.actor, VERB)
    units = units_in(paths, reference)
    today = reference.day(call.now_ms)
    first = day_asked(asked.since, "since") or day_asked(asked.until, "until") or today
    last = day_asked(asked.until, "until") or max(first, today if asked.since else first)
    if last < first:
        raise Refusal("body.invalid", path="?until", problem="no day before since")
    if (cells := len(units) * (last - first + 1)) > _MOST:
        raise Refusal("figure.too_many", cells=cells, limit=_MOST)
    back = BACK_DAYS if reporting.report.carries else 0
    between = day_begins(first, reference.zone) - back * DAY_MS, day_begins(last + 1, reference.zone)
    found = reports(reporting, between, units, reference)
    wrong = gaps(reporting, found)
    found = [one for one in found if one.day >= first]
    told = beside(reporting, found, Ground(units), reference.paths)
    rows = rows_of(found, told, wrong, reporting, call)
    return ReportTable(
        reporting.playbook.playbook, title_of(reporting.playbook, call.locale), day_text(first), day_text(last),
        questions_of(reporting, call.locale), _counts(rows),
        [row for row in rows if asked.only is None or _is(row, asked.only)],
    )  # fmt: skip


def show_ladder(call: Call[None, OneTask, None]) -> LadderSeen:
    """Raises Refusal not_found, also for a task that is no report."""
    reference = recorder.running().reference()
    task = tasks.find(call.path.task, call.actor, TASK_VERB, reference)
    with snapshot():
        found = rolled_up(task, reference)
    if found is None:
        raise Refusal("not_found")
    return LadderSeen(
        found.reported.task, day_text(found.reported.day), found.below, found.accepted, named(found.missing),
        named(found.waiting), found.totals, found.prefill,
    )  # fmt: skip


def questions_of(reporting: Reporting, locale: str) -> list[QuestionSeen]:
    """Called as the figure that adds them up is, else as the form asks them."""
    playbook = reporting.playbook
    check = recorder.running().reference().form(playbook.key, reporting.report.step)
    asked = check.form.questions if check else {}
    titles = {path: question.label for path, question in asked.items()}
    titles |= {
        one.sum: one.title for one in playbook.count.values() if one.sum and one.title and not one.where
    }
    return [
        QuestionSeen(path, called(titles.get(path), locale, path), playbook.prefill.get(path))
        for path in reporting.report.adds
    ]


def _reporting(name: str | None) -> Reporting:
    """Raises Refusal body.invalid."""
    known = {one.playbook.playbook: one for one in reportings(recorder.running().reference())}
    if name is None and len(known) == 1:
        return next(iter(known.values()))
    if name not in known:
        raise Refusal("body.invalid", path="?playbook", problem=", ".join(known) or "–")
    return known[name]


def _counts(rows: Sequence[ReportSeen]) -> dict[str, int]:
    found: dict[str, int] = dict.fromkeys(("value", "zero", "not_applicable", "missing"), 0)
    for row in rows:
        found[row.status] += 1
    return found | {what: sum(_is(row, what) for row in rows) for what in _FURTHER}


def _is(row: ReportSeen, what: str) -> bool:
    return row.status == what or bool(getattr(row, what, False))


ROUTES: Final = (
    Route("GET", "/reports", VERB, None, ReportTable, list_reports,
          "What units reported, day by day, beside what the journal counts.", query=ReportQuery,
          refuses=("place.gone", "figure.too_many")),
    Route("GET", "/tasks/{task}/ladder", TASK_VERB, None, LadderSeen, show_ladder,
          "What the units below reported for one report, and what it comes to with them.", params=OneTask),
)  # fmt: skip
