"""Alike (相似): what may be about one thing, compared by pairs of characters; a person joins or tells apart."""

from typing import Final

import msgspec

from oneboard.access.routes import Call, Route
from oneboard.intake import opening
from oneboard.intake.desk.listing import SubjectListed, listed
from oneboard.intake.desk.openings import Shown
from oneboard.intake.desk.subjects import VERB, OneSubject
from oneboard.playbooks.alikeness import alike
from oneboard.projections import meetings, subjects
from oneboard.projections.versions import sealed_of
from oneboard.recorder import recorder

#: Below so many thousandths two texts are about two things.
LEAST: Final = 400


class Alike(msgspec.Struct, frozen=True):
    """`share`: how much of what was said is the same, in thousandths."""

    share: int
    subject: SubjectListed


def list_alike(call: Call[None, OneSubject, Shown]) -> list[Alike]:
    """Those that share most first. Comparing opens all of them for the purpose; what is not alike is not told.

    Raises Refusal not_found, purpose.missing.
    """
    pen, subject = recorder.running(), subjects.find(call.path.subject, call.actor, VERB)
    declared = pen.reference().registers[subject.register]
    seen = subjects.visible(call.actor, VERB)
    met = meetings.meeting(subject, declared.alike, seen) if declared.alike else []
    rows = {row.id: row for row in [subject, *met]}
    opening.write_down(call.actor, VERB, call.query.purpose, subject.place, list(rows))
    answers = opening.opened({id_: sealed_of(row.sealed) for id_, row in rows.items()}, pen.keyring)
    said = {id_: [str(some.get(path, "")) for path in declared.alike] for id_, some in answers.items()}
    shares = {row.id: max(map(alike, said[subject.id], said[row.id])) for row in met}
    found = [
        Alike(share, listed(rows[id_], declared.label)) for id_, share in shares.items() if share >= LEAST
    ]
    return sorted(found, key=lambda one: (-one.share, one.subject.id))


ROUTES: Final = (
    Route("GET", "/subjects/{subject}/alike", VERB, None, list[Alike], list_alike,
          "What may be about the same thing, compared for a stated purpose.", params=OneSubject, query=Shown,
          refuses=("purpose.missing",)),
)  # fmt: skip
