"""Holding (承办): who holds a task.

It is assigned to a post, a unit or a member; or else to whoever holds its playbook's role at its place, where a post
covers the places below its own.

What is assigned to a post that is over, or to a member without one, is owed by the role at the place again.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from django.db import connection

from oneboard.access.actor import Actor, Grant
from oneboard.playbooks.schema import Playbook
from oneboard.projections.conditions import ANYWHERE, Condition, among
from oneboard.projections.grounds import all_paths_of, inside, paths_of
from oneboard.projections.models import Ground, Post, Task, Unit
from oneboard.projections.owed import Pair, Part, in_states, of_assigned
from oneboard.projections.posts import in_force

#: By what a task is somebody's: assigned to his post, a unit of his or himself; by his role at its place, or in its
#: stead.
Mine = Literal["post", "unit", "member", "role", "backup"]

#: The ranks of the parts of what is somebody's own.
ASSIGNED, BY_ROLE, AS_BACKUP = range(3)

_IN_FORCE: Final = "begins <= %s AND (ends IS NULL OR ends > %s)"

# `CASE`, so that nobody takes the id of a unit for one of a post.
_UNHELD_OF: Final = (
    "CASE WHEN assigned IS NULL THEN 1 = 1 "
    "WHEN substr(assigned, 1, 5) = 'post:' THEN NOT EXISTS "
    "(SELECT 1 FROM projections_post WHERE id = {0}substr(assigned, 6){1} AND {in_force}) "
    "WHEN substr(assigned, 1, 7) = 'member:' THEN NOT EXISTS "
    "(SELECT 1 FROM projections_post WHERE member = {0}substr(assigned, 8){1} AND {in_force}) "
    "ELSE 1 = 0 END"
)
_UNHELD: Final = {
    "sqlite": _UNHELD_OF.format("", "", in_force=_IN_FORCE),
    "postgresql": _UNHELD_OF.format("CAST(", " AS uuid)", in_force=_IN_FORCE),
}


def unheld(at_ms: int) -> Condition:
    """Assigned to nobody, or to one who is not in post at that moment."""
    return Condition(_UNHELD[connection.vendor], (at_ms, at_ms, at_ms, at_ms))


def assigned_to(actor: Actor) -> list[str]:
    """What `Task.assigned` says of what is the actor's: a squad's members work for its unit, too."""
    units = {grant.unit for grant in actor.grants}
    above = Unit.objects.filter(id__in=units, part_of__isnull=False).values_list("part_of", flat=True)
    names = [f"post:{grant.post}" for grant in actor.grants]
    names += [f"unit:{unit}" for unit in sorted(units.union(str(unit) for unit in above))]
    return [*names, f"member:{actor.member}"] if actor.member else names


def parts_of(actor: Actor, pairs: Sequence[Pair], playbooks: dict[str, Playbook], at_ms: int) -> list[Part]:
    """What is the actor's own, of the tasks in these states."""
    found = [of_assigned(pairs, among("assigned", assigned_to(actor)))]
    by_role: dict[str, list[Grant]] = {}
    for grant in actor.grants:
        by_role.setdefault(grant.role, []).append(grant)
    for role, grants in by_role.items():
        grounds = [ground for grant in grants for ground in grant.grounds]
        held = [pair for pair in pairs if playbooks[pair[0]].holder(pair[1]) == role]
        if held:
            found.append(in_states(held, at(grounds) & unheld(at_ms), BY_ROLE))
        found += _as_backup(role, grounds, pairs, playbooks, at_ms)
    return found


def at(paths: Sequence[str]) -> Condition:
    """At the places all of whose ground lies within these. The root has no dot: all is within it."""
    if any("." not in path for path in paths):
        return ANYWHERE
    return among("place", inside(paths).values_list("place", flat=True))


def _as_backup(
    role: str, grounds: Sequence[str], pairs: Sequence[Pair], playbooks: dict[str, Playbook], at_ms: int
) -> Iterable[Part]:
    for holder, keys in backed_by(role, playbooks).items():
        backed = [pair for pair in pairs if pair[0] in keys and playbooks[pair[0]].holder(pair[1]) == holder]
        if backed and (vacant := vacancies(holder, grounds, at_ms)):
            yield in_states(backed, among("place", vacant) & unheld(at_ms), AS_BACKUP)


def backed_by(role: str, playbooks: Mapping[str, Playbook]) -> dict[str, list[str]]:
    """The versions whose tasks the role sees to in another's stead, by the role that holds them."""
    found: dict[str, list[str]] = {}
    for key, playbook in playbooks.items():
        for holder in sorted(playbook.holders) if playbook.task.backup == role else ():
            if holder != role:
                found.setdefault(holder, []).append(key)
    return found


def vacancies(role: str, grounds: Sequence[str], at_ms: int) -> list[str]:
    """The places within these grounds that no post in force with this role covers."""
    rows = Ground.objects.filter(place__in=inside(grounds)).values_list("place", "path")
    above = {part for ground in grounds for part in ground.split(".")}
    near = above.union(place for place, _ in rows)
    posts = Post.objects.filter(in_force(at_ms), role=role, place__in=near).values_list("place", flat=True)
    held = set(posts)
    return sorted({place for place, path in rows if held.isdisjoint([place, *path.split(".")])})


def in_post(role: str, place: str, at_ms: int) -> list[Post]:
    """Those who hold the role at the place, nearest first."""
    places = [place, *{part for path in all_paths_of([place])[place] for part in path.split(".")}]
    posts = Post.objects.filter(in_force(at_ms), role=role, place__in=places)
    return sorted(posts, key=lambda post: (post.place != place, post.place, post.id))


def is_held(assigned: str | None, at_ms: int) -> bool:
    """Whether it is assigned, and to one who is in post at that moment; `unheld` says the opposite for lists."""
    kind, _, id_ = (assigned or "").partition(":")
    if kind in ("", "unit"):
        return kind == "unit"
    held = Post.objects.filter(in_force(at_ms), **{"id" if kind == "post" else "member": id_})
    return held.exists()


def mine(task: Task, playbook: Playbook, actor: Actor, at_ms: int) -> Mine | None:
    """By what one task is the actor's, if it is; `parts_of` finds all that are."""
    if is_held(task.assigned, at_ms):
        return by_assignment(task.assigned or "") if task.assigned in assigned_to(actor) else None
    paths, holder = paths_of(task.place).paths, playbook.holder(task.state)
    held = {grant.role for grant in actor.grants if all(map(grant.covers, paths))}
    if holder in held:
        return "role"
    vacant = playbook.task.backup in held and not in_post(holder, task.place, at_ms)
    return "backup" if vacant else None


def by_assignment(assigned: str) -> Mine:
    kinds: tuple[Mine, ...] = ("post", "unit", "member")
    return next(kind for kind in kinds if assigned.startswith(kind))
