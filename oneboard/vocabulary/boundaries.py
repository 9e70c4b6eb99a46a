"""Boundaries (边界) of an edition's places: outlines, and the points of grids that have none."""

from typing import Annotated, TypeAlias

import msgspec

from oneboard.vocabulary.facts import Address, Fact, Leaves, fact
from oneboard.vocabulary.places import Code

#: Longitude and latitude in WGS-84, in millionths of a degree: a tenth of a metre.
Pair: TypeAlias = tuple[
    Annotated[int, msgspec.Meta(ge=-180_000_000, le=180_000_000)],
    Annotated[int, msgspec.Meta(ge=-90_000_000, le=90_000_000)],
]

#: As a MultiPolygon of RFC 7946: polygons of rings of pairs.
Outline: TypeAlias = tuple[tuple[tuple[Pair, ...], ...], ...]


class Drawing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Outlines and points by place. What was drawn before of other places stays. `source`: where they come from."""

    source: Annotated[str, msgspec.Meta(max_length=400)]
    outlines: dict[Code, Outline] = {}
    points: dict[Code, Pair] = {}


@fact("boundary.drawn@1", leaves=Leaves.HOLDS_NONE)
class BoundaryDrawn(Fact, frozen=True):
    """Places of the edition have these outlines and points. `blob` is the SHA-256 of a `Drawing` as canonical JSON,
    which lies unsealed among the blobs."""

    edition: str
    blob: Address
