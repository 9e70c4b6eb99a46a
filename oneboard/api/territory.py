"""The territory over HTTP: its editions, and what became of a place."""

from collections.abc import Iterable
from typing import Final

import msgspec
from django.db.models import Count

from oneboard.access.policy import permit
from oneboard.access.routes import Call, Route
from oneboard.foundation.clock import iso
from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import say
from oneboard.journal.models import Line
from oneboard.projections import nodes, places
from oneboard.projections.models import Chronicle, Edition, Node, Place
from oneboard.vocabulary import editions as vocabulary
from oneboard.vocabulary.places import Code

VERB: Final = "place.read"


class EditionSeen(msgspec.Struct, frozen=True):
    """`valid_from` is the day the edition names; `adopted_at` is since when it is or was in force here."""

    edition: str
    title: str
    source: str
    valid_from: str
    adopted_at: str
    in_force: bool
    places: int


class Happened(msgspec.Struct, frozen=True):
    """`name` and `parent` as they were from then on. `others`: the places in which it went on."""

    seq: int
    recorded_at: str
    what: str
    edition: str
    valid_from: str
    name: str
    parent: str | None
    others: list[str]
    text: str


class OneEdition(msgspec.Struct, frozen=True):
    edition: Code


class OnePlace(msgspec.Struct, frozen=True):
    place: Code


def _times(seqs: Iterable[int]) -> dict[int, str]:
    return {
        seq: iso(at) for seq, at in Line.objects.filter(seq__in=list(seqs)).values_list("seq", "recorded_at")
    }


def list_editions(call: Call[None, None, None]) -> list[EditionSeen]:
    rows = list(Edition.objects.order_by("seq"))
    times = _times(row.seq for row in rows)
    known = dict(Node.objects.filter(known=1).values_list("edition").annotate(n=Count("place")))
    return [
        EditionSeen(row.edition, row.title or say(call.locale, "territory.founding"), row.source, row.valid_from,
                    times[row.seq], row is rows[-1], known.get(row.edition, 0))
        for row in rows
    ]  # fmt: skip


def show_edition(call: Call[None, OneEdition, None]) -> vocabulary.Edition:
    """The whole tree, parents before children, as it is now said of this edition. For who answers for all of it."""
    permit(call.actor, "place.manage", Place.objects.get(parent__isnull=True).path)
    row = Edition.objects.filter(edition=call.path.edition).first()
    if row is None:
        raise Refusal("not_found")
    current = row.edition == nodes.edition_in_force()
    placed = dict(Place.objects.values_list("id", "placed_by")) if current else {}
    tree = Node.objects.filter(edition=row.edition, known=1).order_by("path")
    shown = tuple(_shown(node, placed.get(node.place, "")) for node in tree)
    return vocabulary.Edition(row.edition, row.title, row.source, row.valid_from, shown)


def _shown(node: Node, placed_by: str) -> vocabulary.EditionPlace:
    said = {
        "id": node.place, "level": node.level, "name": node.name, "parent": node.parent, "code": node.code,
        "placed_by": placed_by,
    }  # fmt: skip
    return msgspec.convert(said, vocabulary.EditionPlace)


def history(call: Call[None, OnePlace, None]) -> list[Happened]:
    """The oldest first. Raises Refusal not_found."""
    places.permit_at(call.path.place, call.actor, VERB)
    rows = list(Chronicle.objects.filter(place=call.path.place).order_by("seq"))
    times = _times(row.seq for row in rows)
    days = dict(Edition.objects.values_list("edition", "valid_from"))
    return [
        Happened(
            row.seq, times[row.seq], row.what, row.edition, days.get(row.edition, ""), row.name, row.parent,
            msgspec.json.decode(row.others), say(call.locale, f"territory.{row.what}", {"name": row.name}),
        )
        for row in rows
    ]  # fmt: skip


ROUTES: Final = (
    Route("GET", "/editions", VERB, None, list[EditionSeen], list_editions, "The editions of the territory."),
    Route("GET", "/editions/{edition}", "place.manage", None, vocabulary.Edition, show_edition,
          "The tree of an edition.", params=OneEdition),
    Route("GET", "/places/{place}/history", VERB, None, list[Happened], history,
          "What became of a place, in editions and by hand.", params=OnePlace),
)  # fmt: skip
