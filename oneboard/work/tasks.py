"""Decisions about tasks (任务), each on the task as it stands under the lock. Only a desk is refused, never a phone."""

from oneboard.access.actor import Actor
from oneboard.access.roles import roles
from oneboard.foundation.errors import Refusal
from oneboard.playbooks.schema import HOLDER, Playbook, Way
from oneboard.projections import holding
from oneboard.projections.grounds import paths_of
from oneboard.projections.models import Post, Subject, Task
from oneboard.projections.people import posts_of_members
from oneboard.projections.posts import in_force
from oneboard.projections.reference import Reference
from oneboard.vocabulary.tasks import Holder


def require_way(playbook: Playbook, way: Way) -> None:
    """Raises Refusal playbook.not_opened_by."""
    if way not in playbook.task.opens:
        raise Refusal("playbook.not_opened_by", playbook=playbook.key, way=way)


def require_openable(playbook: Playbook, reference: Reference) -> None:
    """That what its rules open is published, and is about what it is about.

    Raises Refusal playbook.unknown, playbook.not_opened_by, playbook.other_subject.
    """
    for opens in playbook.opening:
        name = opens.playbook
        opened = playbook if name == playbook.playbook else reference.latest(name)
        if opened is None:
            raise Refusal("playbook.unknown", playbook=name)
        require_way(opened, "rule")
        if opened.subject != playbook.subject:
            raise Refusal(
                "playbook.other_subject", playbook=opened.key, theirs=opened.subject, ours=playbook.subject
            )


def decide_order(subject: str) -> None:
    """Raises Refusal subject.closed, subject.merged: nothing is owed about what is not there."""
    found = Subject.objects.get(id=subject)
    if found.merged_into is not None:
        raise Refusal("subject.merged", into=found.merged_into)
    if found.closed:
        raise Refusal("subject.closed")


def decide_step(id_: str, step: str, actor: Actor, now_ms: int, reference: Reference) -> None:
    """Raises Refusal task.not_from, task.not_yours."""
    task = Task.objects.get(id=id_)
    playbook = reference.playbooks[task.playbook]
    rule = playbook.task.steps[step]
    if task.not_owed or task.state not in rule.from_:
        raise Refusal("task.not_from", state=_where(task), from_=", ".join(rule.from_))
    here = paths_of(task.place).paths
    mine = [grant for grant in actor.grants if all(map(grant.covers, here))]
    taking = {role for role in rule.roles if role != HOLDER}
    if not taking.intersection(grant.role for grant in mine) and not (
        HOLDER in rule.roles and holding.mine(task, playbook, actor, now_ms)
    ):
        raise Refusal("task.not_yours", by=", ".join(rule.roles))


def decide_withdrawal(id_: str, reference: Reference) -> None:
    """Raises Refusal task.over."""
    _require_owed(Task.objects.get(id=id_), reference)


def decide_reopening(id_: str, reference: Reference) -> None:
    """Raises Refusal task.owed."""
    task = Task.objects.get(id=id_)
    if task.void or (not task.withdrawn and not _is_final(task, reference)):
        raise Refusal("task.owed", state=_where(task))


def decide_assignment(id_: str, to: Holder | None, now_ms: int, reference: Reference) -> None:
    """Raises Refusal task.over, holder.full, holder.unfit for one without a post in force that covers the place."""
    task = Task.objects.get(id=id_)
    _require_owed(task, reference)
    if to is None:
        return
    column, _, holder = to.partition(":")
    posts = Post.objects.filter(in_force(now_ms), **{"id" if column == "post" else column: holder})
    held = {post.id for post in posts}
    grants = [
        one.grant for held_by in posts_of_members([p.member for p in posts]).values() for one in held_by
        if one.grant.post in held
    ]  # fmt: skip
    here = paths_of(task.place).paths
    if not any(all(map(grant.covers, here)) and "task.step" in roles()[grant.role].verbs for grant in grants):
        raise Refusal("holder.unfit", holder=to, place=task.place)
    _require_capacity(task, to, reference)


def _require_capacity(task: Task, to: Holder, reference: Reference) -> None:
    playbook = reference.playbooks[task.playbook]
    capacity = playbook.task.capacity
    if capacity is None:
        return
    others = Task.objects.filter(
        assigned=to, playbook__startswith=f"{playbook.playbook}@", void="", withdrawn=""
    )
    held = sum(not _is_final(other, reference) for other in others.exclude(id=task.id))
    if held >= capacity:
        raise Refusal("holder.full", holder=to, held=held, capacity=capacity)


def _require_owed(task: Task, reference: Reference) -> None:
    if task.not_owed or _is_final(task, reference):
        raise Refusal("task.over", state=_where(task))


def _is_final(task: Task, reference: Reference) -> bool:
    return reference.playbooks[task.playbook].task.states[task.state].final


def _where(task: Task) -> str:
    return task.not_owed or task.state
