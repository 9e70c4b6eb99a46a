"""Exporting (导出) a register: what the actor may open, page by page, each page one opening that is written down."""

from collections.abc import Mapping
from typing import Annotated, Final

import msgspec

from oneboard.access.policy import areas
from oneboard.access.routes import Call, Route
from oneboard.foundation.canonical import Value
from oneboard.intake import opening
from oneboard.intake.desk.listing import OneRegister
from oneboard.playbooks.registers import Register
from oneboard.projections import places
from oneboard.projections.grounds import inside
from oneboard.projections.models import Subject
from oneboard.projections.search import behind, page_of
from oneboard.projections.versions import readable_of, sealed_of
from oneboard.recorder import recorder
from oneboard.work.registers import require_published

VERB: Final = "subject.open"


class Exported(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`place`: this one and all below, absent: one's whole ground. `after`: the `next` of the page before."""

    purpose: Annotated[str, msgspec.Meta(max_length=500)] = ""
    place: str | None = None
    after: Annotated[str, msgspec.Meta(max_length=110)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 1_000


class RowExported(msgspec.Struct, frozen=True):
    subject: str
    place: str
    answers: dict[str, Value]


class PageExported(msgspec.Struct, frozen=True):
    """In the order of the places, without what is closed or merged. `next`: empty at the end."""

    rows: list[RowExported]
    next: str


def export(call: Call[None, OneRegister, Exported]) -> PageExported:
    """Raises Refusal register.unknown, not_found for a place out of sight, purpose.missing."""
    asked, pen = call.query, recorder.running()
    declared = require_published(call.path.register, pen.reference())
    paths = areas(call.actor, VERB)
    if asked.place is not None:
        paths = (places.find(asked.place, call.actor, VERB).path,)
    found = Subject.objects.filter(
        behind(asked.after), place__in=inside(paths), register=declared.register, merged_into=None, closed=""
    )
    page, following = page_of(found, asked.limit)
    opening.write_down(call.actor, VERB, asked.purpose, asked.place, [row.id for row in page])
    sealed = opening.opened({row.id: sealed_of(row.sealed) for row in page}, pen.keyring)
    return PageExported(
        [
            RowExported(row.id, row.place, _fields(declared, readable_of(row.readable) | sealed[row.id]))
            for row in page
        ],
        following,
    )


def _fields(declared: Register, answers: Mapping[str, Value]) -> dict[str, Value]:
    """Without what the node worked out itself, which no list brings."""
    return {path: value for path, value in answers.items() if path in declared.fields}


ROUTES: Final = (
    Route("GET", "/registers/{register}/rows", VERB, None, PageExported, export,
          "The subjects of a register with their sealed answers, opened for a stated purpose.",
          params=OneRegister, query=Exported, refuses=("purpose.missing", "register.unknown")),
)  # fmt: skip
