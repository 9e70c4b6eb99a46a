"""Nodes (区划节点): where a place stood in an edition, and whether an actor covers now what it covered then."""

from collections.abc import Sequence

from django.db.models import QuerySet

from oneboard.access.actor import Actor
from oneboard.access.policy import areas
from oneboard.foundation.errors import Refusal
from oneboard.projections.grounds import inside, within
from oneboard.projections.models import Edition, Node
from oneboard.projections.places import permit_at
from oneboard.vocabulary.places import LEAVES


def edition_in_force() -> str:
    """Empty on a node without places."""
    return Edition.objects.order_by("-seq").values_list("edition", flat=True).first() or ""


def below(edition: str, paths: Sequence[str]) -> QuerySet[Node]:
    """Every place that stands or is counted at or below these paths in the edition."""
    return Node.objects.filter(within(paths), edition=edition)


def find(place: str, edition: str, actor: Actor, verb: str) -> Node:
    """Raises Refusal not_found for a place that the edition does not know or that the actor does not see, and
    not_permitted where some grid that it covered then lies outside the ground on which the verb is held now."""
    permit_at(place, actor, verb)
    node = Node.objects.filter(edition=edition, place=place, known=1).first()
    if node is None:
        raise Refusal("not_found")
    leaves = below(edition, [node.path]).filter(level__in=LEAVES)
    outside = leaves.exclude(place__in=inside(areas(actor, verb))).values_list("place", flat=True).first()
    if outside is not None:
        raise Refusal("not_permitted", verb=verb, why="verdict.elsewhere", place=outside, held=place)
    return node
