"""Tasks (任务): what an actor may find and see."""

from collections import Counter
from collections.abc import Iterable

from oneboard.access.actor import Actor
from oneboard.access.policy import keeps
from oneboard.foundation.errors import Refusal
from oneboard.playbooks.schema import Playbook
from oneboard.projections import owed
from oneboard.projections.conditions import ANYWHERE
from oneboard.projections.holding import assigned_to
from oneboard.projections.models import Task
from oneboard.projections.places import permit_at
from oneboard.projections.reference import Reference


def open_by_playbook(reference: Reference) -> Counter[str]:
    """How many tasks are owed by each published version, in the whole territory."""
    counts: Counter[str] = Counter()
    for one in owed.counts(owed.alive(owed.open_pairs(reference.playbooks.values())), ANYWHERE, 0):
        counts[one.playbook] += one.tasks
    return counts


def seen_by(actor: Actor, playbooks: Iterable[Playbook]) -> list[Playbook]:
    """Without those whose tasks are hidden from the actor, because they are in a confidence that he does not keep."""
    return [one for one in playbooks if keeps(actor, one.confidence)]


def find(id_: str, actor: Actor, verb: str, reference: Reference) -> Task:
    """On the actor's ground, or assigned to him; none that is in a confidence which he does not keep.

    Raises Refusal not_found for a task that is missing or out of the actor's sight: the two look alike.
    """
    task = Task.objects.filter(id=id_).first()
    if task is None or not keeps(actor, reference.playbooks[task.playbook].confidence):
        raise Refusal("not_found")
    if not (task.assigned and task.assigned in assigned_to(actor)):
        permit_at(task.place, actor, verb)
    return task
