"""Papers over HTTP: which were issued, and each as the file that officials go on with."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal

import msgspec

from oneboard.access.policy import areas
from oneboard.access.routes import Call, Raw, Route
from oneboard.foundation.clock import iso
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id
from oneboard.foundation.words import say
from oneboard.intake import opening
from oneboard.intake.desk.openings import Purpose
from oneboard.intake.desk.paper_words import WORDS
from oneboard.intake.desk.papers import OPEN, OnePaper
from oneboard.journal.book import read_line
from oneboard.journal.exercise import is_exercise
from oneboard.journal.models import Line
from oneboard.outputs.papers.filling import filled
from oneboard.playbooks.bundles import bundle_at
from oneboard.playbooks.papers import LAYOUT
from oneboard.playbooks.titles import called
from oneboard.projections import models
from oneboard.projections.grounds import inside
from oneboard.projections.models import Paper
from oneboard.projections.places import names_of, permit_at
from oneboard.recorder import recorder
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.papers import PaperIssued
from oneboard.work.authors import authors_of

READ: Final = "task.read"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

#: In an answer, why a paper comes out otherwise than it was issued; absent where it does not.
_OTHERWISE: Final = "Oneboard-Otherwise"


class PaperQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of this task, or of places on one's ground; those issued before the paper `after`."""

    task: Id | None = None
    place: str | None = None
    after: Id | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 100


class DocumentQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    purpose: Purpose = ""
    lang: Literal["zh", "en"] | None = None


class PaperSeen(msgspec.Struct, frozen=True):
    """`number`: as it stands on it. `issued_by`: by role and place, never by name. `withdrawn`: why it holds no more,
    empty while it does."""

    id: str
    task: str
    paper: str
    title: str
    number: str
    place: str
    place_name: str
    issued_at: str
    issued_by: str
    withdrawn: str
    withdrawn_at: str | None


def list_papers(call: Call[None, None, PaperQuery]) -> list[PaperSeen]:
    """The latest first. Raises Refusal not_found, not_permitted for a place."""
    asked = call.query
    if asked.place is not None:
        permit_at(asked.place, call.actor, READ)
    found = Paper.objects.filter(place__in=inside(areas(call.actor, READ)))
    if asked.place is not None:
        found = found.filter(place=asked.place)
    if asked.task is not None:
        found = found.filter(task=asked.task)
    if asked.after is not None:
        behind = Paper.objects.filter(id=asked.after).values_list("seq", flat=True).first()
        found = found.filter(seq__lt=0 if behind is None else behind)
    return _seen(list(found.order_by("-seq")[: asked.limit]), call.locale)


def _seen(papers: Sequence[Paper], locale: str) -> list[PaperSeen]:
    reference = recorder.running().reference()
    names = names_of(paper.place for paper in papers)
    authors = authors_of((paper.id for paper in papers), (), (), locale, reference.zone)
    found = []
    for paper in papers:
        fact = read_as(
            PaperIssued, authors.entries[paper.id].entry.kind, authors.entries[paper.id].entry.fact
        )
        kind = reference.playbooks[paper.playbook].papers[paper.paper]
        found.append(
            PaperSeen(
                paper.id, paper.task, paper.paper, called(kind.title, locale, paper.paper), number_of(fact, locale),
                paper.place, names.get(paper.place, paper.place), iso(paper.issued_at), authors.who(paper.id),
                paper.withdrawn, None if paper.withdrawn_at is None else iso(paper.withdrawn_at),
            )
        )  # fmt: skip
    return found


def number_of(fact: PaperIssued, language: str) -> str:
    mark = called(fact.mark, language, "")  # type: ignore[arg-type]
    return say(language, "paper.number", {"mark": mark, "year": fact.year, "number": fact.number})


def document(call: Call[None, OnePaper, DocumentQuery]) -> Raw:
    """The same bytes whenever it is asked for; else the answer says why not.

    Raises Refusal not_found, not_permitted, purpose.missing, paper.destroyed.
    """
    paper, pen = Paper.objects.filter(id=call.path.paper).first(), recorder.running()
    if paper is None:
        raise Refusal("not_found")
    permit_at(paper.place, call.actor, OPEN)
    opening.write_down(call.actor, OPEN, call.query.purpose, paper.place, [paper.subject or paper.task])
    entry = read_line(*Line.objects.values_list("seq", "recorded_at", "body").get(id=paper.id)).entry
    said = opening.opened_entries([entry], pen.keyring)[entry.id]
    if len(said) < len(entry.sealed):
        raise Refusal("paper.destroyed")
    kind = pen.reference().playbooks[paper.playbook].papers[paper.paper]
    language = call.query.lang or call.locale
    language = language if language in kind.template else next(iter(kind.template))
    prefix = f"{WORDS}{language}/"
    words = {path.removeprefix(prefix): str(said[path]) for path in said if path.startswith(prefix)}
    words["number"] = number_of(read_as(PaperIssued, entry.kind, entry.fact), language)
    file = kind.template[language]
    running = _running(paper, language)
    drawn = filled(file, _template(paper.playbook, file), words, running, language)
    name = f"{paper.paper}-{paper.year}-{paper.number}-{language}.docx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **_otherwise(paper)}
    return Raw(drawn, _WORD, headers)


def _template(playbook: str, file: str) -> bytes:
    row = models.Playbook.objects.get(key=playbook)
    bundle = bundle_at(recorder.running().blobs.get(row.blob), "2")
    return bundle.template(file)


def _running(paper: Paper, language: str) -> str:
    """What every page says: that it is an exercise, that it holds no more."""
    incident = models.Task.objects.values_list("incident", flat=True).get(id=paper.task)
    exercise = is_exercise() or models.Incident.objects.filter(id=incident, sort="exercise").exists()
    said = [key for key, holds in (("exercise", exercise), ("withdrawn", paper.withdrawn)) if holds]
    return "　".join(say(language, f"paper.{key}") for key in said)


def _otherwise(paper: Paper) -> dict[str, str]:
    why = [] if paper.layout == LAYOUT else [f"layout {LAYOUT}, issued by {paper.layout}"]
    why += [f"withdrawn: {paper.withdrawn}"] if paper.withdrawn else []
    return {_OTHERWISE: "; ".join(why)} if why else {}


ROUTES: Final = (
    Route("GET", "/papers", READ, None, list[PaperSeen], list_papers, "The papers that were issued.",
          query=PaperQuery),
    Route("GET", "/papers/{paper}/document", OPEN, None, Raw, document,
          "A paper as it was issued, to be stamped and handed over, opened for a stated purpose.", params=OnePaper,
          query=DocumentQuery, refuses=("paper.destroyed", "purpose.missing")),
)  # fmt: skip
