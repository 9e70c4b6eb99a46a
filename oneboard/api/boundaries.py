"""Boundaries over HTTP: the outline of a place and of what lies directly in it, for a map."""

from typing import Annotated, Final

import msgspec

from oneboard.access.routes import Call, Raw, Route
from oneboard.journal.models import Head
from oneboard.projections import nodes
from oneboard.projections.boundaries import drawn_until, features
from oneboard.vocabulary.places import Code

VERB: Final = "place.read"


class BoundaryQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`edition`: as it was in that one; absent: in force. `metres`: by about how much a line may be simplified."""

    edition: Code | None = None
    metres: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = 50


class OnePlace(msgspec.Struct, frozen=True):
    place: Code


def show(call: Call[None, OnePlace, BoundaryQuery]) -> Raw:
    """A FeatureCollection (RFC 7946): the place first, then its children; `geometry` null where nothing was drawn.

    304 for whoever names the tag of what it has. Raises Refusal not_found, not_permitted.
    """
    edition = call.query.edition or nodes.edition_in_force()
    node = nodes.find(call.path.place, edition, call.actor, VERB)
    changed = Head.objects.values_list("reference_seq", flat=True).get()
    tag = f'"{edition}-{node.place}-{call.query.metres}-{max(changed, drawn_until())}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if call.headers.get("if-none-match") == tag:
        return Raw(headers=headers, status=304)
    shown = {"type": "FeatureCollection", "features": features(node, call.query.metres)}
    return Raw(msgspec.json.encode(shown), "application/geo+json", headers)


ROUTES: Final = (
    Route("GET", "/places/{place}/boundary", VERB, None, Raw, show,
          "The outlines of a place and of its children, as GeoJSON.", params=OnePlace, query=BoundaryQuery),
)  # fmt: skip
