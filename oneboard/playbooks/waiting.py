"""Whether what steps wait for holds together: another person, the task's parts, a deadline."""

from collections.abc import Iterator

from oneboard.access.roles import roles
from oneboard.playbooks.faults import fault
from oneboard.playbooks.schema import HOLDER, ORDER, Playbook, Step
from oneboard.playbooks.source import At, SourceFault


def faults_of_waiting(playbook: Playbook) -> Iterator[SourceFault]:
    states = playbook.task.states
    for name, step in playbook.task.steps.items():
        here: At = ("task", "steps", name)
        undated = [of for of in step.from_ if of in states and states[of].due is None]
        if step.after_due and undated:
            yield fault((*here, "after_due"), "after_due", states=", ".join(undated))
        yield from _faults_of_desk(playbook, step, here)


def _faults_of_desk(playbook: Playbook, step: Step, here: At) -> Iterator[SourceFault]:
    """Only a desk can see whose step was before, and what became of parts; what was observed in the field is not
    refused.
    """
    task = playbook.task
    for n, name in enumerate(step.apart):
        if name != ORDER and name not in task.steps:
            at: At = (*here, "not_by") if isinstance(step.not_by, str) else (*here, "not_by", n)
            yield fault(at, "not_by", step=name, known=", ".join([ORDER, *task.steps]))
    owing = {playbook.holder(state) for state in step.from_ if state in task.states}
    taking = {*owing, task.backup} if HOLDER in step.roles else set()
    field = [name for name in sorted({*step.roles, *filter(None, taking)})
             if name in roles() and "field.push" in roles()[name].verbs]  # fmt: skip
    if step.at_a_desk and field:
        word = "not_by" if step.apart else "after_parts"
        yield fault((*here, word), "at_a_desk", word=word, roles=", ".join(field))
