"""Lists and search: what may be read of the subjects of a register, page by page, on one's own ground."""

from typing import Annotated, Final

import msgspec
from django.db.models import Q

from oneboard.access.policy import areas
from oneboard.access.routes import Call, Route
from oneboard.foundation.canonical import Value
from oneboard.projections import places, search
from oneboard.projections.grounds import inside
from oneboard.projections.models import Subject
from oneboard.projections.versions import paths_of, readable_of
from oneboard.recorder import recorder
from oneboard.work.registers import require_published

VERB: Final = "subject.read"


class ListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`place`: this one and all below, absent: one's whole ground. `text`: two characters or more, or a number.

    `after`: the `next` of the page before. `closed`, `clashes`: only those.
    """

    place: str | None = None
    text: Annotated[str, msgspec.Meta(max_length=100)] = ""
    after: Annotated[str, msgspec.Meta(max_length=110)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 100
    closed: bool = False
    clashes: bool = False


class OneRegister(msgspec.Struct, frozen=True):
    register: str


class SubjectListed(msgspec.Struct, frozen=True):
    """`label`: the readable fields that the register shows in a list; `readable`: all of them."""

    id: str
    place: str
    label: list[Value]
    readable: dict[str, Value]
    closed: str
    clashes: list[str]
    seq: int


class SubjectPage(msgspec.Struct, frozen=True):
    """In the order of the places. `next`: what asks for the page behind, empty at the end.

    A page may be shorter than asked for before the end, where very many have the words of a search.
    """

    subjects: list[SubjectListed]
    next: str


def list_subjects(call: Call[None, OneRegister, ListQuery]) -> SubjectPage:
    """Raises Refusal register.unknown, not_found for a place out of sight, body.invalid."""
    asked = call.query
    declared = require_published(call.path.register, recorder.running().reference())
    paths = areas(call.actor, VERB)
    if asked.place is not None:
        paths = (places.find(asked.place, call.actor, VERB).path,)
    chosen = Q(register=declared.register, merged_into=None) & _chosen(asked)
    if asked.text:
        page = search.with_text(paths, asked.text, chosen, asked.after, asked.limit)
    else:
        here = Subject.objects.filter(chosen, search.behind(asked.after), place__in=inside(paths))
        page = search.page_of(here, asked.limit)
    return SubjectPage([listed(row, declared.label) for row in page.rows], page.behind)


def listed(row: Subject, label: tuple[str, ...]) -> SubjectListed:
    readable = readable_of(row.readable)
    return SubjectListed(
        row.id, row.place, [readable.get(path) for path in label], readable, row.closed, paths_of(row.clashes),
        row.changed_seq,
    )  # fmt: skip


def _chosen(asked: ListQuery) -> Q:
    chosen = ~Q(closed="") if asked.closed else Q(closed="")
    if asked.clashes:
        chosen &= ~Q(clashes="[]")
    return chosen


ROUTES: Final = (
    Route("GET", "/registers/{register}/subjects", VERB, None, SubjectPage, list_subjects,
          "The subjects of a register on one's ground, and a search over what may be read.",
          params=OneRegister, query=ListQuery, refuses=("register.unknown",)),
)  # fmt: skip
