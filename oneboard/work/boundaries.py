"""Decisions about boundaries (边界): of places that the edition knows, and outlines that are outlines."""

from oneboard.foundation.boundaries import shape_from
from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase
from oneboard.projections.boundaries import in_degrees
from oneboard.projections.models import Edition, Node
from oneboard.vocabulary.boundaries import Drawing

#: Faults that are told in words; all are counted.
TOLD = 200


def require_sound(drawing: Drawing) -> None:
    """Raises Refusal boundary.invalid with every outline that is none. Takes a while: ask before the lock."""
    faults = []
    for place, outline in drawing.outlines.items():
        try:
            shape_from(in_degrees(outline), "wgs84")
        except ValueError as error:
            faults.append(Phrase("boundary.unsound", {"place": place, "problem": str(error)}))
    _refuse(faults)


def decide_drawing(edition: str, drawing: Drawing) -> None:
    """Raises Refusal not_found for no edition, boundary.invalid with every place that the edition does not know."""
    if not Edition.objects.filter(edition=edition).exists():
        raise Refusal("not_found")
    known = set(Node.objects.filter(edition=edition, known=1).values_list("place", flat=True))
    drawn = sorted({*drawing.outlines, *drawing.points} - known)
    _refuse([Phrase("boundary.no_place", {"place": place, "edition": edition}) for place in drawn])


def _refuse(faults: list[Phrase]) -> None:
    if faults:
        raise Refusal("boundary.invalid", count=len(faults), problem=tuple(faults[:TOLD]))
