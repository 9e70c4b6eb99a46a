"""Whether what a playbook says of its report holds together."""

from collections.abc import Iterator

from oneboard.playbooks.faults import Forms, fault, faults_of_rule
from oneboard.playbooks.near import near
from oneboard.playbooks.reports import Report
from oneboard.playbooks.schema import UNITS, Playbook
from oneboard.playbooks.source import At, SourceFault

_AT: At = ("report",)


def faults_of_report(playbook: Playbook, forms: Forms) -> Iterator[SourceFault]:
    report, task = playbook.report, playbook.task
    if report is None:
        return
    if playbook.subject != UNITS or task.schedule is None or not task.schedule.counts_for_its_day:
        yield fault(_AT, "report_of")
    if report.accepted not in task.states:
        yield fault((*_AT, "accepted"), "state", state=report.accepted, known=", ".join(task.states))
    if report.step not in forms:
        yield fault((*_AT, "step"), "report_step", step=report.step, known=", ".join(forms))
        return
    for name, where in (("zero", report.zero), ("not_applicable", report.not_applicable)):
        if where is not None:
            yield from faults_of_rule((*_AT, name), where, "count_sealed", playbook, [forms[report.step]])
    yield from _faults_of_questions(report, playbook, forms)


def _faults_of_questions(report: Report, playbook: Playbook, forms: Forms) -> Iterator[SourceFault]:
    asked = forms[report.step].questions
    for n, path in enumerate(report.adds):
        if path not in asked or asked[path].type != "integer" or asked[path].repeat is not None:
            yield fault((*_AT, "adds", n), "report_adds", question=path, meant=near(path, asked) or "–")
        elif path not in playbook.readable:
            yield fault((*_AT, "adds", n), "count_sealed", question=path)
    for name, carry in report.carries.items():
        for path in (name, *carry.plus, *carry.minus):
            if path not in report.adds:
                at: At = (*_AT, "carries", name)
                yield fault(at, "report_carries", question=path, known=", ".join(report.adds))
        if carry.unless is not None and (carry.unless not in asked or carry.unless not in playbook.readable):
            meant = near(carry.unless, asked) or "–"
            yield fault(
                (*_AT, "carries", name, "unless"), "report_unless", question=carry.unless, meant=meant
            )
