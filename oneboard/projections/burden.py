"""Reading workloads (填报负担): who was asked how much on a day, by what, for how long, and who had no rest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.db import connection

from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import NIL_ID, is_id
from oneboard.projections.models import Workload

#: A day is long from here on: 8 hours, and 3 more at the very most (Labour Law of the PRC, articles 36 and 41).
LONG_MS: Final = 11 * 3_600_000

#: Days in a row after which one of rest is owed (the same, article 38: one in a week).
IN_A_ROW: Final = 6

#: How far back it is looked for a day of rest.
LOOKS_BACK: Final = 31

# A post at a place that is gone counts where all of its ground lies.
_HERE: Final = (
    "WITH here AS (SELECT place, min(path) AS path FROM projections_ground "
    "WHERE path = %(here)s OR (path > %(from)s AND path < %(to)s) GROUP BY place HAVING count(*) = min(parts)) "
)
_FROM: Final = (
    "FROM here JOIN projections_post post ON post.place = here.place "
    "JOIN projections_workload said ON said.post = post.id AND said.day = %(day)s "
)
_SUMS: Final = "sum(said.entries), sum(said.answers), sum(said.seconds)"
_BY_WORK: Final = (
    f"{_HERE}SELECT said.work, count(*), {_SUMS} {_FROM}GROUP BY said.work ORDER BY 4 DESC, said.work"
)
_BY_POST: Final = (
    f"{_HERE}SELECT post.id, post.role, here.place, coalesce(place.name, ''), {_SUMS}, min(said.first_at), "
    f"max(said.last_at) {_FROM}LEFT JOIN projections_place place ON place.id = here.place "
    "GROUP BY post.id, post.role, here.place, place.name "
    "HAVING sum(said.answers) < %(answers)s OR (sum(said.answers) = %(answers)s AND post.id > %(post)s) "
    "ORDER BY sum(said.answers) DESC, post.id LIMIT %(limit)s"
)


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
    return [OfWork(work, *map(int, sums)) for work, *sums in _asked(_BY_WORK, path, day)]


def by_post(path: str, day: int, after: str, limit: int) -> list[OfPost]:
    """The same by the posts that answered them, behind the line that `behind` gave. Raises Refusal body.invalid."""
    answers, _, post = after.partition(" ")
    if after and not (answers.isdecimal() and is_id(post)):
        raise Refusal("body.invalid", path="?after", problem="as the last answer gave it, or none")
    rows = _asked(_BY_POST, path, day, answers=int(answers or 2**62), post=post or NIL_ID, limit=limit)
    found = [OfPost(str(post), *told[:3], *map(int, told[3:])) for post, *told in rows]
    in_a_row = _days_in_a_row([one.post for one in found], day)
    return [one._replace(in_a_row=in_a_row[one.post]) for one in found]


def behind(line: OfPost) -> str:
    return f"{line.answers} {line.post}"


def _asked(sql: str, path: str, day: int, **more: str | int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"here": path, "from": f"{path}.", "to": f"{path}/", "day": day, **more})
        return list(cursor.fetchall())


def _days_in_a_row(posts: Sequence[str], day: int) -> Mapping[str, int]:
    worked: dict[str, set[int]] = defaultdict(set)
    lately = Workload.objects.filter(post__in=posts, day__gt=day - LOOKS_BACK, day__lte=day)
    for post, on in lately.values_list("post", "day").distinct():
        worked[str(post)].add(on)
    return {post: next(n for n in range(1, LOOKS_BACK + 1) if day - n not in worked[post]) for post in posts}
