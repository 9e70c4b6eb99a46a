"""Duty (值守): the posts in force over a stretch of places at a moment, and the grids where nobody holds one."""

from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Q

from oneboard.access.roles import roles
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import NIL_ID, is_id
from oneboard.projections.grounds import within
from oneboard.projections.models import Place, Post
from oneboard.projections.posts import in_force

#: Whose role holds it works in the field; a grid without one is blank.
FIELD_VERB: Final = "field.push"

# A post at a place that is gone is listed where all of the ground lies that it covers, at the first piece.
_LINES: Final = (
    "WITH here AS (SELECT place, min(path) AS path FROM projections_ground "
    "WHERE path = %(here)s OR (%(below)s AND path > %(from)s AND path < %(to)s) "
    "GROUP BY place HAVING count(*) = min(parts) "
    "UNION ALL SELECT place, path FROM projections_ground "
    "WHERE %(above)s AND covers = 1 AND substr(%(here)s, 1, length(path) + 1) = path || '.') "
    "SELECT here.path, here.place, coalesce(place.name, (SELECT was.name FROM projections_chronicle was "
    "WHERE was.place = here.place ORDER BY was.seq DESC LIMIT 1)), "
    "post.id, post.role, unit.id, unit.name, unit.squad, post.member, post.ends "
    "FROM here JOIN projections_post post ON post.place = here.place "
    "JOIN projections_unit unit ON unit.id = post.unit "
    "LEFT JOIN projections_place place ON place.id = here.place "
    "WHERE post.begins <= %(at)s AND (post.ends IS NULL OR post.ends > %(at)s) "
    "AND (here.path, post.id) > (%(path)s, %(post)s) ORDER BY here.path, post.id LIMIT %(limit)s"
)


class Stretch(NamedTuple):
    """A place, with what lies below it and above it where that is asked for."""

    path: str
    below: bool
    above: bool


class Line(NamedTuple):
    path: str
    place: str
    place_name: str
    post: str
    role: str
    unit: str
    unit_name: str
    squad: bool
    member: str
    ends: int | None


def on_duty(stretch: Stretch, at_ms: int, after: str, limit: int) -> list[Line]:
    """From the top of the tree down, behind the line that `behind` gave. Raises Refusal body.invalid."""
    path, _, post = after.partition(" ")
    if after and not is_id(post):
        raise Refusal("body.invalid", path="?after", problem="as the last answer gave it, or none")
    here = stretch.path
    asked: dict[str, str | int | bool] = {
        "here": here, "below": stretch.below, "from": f"{here}.", "to": f"{here}/", "above": stretch.above,
        "at": at_ms, "path": path, "post": post or NIL_ID, "limit": limit,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LINES, asked)
        return [_line(*row) for row in cursor.fetchall()]


def behind(line: Line) -> str:
    return f"{line.path} {line.post}"


def blank_grids(stretch: Stretch, at_ms: int) -> list[tuple[str, str]]:
    """Id and name of each grid here or below where nobody in the field holds a post, in the order of the tree.

    Not of those that were split or merged: nobody is to work there.
    """
    fielded = [name for name, role in roles().items() if FIELD_VERB in role.verbs]
    held = Post.objects.filter(in_force(at_ms), role__in=fielded).values("place")
    here = within([stretch.path]) if stretch.below else Q(path=stretch.path)
    blank = Place.objects.filter(here, level="grid", closed=0).exclude(id__in=held)
    return list(blank.order_by("path").values_list("id", "name"))


def _line(
    path: str, place: str, place_name: str, post: Any, role: str, unit: Any, unit_name: str, squad: int, member: Any,
    ends: int | None,
) -> Line:  # fmt: skip
    """An id comes from PostgreSQL as a UUID."""
    return Line(
        path, place, place_name, str(post), role, str(unit), unit_name, bool(squad), str(member), ends
    )
