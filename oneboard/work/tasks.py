"""Decisions about tasks (任务), each on the task as it stands under the lock. Only a desk is refused, never a phone."""

from collections.abc import Sequence

from oneboard.access.actor import Actor, Grant
from oneboard.access.roles import roles
from oneboard.foundation.clock import iso
from oneboard.foundation.errors import Refusal
from oneboard.playbooks.schema import HOLDER, UNITS, Playbook, Step, Way
from oneboard.projections import holding, parts, units
from oneboard.projections.grounds import all_paths_of, paths_of
from oneboard.projections.models import Post, Subject, Task
from oneboard.projections.people import posts_of_members
from oneboard.projections.posts import in_force
from oneboard.projections.reference import Reference
from oneboard.vocabulary.tasks import Holder
from oneboard.work.separation import require_other_person


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
        if not set(playbook.registers).issubset(opened.registers):
            theirs, ours = ", ".join(opened.registers), ", ".join(playbook.registers)
            raise Refusal("playbook.other_subject", playbook=opened.key, theirs=theirs, ours=ours)


def decide_order(subject: str, whole: str | None, reference: Reference) -> None:
    """`whole`: the task that it is to be a part of.

    Raises Refusal subject.closed, subject.merged: nothing is owed about what is not there; task.over for the whole.
    """
    if whole is not None:
        _require_owed([Task.objects.get(id=whole)], reference)
    found = Subject.objects.filter(id=subject).first()
    if found is None:
        return
    if found.merged_into is not None:
        raise Refusal("subject.merged", into=found.merged_into)
    if found.closed:
        raise Refusal("subject.closed")


def decide_step(id_: str, step: str, actor: Actor, now_ms: int, reference: Reference) -> None:
    """Raises Refusal task.not_from, task.not_yours, task.not_above, task.same_person, task.before_due,
    task.parts_owed.
    """
    task = Task.objects.get(id=id_)
    playbook = reference.playbooks[task.playbook]
    rule = playbook.task.steps[step]
    if task.not_owed or task.state not in rule.from_:
        raise Refusal("task.not_from", state=_where(task), from_=", ".join(rule.from_))
    if rule.after_due and task.due is not None and now_ms < task.due:
        raise Refusal("task.before_due", due=iso(task.due))
    require_taker(task, rule, actor, now_ms, reference)
    require_other_person(task, rule, actor.member)
    if rule.after_parts and (owed := parts.progress_of([id_], reference, now_ms)[id_].owed):
        raise Refusal("task.parts_owed", owed=owed)


def require_taker(task: Task, rule: Step, actor: Actor, now_ms: int, reference: Reference) -> None:
    """Raises Refusal task.not_yours, task.not_above."""
    playbook, here = reference.playbooks[task.playbook], paths_of(task.place).paths
    mine = [grant for grant in actor.grants if all(map(grant.covers, here))]
    taking = [grant for grant in mine if grant.role in rule.roles]
    if not taking and not (HOLDER in rule.roles and holding.mine(task, playbook, actor, now_ms)):
        raise Refusal("task.not_yours", by=", ".join(rule.roles))
    if (
        rule.above
        and all(grant.place == task.place for grant in taking)
        and any("." in path for path in here)
    ):
        raise Refusal("task.not_above", by=", ".join(rule.roles))


def decide_withdrawal(tasks: Sequence[Task], reference: Reference) -> None:
    """Raises Refusal task.over."""
    _require_owed(tasks, reference)


def decide_reopening(tasks: Sequence[Task], reference: Reference) -> None:
    """Raises Refusal task.owed."""
    for task in tasks:
        if task.void or (not task.withdrawn and not _is_final(task, reference)):
            raise Refusal("task.owed", state=_where(task))


def decide_assignment(
    tasks: Sequence[Task], to: Holder | None, actor: Actor, now_ms: int, reference: Reference
) -> None:
    """Raises Refusal task.over, holder.full, holder.unfit for one without a post in force that covers each place."""
    _require_owed(tasks, reference)
    if to is None:
        return
    grants = _posts_of(to, now_ms)
    tied = [task for task in tasks if not (grants and _goes_anywhere(task, to, actor, reference))]
    for place, paths in all_paths_of({task.place for task in tied}).items():
        if not any(all(map(grant.covers, paths)) for grant in grants):
            raise Refusal("holder.unfit", holder=to, place=place)
    _require_capacity(tasks, to, reference)


def owed_by(holder: Holder, reference: Reference) -> list[Task]:
    """What is assigned to the holder and not done, by id."""
    assigned = Task.objects.filter(assigned=holder, void="", withdrawn="").order_by("id")
    return [task for task in assigned if not _is_final(task, reference)]


def _goes_anywhere(task: Task, to: Holder, actor: Actor, reference: Reference) -> bool:
    """What a unit owes is handed to any unit on the ground of whoever hands it over, and needs nobody at its place."""
    kind, _, unit = to.partition(":")
    about_units = reference.playbooks[task.playbook].subject == UNITS
    return about_units and kind == "unit" and units.visible(actor, "task.assign").filter(id=unit).exists()


def _posts_of(to: Holder, now_ms: int) -> list[Grant]:
    """The posts in force by which the holder takes steps."""
    column, _, holder = to.partition(":")
    posts = Post.objects.filter(in_force(now_ms), **{"id" if column == "post" else column: holder})
    held = {post.id for post in posts}
    members = posts_of_members([post.member for post in posts]).values()
    grants = [one.grant for held_by in members for one in held_by if one.grant.post in held]
    return [grant for grant in grants if "task.step" in roles()[grant.role].verbs]


def _require_capacity(tasks: Sequence[Task], to: Holder, reference: Reference) -> None:
    coming: dict[str, dict[str, int | None]] = {}
    for task in tasks:
        playbook = reference.playbooks[task.playbook]
        coming.setdefault(playbook.playbook, {})[task.id] = playbook.task.capacity
    standing = owed_by(to, reference)
    for name, capacities in coming.items():
        said = [capacity for capacity in capacities.values() if capacity is not None]
        if said:
            others = [task for task in standing if task.playbook.startswith(f"{name}@")]
            held = sum(other.id not in capacities for other in others)
            if held + len(capacities) > min(said):
                raise Refusal("holder.full", holder=to, held=held, capacity=min(said))


def _require_owed(tasks: Sequence[Task], reference: Reference) -> None:
    for task in tasks:
        if task.not_owed or _is_final(task, reference):
            raise Refusal("task.over", state=_where(task))


def _is_final(task: Task, reference: Reference) -> bool:
    return reference.playbooks[task.playbook].task.states[task.state].final


def _where(task: Task) -> str:
    return task.not_owed or task.state
