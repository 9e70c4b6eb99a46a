"""Posts (岗位): what an actor may find and see."""

from django.db.models import Q, QuerySet

from oneboard.access.actor import Actor
from oneboard.access.policy import areas
from oneboard.foundation.errors import Refusal
from oneboard.projections.grounds import inside
from oneboard.projections.models import Post
from oneboard.projections.places import permit_at


def in_force(at_ms: int) -> Q:
    return Q(begins__lte=at_ms) & (Q(ends__isnull=True) | Q(ends__gt=at_ms))


def visible(actor: Actor, verb: str) -> QuerySet[Post]:
    return Post.objects.filter(place__in=inside(areas(actor, verb)))


def find(id_: str, actor: Actor, verb: str) -> Post:
    """Raises Refusal not_found for a post that is missing or out of the actor's sight: the two look alike."""
    post = Post.objects.filter(id=id_).first()
    if post is None:
        raise Refusal("not_found")
    permit_at(post.place, actor, verb)
    return post
