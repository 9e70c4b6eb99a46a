"""Decisions about papers (公文): whether one may be issued, and under which number."""

from collections.abc import Iterator
from typing import NamedTuple

from oneboard.access.actor import Actor
from oneboard.foundation.errors import Refusal
from oneboard.playbooks.papers import PaperKind
from oneboard.playbooks.schema import ORDER, Playbook
from oneboard.projections import papers
from oneboard.projections.models import Paper, Step, Task
from oneboard.projections.openings import EFFECTIVE
from oneboard.projections.places import permit_at
from oneboard.projections.reference import Reference
from oneboard.work.tasks import require_taker


def next_number(unit: str, mark: dict[str, str], year: int) -> int:
    """Asked under the lock: none twice, and none left out."""
    return papers.last_number(unit, papers.series_of(mark), year) + 1


class IssuedWith(NamedTuple):
    """The entry of a step, or of the order, with which a paper is issued."""

    entry: str
    step: str


def issued_with(task: Task, kind: PaperKind) -> IssuedWith:
    """That which was taken last. Raises Refusal paper.not_yet."""
    taken = Step.objects.filter(thread=task.id, step__in=kind.steps, effect=EFFECTIVE)
    if found := taken.order_by("-at", "-entry").first():
        return IssuedWith(found.corrects or found.entry, found.step)
    if ORDER in kind.steps and task.opened_by == task.id:
        return IssuedWith(task.id, ORDER)
    raise Refusal("paper.not_yet", step=", ".join(kind.steps))


def due(task: Task, playbook: Playbook) -> Iterator[tuple[str, PaperKind, Paper | None]]:
    """The papers that go with what was done on the task, each with the one that holds."""
    for name, kind in playbook.papers.items():
        try:
            after = issued_with(task, kind)
        except Refusal:
            continue
        yield name, kind, papers.standing(task.id, name, after.entry)


def decide_issue(task: Task, name: str, kind: PaperKind, replaces: str | None) -> IssuedWith:
    """Raises Refusal paper.not_yet, paper.standing, paper.void."""
    after = issued_with(task, kind)
    holding = papers.standing(task.id, name, after.entry)
    if replaces is None and holding is not None:
        raise Refusal("paper.standing", number=holding.number, id=holding.id)
    if replaces is not None:
        replaced = Paper.objects.filter(id=replaces, task=task.id, paper=name).first()
        if replaced is None:
            raise Refusal("not_found")
        require_standing(replaced)
    return after


def require_standing(paper: Paper) -> None:
    """Raises Refusal paper.void: what holds no more is neither replaced nor withdrawn again."""
    if paper.withdrawn:
        raise Refusal("paper.void", number=paper.number)


def require_issuer(task: Task, step: str, actor: Actor, now_ms: int, reference: Reference) -> None:
    """Whoever takes the step, or orders the task, issues its papers. Raises Refusal not_permitted, task.not_yours."""
    if step == ORDER:
        permit_at(task.place, actor, "task.assign")
        return
    rule = reference.playbooks[task.playbook].task.steps[step]
    require_taker(task, rule, actor, now_ms, reference)
