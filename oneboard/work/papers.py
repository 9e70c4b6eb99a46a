"""Decisions about papers (公文): whether one may be issued, and under which number."""

from oneboard.access.actor import Actor
from oneboard.foundation.errors import Refusal
from oneboard.playbooks.papers import PaperKind
from oneboard.playbooks.schema import ORDER
from oneboard.projections import papers
from oneboard.projections.models import Paper, Step, Task
from oneboard.projections.openings import EFFECTIVE
from oneboard.projections.places import permit_at
from oneboard.projections.reference import Reference
from oneboard.work.tasks import require_taker


def next_number(unit: str, mark: dict[str, str], year: int) -> int:
    """Asked under the lock: none twice, and none left out."""
    return papers.last_number(unit, papers.series_of(mark), year) + 1


def issued_with(task: Task, kind: PaperKind) -> str:
    """The entry of the step, or of the order, with which papers of this kind are issued now.

    Raises Refusal paper.not_yet.
    """
    if kind.step == ORDER:
        if task.opened_by == task.id:
            return task.id
    else:
        taken = Step.objects.filter(thread=task.id, step=kind.step, effect=EFFECTIVE)
        if found := taken.order_by("-at", "-entry").first():
            return found.corrects or found.entry
    raise Refusal("paper.not_yet", step=kind.step)


def decide_issue(task: Task, name: str, kind: PaperKind, replaces: str | None) -> str:
    """What it is issued with. Raises Refusal paper.not_yet, paper.standing, paper.void."""
    after = issued_with(task, kind)
    holding = papers.standing(task.id, name, after)
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


def require_issuer(task: Task, kind: PaperKind, actor: Actor, now_ms: int, reference: Reference) -> None:
    """Whoever takes the step, or orders the task, issues its papers. Raises Refusal not_permitted, task.not_yours."""
    if kind.step == ORDER:
        permit_at(task.place, actor, "task.assign")
        return
    playbook = reference.playbooks[task.playbook]
    require_taker(task, playbook.task.steps[kind.step], actor, now_ms, reference)
