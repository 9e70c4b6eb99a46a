"""Lists of notices (提醒): what was told to the roles of somebody's posts, to himself as holder, and as backup."""

from collections.abc import Iterator, Mapping
from heapq import nlargest

from django.db.models import Exists, OuterRef, Q, QuerySet

from oneboard.access.actor import Actor
from oneboard.access.roles import roles
from oneboard.playbooks.schema import Playbook
from oneboard.projections.grounds import inside
from oneboard.projections.holding import assigned_to, backed_by, unheld, vacancies
from oneboard.projections.models import Notice, Task

Told = tuple[Notice, Task]


def to(
    actor: Actor, verb: str, after: str | None, limit: int, playbooks: Mapping[str, Playbook], now_ms: int
) -> list[Told]:
    """The newest first, behind the notice `after`; only of tasks that are owed or were done. A reminder of a task that
    is assigned is for whom it is assigned to; where nobody is in post as holder it is for the backup.
    """
    last = Notice.objects.filter(id=after).first() if after else None
    found: dict[str, Notice] = {}
    for rows in _told(actor, verb, playbooks, now_ms):
        page = rows.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.id)) if last else rows
        found |= {notice.id: notice for notice in page.order_by("-at", "-id")[:limit]}
    newest = nlargest(limit, found.values(), key=lambda notice: (notice.at, notice.id))
    tasks = Task.objects.in_bulk([notice.task for notice in newest])
    return [(notice, tasks[notice.task]) for notice in newest]


def _told(
    actor: Actor, verb: str, playbooks: Mapping[str, Playbook], now_ms: int
) -> Iterator[QuerySet[Notice]]:
    """A query for each role, so that each goes by the index of its role."""
    task, nobodys = Task.objects.filter(id=OuterRef("task"), void="", withdrawn=""), unheld(now_ms)
    # The words of SQL are ours, and every value is bound.
    owed = task.extra(where=[nobodys.sql], params=list(nobodys.parameters))  # noqa: S610
    standing = Notice.objects.filter(gone=0)
    grounds: dict[str, list[str]] = {}
    for grant in actor.grants:
        if verb in roles()[grant.role].verbs:
            grounds.setdefault(grant.role, []).extend(grant.grounds)
    for role, paths in grounds.items():
        here = standing.filter(role=role, place__in=inside(paths))
        yield here.filter(Exists(task), kind="overdue")
        yield here.filter(Exists(owed), kind="reminded")
        for holder, backed in backed_by(role, playbooks).items():
            vacant = standing.filter(role=holder, place__in=vacancies(holder, paths, now_ms), kind="reminded")
            yield vacant.filter(Exists(owed.filter(playbook__in=backed)))
    mine = Task.objects.filter(assigned__in=assigned_to(actor), void="", withdrawn="").values("id")
    yield standing.filter(kind="reminded", task__in=mine)
