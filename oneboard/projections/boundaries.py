"""Boundaries (边界): what was drawn of an edition's places, and the features (RFC 7946) of a place and its children."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
from django.db.models import Max

from oneboard.foundation.boundaries import simplified
from oneboard.foundation.rows import Change, Transaction
from oneboard.projections.models import Boundary, Node
from oneboard.projections.territory import BOUNDARIES, BoundaryRow
from oneboard.vocabulary.boundaries import BoundaryDrawn, Drawing, Outline, Pair
from oneboard.vocabulary.entry import Recorded
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.places import LEAVES

_decode = msgspec.json.Decoder(Drawing).decode
_outline = msgspec.json.Decoder(Outline).decode
_pair = msgspec.json.Decoder(Pair).decode

_MILLIONTHS: Final = 1_000_000


def fold(transaction: Transaction, recorded: Recorded, blob: Callable[[str], bytes]) -> None:
    """`blob` gives the bytes at an address. What is drawn anew takes the place of what was drawn before."""
    fact = read_as(BoundaryDrawn, recorded.entry.kind, recorded.entry.fact)
    drawing = _decode(blob(fact.blob))
    rows = [
        BoundaryRow(fact.edition, place, _text(drawing.outlines.get(place)), _text(drawing.points.get(place)),
                    recorded.seq)
        for place in sorted({*drawing.outlines, *drawing.points})
    ]  # fmt: skip
    transaction.tell(Change(BOUNDARIES.upsert, rows))


def _text(drawn: Outline | Pair | None) -> str:
    return "" if drawn is None else msgspec.json.encode(drawn).decode()


def in_degrees(outline: Outline) -> dict[str, Any]:
    """As a GeoJSON geometry."""
    polygons = [[[_degrees(pair) for pair in ring] for ring in polygon] for polygon in outline]
    return {"type": "MultiPolygon", "coordinates": polygons}


def _degrees(pair: Pair) -> tuple[float, float]:
    return pair[0] / _MILLIONTHS, pair[1] / _MILLIONTHS


def drawn_until() -> int:
    """The last entry that drew something; 0: none did."""
    return Boundary.objects.aggregate(last=Max("changed_seq"))["last"] or 0


def features(node: Node, metres: int) -> list[dict[str, Any]]:
    """The place, then its children by id; neighbours keep a line in common. `metres`: how much a line may lose.

    `geometry` is an outline, else a point, else None.
    """
    children = Node.objects.filter(edition=node.edition, parent=node.place, known=1).order_by("place")
    nodes = [node, *children]
    drawn = _drawn(nodes)
    own, others = drawn.get(node.place), [drawn[child.place] for child in nodes[1:] if child.place in drawn]
    geometries = _geometries([own] if own else [], metres) | _geometries(others, metres)
    return [_feature(each, geometries.get(each.place)) for each in nodes]


def _drawn(nodes: Sequence[Node]) -> dict[str, Boundary]:
    """Of a leaf also what was drawn in another edition: its ground never changes."""
    places = {node.place: node for node in nodes}
    found: dict[str, Boundary] = {}
    for row in Boundary.objects.filter(place__in=list(places)).order_by("changed_seq"):
        node = places[row.place]
        here = row.edition == node.edition
        if here or (
            node.level in LEAVES and (row.place not in found or found[row.place].edition != node.edition)
        ):
            found[row.place] = row
    return found


def _geometries(rows: Sequence[Boundary], metres: int) -> dict[str, dict[str, Any]]:
    outlined = [row for row in rows if row.outline]
    shapes = simplified([in_degrees(_outline(row.outline)) for row in outlined], metres)
    found = {
        row.place: {"type": "Point", "coordinates": _degrees(_pair(row.point))} for row in rows if row.point
    }
    return found | {row.place: shape for row, shape in zip(outlined, shapes, strict=True)}


def _feature(node: Node, geometry: dict[str, Any] | None) -> dict[str, Any]:
    said = {
        "id": node.place,
        "level": node.level,
        "name": node.name,
        "parent": node.parent,
        "code": node.code,
    }
    return {"type": "Feature", "id": node.place, "properties": said, "geometry": geometry}
