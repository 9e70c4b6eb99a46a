"""Issuing papers (公文) at the desk: with the step that they go with, or behind it; numbered under the lock."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec

from oneboard.access.policy import post_for
from oneboard.access.routes import Call, Route
from oneboard.foundation.canonical import Value
from oneboard.foundation.dates import day_in_words, year_of
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.foundation.words import say
from oneboard.intake import opening
from oneboard.intake.desk.command import Recorded, Statement, record, record_planned, said_before
from oneboard.intake.desk.paper_about import About, about_task, answered_with
from oneboard.intake.desk.paper_words import WORDS, in_words, lacking, spoken
from oneboard.playbooks.papers import LAYOUT, PaperKind
from oneboard.playbooks.schema import Name
from oneboard.playbooks.titles import called
from oneboard.projections import models, tasks
from oneboard.projections.grounds import paths_of
from oneboard.projections.papers import series_of
from oneboard.projections.places import names_of, permit_at
from oneboard.projections.reference import Reference
from oneboard.recorder import recorder
from oneboard.vocabulary.papers import PaperIssued, PaperWithdrawn, WhyWithdrawn
from oneboard.work.papers import decide_issue, issued_with, next_number, require_issuer, require_standing

VERB: Final = "task.step"
OPEN: Final = "subject.open"

Plan = Callable[[], Sequence[Statement]]


class NewPaper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`paper`: as the playbook names it. `replaces`: one that holds no more, and keeps its number."""

    id: Id
    paper: Name
    replaces: Id | None = None


class WithdrawPaper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    reason: WhyWithdrawn


class OneTask(msgspec.Struct, frozen=True):
    task: Id


class OnePaper(msgspec.Struct, frozen=True):
    paper: Id


def issue(call: Call[NewPaper, OneTask, None]) -> Recorded:
    """Of a step that was taken in the field, or again with what is known now.

    Raises Refusal not_found, body.invalid, task.not_yours, paper.not_yet, paper.standing, paper.void, paper.lacks.
    """
    new, reference = call.body, recorder.running().reference()
    task = tasks.find(call.path.task, call.actor, VERB, reference)
    kinds = reference.playbooks[task.playbook].papers
    if new.paper not in kinds:
        raise Refusal("body.invalid", path="$.paper", problem=", ".join(kinds) or "–")
    if said := said_before(call, new.id):
        return said
    kind = kinds[new.paper]
    after = decide_issue(task, new.paper, kind, new.replaces)
    require_issuer(task, after.step, call.actor, call.now_ms, reference)
    permit_at(task.place, call.actor, OPEN)
    about = about_task(task, reference, after.step, answered_with(task, after.entry))
    issuing = planned(call, about, {new.paper: kind}, after.entry, new.replaces)

    def plan() -> Sequence[Statement]:
        decide_issue(models.Task.objects.get(id=task.id), new.paper, kind, new.replaces)
        return issuing()

    return _recorded(call, new.id, plan)


def with_papers(
    call: Call[Any, Any, None], id_: str, said: Statement, decide: Callable[[], None], about: About,
    kinds: Mapping[str, PaperKind],
) -> Recorded:  # fmt: skip
    """A step or an order with its papers, all or none. Raises Refusal paper.lacks."""
    if before := said_before(call, id_):
        return before
    decide()
    issuing = planned(call, about, kinds, id_, None)

    def plan() -> Sequence[Statement]:
        decide()
        return [said, *issuing()]

    return _recorded(call, id_, plan)


def _recorded(call: Call[Any, Any, None], id_: str, plan: Plan) -> Recorded:
    recorded = record_planned(call, id_, plan)
    assert recorded is not None  # there is always something to say
    return recorded


def planned(
    call: Call[Any, Any, None], about: About, kinds: Mapping[str, PaperKind], after: str, replaces: str | None
) -> Plan:
    """What issues these papers: the words are opened now, the numbers are asked for whenever it is called."""
    reference = recorder.running().reference()
    permit_at(about.place, call.actor, OPEN)
    unit = _unit(call, about.place)
    seat = names_of([unit.place]).get(unit.place, unit.place)
    year = year_of(call.now_ms, reference.zone)
    drafts = [
        (
            _mark(kind, seat),
            name,
            _words(call, about, name, kind, {"unit": unit.name, "place": seat}, reference),
        )
        for name, kind in kinds.items()
    ]

    def plan() -> list[Statement]:
        given: Counter[str] = Counter()
        said = []
        for mark, name, words in drafts:
            number = next_number(unit.id, mark, year) + given[series_of(mark)]
            given[series_of(mark)] += 1
            fact = PaperIssued(paper=name, unit=unit.id, mark=mark, year=year, number=number, after=after,
                               layout=LAYOUT, replaces=replaces)  # fmt: skip
            said.append(_said(fact, about, words))
        return said

    return plan


def _unit(call: Call[Any, Any, None], place: str) -> models.Unit:
    """Of the post by which he does it."""
    post = post_for(call.actor, call.verb, paths_of(place).paths)
    return models.Unit.objects.get(id=next(grant.unit for grant in call.actor.grants if grant.post == post))


def _mark(kind: PaperKind, seat: str) -> dict[str, str]:
    return {language: text.replace("{place}", seat) for language, text in kind.mark.items()}


def _words(
    call: Call[Any, Any, None], about: About, name: str, kind: PaperKind, given: dict[str, str], reference: Reference
) -> dict[str, Value]:  # fmt: skip
    """In every language of its templates. Raises Refusal paper.lacks."""
    title = called(kind.title, call.locale, name)
    purpose = say(call.locale, "paper.purpose", {"title": title})
    opening.write_down(call.actor, OPEN, purpose, about.place, [about.subject or about.task])
    said = spoken(kind, about, reference)
    if missing := lacking(said, call.locale):
        raise Refusal("paper.lacks", title=title, lacks=", ".join(missing))
    words: dict[str, Value] = {}
    for language in kind.template:
        day = day_in_words(call.now_ms, reference.zone, language)
        fields = {field: in_words(one, reference.zone, language) for field, one in said.items()}
        words |= {
            f"{WORDS}{language}/{field}": text for field, text in {**fields, **given, "date": day}.items()
        }
    return words


def _said(fact: PaperIssued, about: About, words: dict[str, Value]) -> Statement:
    return Statement(
        fact=fact, place=about.place, subject=about.subject, incident=about.incident, campaign=about.campaign,
        task=about.task, playbook=about.playbook.key, answers=words,
    )  # fmt: skip


def withdraw(call: Call[WithdrawPaper, OnePaper, None]) -> Recorded:
    """Raises Refusal not_found, task.not_yours, paper.void."""
    reference = recorder.running().reference()
    paper = models.Paper.objects.filter(id=call.path.paper).first()
    if paper is None:
        raise Refusal("not_found")
    task = tasks.find(paper.task, call.actor, VERB, reference)
    kind = reference.playbooks[paper.playbook].papers[paper.paper]
    require_issuer(task, issued_with(task, kind).step, call.actor, call.now_ms, reference)
    said = Statement(
        fact=PaperWithdrawn(paper=paper.id, reason=call.body.reason), place=paper.place, task=paper.task,
        subject=paper.subject, playbook=paper.playbook, incident=task.incident,
    )  # fmt: skip
    return record(call, call.body.id, [said], lambda: require_standing(models.Paper.objects.get(id=paper.id)))


ROUTES: Final = (
    Route("POST", "/tasks/{task}/papers", VERB, NewPaper, Recorded, issue,
          "Issue a paper behind the step that it goes with, or again in place of one.", params=OneTask,
          refuses=("paper.lacks", "paper.not_yet", "paper.standing", "paper.void", "task.not_yours")),
    Route("POST", "/papers/{paper}/withdraw", VERB, WithdrawPaper, Recorded, withdraw,
          "Withdraw a paper: it holds no more, and keeps its number.", params=OnePaper,
          refuses=("paper.void", "task.not_yours")),
)  # fmt: skip
