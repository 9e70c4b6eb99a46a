"""Lists and search: what may be read of the subjects of a register, page by page, on one's own ground."""

from typing import Annotated, Final

import msgspec
from django.db.models import Q

from oneboard.access.policy import areas
from oneboard.access.routes import Call, Route
from oneboard.foundation.canonical import Value
from oneboard.foundation.errors import Refusal
from oneboard.projections import places, subjects
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
    """In the order of the places. `next`: what asks for the page behind, empty at the end."""

    subjects: list[SubjectListed]
    next: str


def list_subjects(call: Call[None, OneRegister, ListQuery]) -> SubjectPage:
    """Raises Refusal register.unknown, not_found for a place out of sight, body.invalid."""
    asked = call.query
    declared = require_published(call.path.register, recorder.running().reference())
    paths = areas(call.actor, VERB)
    if asked.place is not None:
        paths = (places.find(asked.place, call.actor, VERB).path,)
    if asked.text:
        found = subjects.with_text(paths, asked.text)
    else:
        found = Subject.objects.filter(place__in=inside(paths))
    found = found.filter(_chosen(asked), register=declared.register, merged_into=None)
    rows = list(found.order_by("place", "id")[: asked.limit + 1])
    page = rows[: asked.limit]
    following = f"{page[-1].place}:{page[-1].id}" if len(rows) > asked.limit else ""
    return SubjectPage([listed(row, declared.label) for row in page], following)


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
    return chosen & behind(asked.after) if asked.after else chosen


def behind(after: str) -> Q:
    """What comes after the page whose `next` this is. Raises Refusal body.invalid."""
    place, _, id_ = after.rpartition(":")
    if not place or len(id_) != 36:
        raise Refusal("body.invalid", path="?after", problem="the `next` of the page before, or none")
    return Q(place__gte=place) & (Q(place__gt=place) | Q(id__gt=id_))


ROUTES: Final = (
    Route("GET", "/registers/{register}/subjects", VERB, None, SubjectPage, list_subjects,
          "The subjects of a register on one's ground, and a search over what may be read.",
          params=OneRegister, query=ListQuery, refuses=("register.unknown",)),
)  # fmt: skip
