"""Reading workloads (填报负担): who was asked how much on a day, by what, for how long, and who had no rest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import is_id
from oneboard.projections.grounds import inside
from oneboard.projections.models import Post, Workload
from oneboard.projections.places import names_of

#: A day is long from here on: 8 hours, and 3 more at the very most (Labour Law of the PRC, articles 36 and 41).
LONG_MS: Final = 11 * 3_600_000

#: Days in a row after which one of rest is owed (the same, article 38: one in a week).
IN_A_ROW: Final = 6

#: How far back it is looked for a day of rest.
LOOKS_BACK: Final = 31


class OfWork(NamedTuple):
    """`posts`: how many were asked by it."""

    work: str
    posts: int
    entries: int
    answers: int
    seconds: int


class OfPost(NamedTuple):
    """`first_at`, `last_at`: in ms. `in_a_row`: days up to this one on each of which something was said."""

    post: str
    role: str
    place: str
    place_name: str
    entries: int
    answers: int
    seconds: int
    first_at: int
    last_at: int
    in_a_row: int = 1


def by_work(path: str, day: int) -> list[OfWork]:
    """At a place and below, the most questions first."""
    rows = (
        _said(path, day)
        .values("work")
        .annotate(posts=Count("post"), asked=Sum("answers"), said=Sum("entries"), spent=Sum("seconds"))
        .order_by("-asked", "work")
    )
    return [
        OfWork(work, *map(int, sums))
        for work, *sums in rows.values_list("work", "posts", "said", "asked", "spent")
    ]


def by_post(path: str, day: int, after: str, limit: int) -> list[OfPost]:
    """The same by the posts that answered them, behind the line that `behind` gave. Raises Refusal body.invalid."""
    answers, _, post = after.partition(" ")
    if after and not (answers.isdecimal() and is_id(post)):
        raise Refusal("body.invalid", path="?after", problem="as the last answer gave it, or none")
    rows = (
        _said(path, day)
        .values("post")
        .annotate(asked=Sum("answers"), said=Sum("entries"), spent=Sum("seconds"))
        .annotate(first=Min("first_at"), last=Max("last_at"))
        .order_by("-asked", "post")
    )
    if after:
        rows = rows.filter(Q(asked__lt=int(answers)) | Q(asked=int(answers), post__gt=post))
    sums = rows.values_list("post", "said", "asked", "spent", "first", "last")[:limit]
    told = {str(id_): [int(one) for one in numbers] for id_, *numbers in sums}
    posts = {str(post.id): post for post in Post.objects.filter(id__in=list(told))}
    names, in_a_row = names_of(post.place for post in posts.values()), _days_in_a_row(list(told), day)
    found = [
        OfPost(id_, posts[id_].role, posts[id_].place, names.get(posts[id_].place, ""), *numbers)
        for id_, numbers in told.items()
    ]
    return [one._replace(in_a_row=in_a_row[one.post]) for one in found]


def behind(line: OfPost) -> str:
    return f"{line.answers} {line.post}"


def _said(path: str, day: int) -> QuerySet[Workload]:
    return Workload.objects.filter(
        day=day, post__in=Post.objects.filter(place__in=inside([path])).values("id")
    )


def _days_in_a_row(posts: Sequence[str], day: int) -> Mapping[str, int]:
    worked: dict[str, set[int]] = defaultdict(set)
    lately = Workload.objects.filter(post__in=posts, day__gt=day - LOOKS_BACK, day__lte=day)
    for post, on in lately.values_list("post", "day").distinct():
        worked[str(post)].add(on)
    return {post: next(n for n in range(1, LOOKS_BACK + 1) if day - n not in worked[post]) for post in posts}
