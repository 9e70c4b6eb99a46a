"""Whether what a playbook says holds together: its states and steps, its answers, its counts."""

from collections.abc import Iterator, Mapping

from oneboard.playbooks.faults import Forms, fault, faults_of_roles, faults_of_rule, form_for
from oneboard.playbooks.forms.form import CompiledForm
from oneboard.playbooks.near import near
from oneboard.playbooks.rule_reading import check_rule
from oneboard.playbooks.rules import Rule, repeat_of
from oneboard.playbooks.schema import HOLDER, UNIT, Count, Playbook, Step
from oneboard.playbooks.source import At, SourceFault


def faults_of_task(playbook: Playbook) -> Iterator[SourceFault]:
    task = playbook.task
    if task.holder != UNIT:
        yield from faults_of_roles(("task", "holder"), (task.holder,))
    if task.backup is not None:
        yield from faults_of_roles(("task", "backup"), (task.backup,))
    for name, step in task.steps.items():
        yield from _faults_of_step(playbook, name, step)
    ends = (end for step in task.steps.values() for some in step.ends.values() for end in some)
    reached = {playbook.opening_state, *ends}
    if task.within is not None:
        reached.add(task.within.then)
    left = {state for step in task.steps.values() for state in step.ends}
    for name, state in task.states.items():
        at: At = ("task", "states", name)
        if name not in reached:
            yield fault(at, "state_unreached")
        if not state.final and name not in left and (task.within is None or state.pause):
            yield fault(at, "state_stuck")
        if state.final and state.due:
            yield fault(at, "state_final")
        if state.forgets and (not state.final or name in left):
            yield fault((*at, "forgets"), "forgets")
        if state.holder is not None:
            yield from faults_of_roles((*at, "holder"), (state.holder,))
            if state.final or task.holder == UNIT:
                yield fault((*at, "holder"), "state_holder")


def _faults_of_step(playbook: Playbook, name: str, step: Step) -> Iterator[SourceFault]:
    states, here = playbook.task.states, ("task", "steps", name)
    places: list[tuple[At, str]] = [((*here, "from", n), state) for n, state in enumerate(step.from_)]
    if isinstance(step.to, str):
        places.append(((*here, "to"), step.to))
    elif isinstance(step.to, tuple):
        places += [((*here, "to", n, "to"), branch.to) for n, branch in enumerate(step.to)]
        if [branch.where is None for branch in step.to] != [False] * (len(step.to) - 1) + [True]:
            yield fault((*here, "to"), "to_otherwise")
    elif step.to is not None:
        places += [((*here, "to", state), end) for state, end in step.to.items()]
        if set(step.to) != set(step.from_):
            yield fault((*here, "to"), "to_from", to=", ".join(step.to), from_=", ".join(step.from_))
    for at, state in places:
        if state not in states:
            yield fault(at, "state", state=state, known=", ".join(states))
    ends = [state for state in step.from_ if state in states and states[state].final]
    if ends and not step.reopens:
        yield fault(here, "leaves_final", states=", ".join(ends))
    over = [end for some in step.ends.values() for end in some if end in states and states[end].final]
    if step.keeps_due and (step.to is None or step.reopens):
        yield fault((*here, "keeps_due"), "keeps_due")
    if step.reopens and (len(ends) < len(step.from_) or over or step.to is None):
        yield fault((*here, "reopens"), "reopens")
    if step.by != HOLDER:
        yield from faults_of_roles((*here, "by"), step.roles)


def faults_of_answers(playbook: Playbook, forms: Forms) -> Iterator[SourceFault]:
    asked = {path for form in forms.values() for path in form.questions}
    for path, reason in playbook.readable.items():
        if path not in asked:
            yield _unasked(("readable", path), path, asked)
        if not reason.strip():
            yield fault(("readable", path), "reason")
    for path in playbook.prefill:
        types = {form.questions[path].type for form in forms.values() if path in form.questions}
        if types != {"integer"}:
            yield fault(("prefill", path), "prefill", question=path)
    for name, step in playbook.task.steps.items():
        form = forms.get(name)
        for n, path in enumerate(step.needs):
            at: At = ("task", "steps", name, "needs", n)
            if form is None or path not in form.questions:
                yield _unasked(at, path, form.questions if form else ())
            elif form.questions[path].repeat is not None:
                yield fault(at, "needs_repeat", question=path)


def _unasked(at: At, path: str, asked: Mapping[str, object] | set[str] | tuple[str, ...]) -> SourceFault:
    meant = near(path, asked)
    return fault(at, "question_meant" if meant else "question", question=path, meant=meant)


def faults_of_counts(playbook: Playbook, forms: Forms) -> Iterator[SourceFault]:
    for name, count in playbook.count.items():
        at: At = ("count", name)
        if [count.distinct, count.sum, count.times].count(None) != 2:
            yield fault(at, "count_one")
        if count.last and (count.when is None or count.distinct is not None):
            yield fault((*at, "last"), "count_last")
        steps = playbook.task.steps
        if count.when is not None and count.when not in steps:
            yield fault((*at, "when"), "count_when", step=count.when, known=", ".join(steps))
            continue
        counted = [forms[step] for step in forms if count.when in (None, step)]
        yield from _faults_of_sum(at, count, playbook, counted)
        yield from _faults_of_times(at, count, counted)
        if count.where is not None:
            yield from faults_of_rule((*at, "where"), count.where, "count_sealed", playbook, counted)


def _faults_of_sum(
    at: At, count: Count, playbook: Playbook, forms: list[CompiledForm]
) -> Iterator[SourceFault]:
    if count.sum is not None:
        types = {form.questions[count.sum].type for form in forms if count.sum in form.questions}
        if types != {"integer"}:
            yield fault((*at, "sum"), "count_sum", question=count.sum)
        elif count.sum not in playbook.readable:
            yield fault((*at, "sum"), "count_sealed", question=count.sum)


def _faults_of_times(at: At, count: Count, forms: list[CompiledForm]) -> Iterator[SourceFault]:
    repeats = {repeat for form in forms for repeat in form.repeats if not any(form.repeats_of(repeat))}
    if count.times is not None and count.times not in ("step", *repeats):
        yield fault(
            (*at, "times"), "count_times", times=count.times, known=", ".join(["step", *sorted(repeats)])
        )
    elif count.times in repeats and (count.rule is None or not _is_asked_of(count.rule, count.times, forms)):
        yield fault((*at, "times"), "count_where", times=count.times)


def faults_of_branches(playbook: Playbook, forms: Forms) -> Iterator[SourceFault]:
    """Of the rules by which the answers of a step say where it leads."""
    for name, step in playbook.task.steps.items():
        for n, branch in enumerate(step.branches):
            at: At = ("task", "steps", name, "to", n)
            form = forms.get(name)
            if branch.where is None:
                continue
            if form is None:
                yield fault((*at, "where"), "when_no_form")
                continue
            yield from faults_of_rule((*at, "where"), branch.where, "count_sealed", playbook, [form])
            if branch.rule is not None and (repeat := repeat_of(branch.rule, form)) is not None:
                yield fault((*at, "where"), "needs_repeat", question=repeat)


def faults_of_openings(playbook: Playbook, forms: Forms) -> Iterator[SourceFault]:
    """Of the rules by which a step opens tasks; whether what they open is published, only a node can say."""
    for n, when in enumerate(playbook.when):
        at: At = ("when", n)
        steps = playbook.task.steps
        if when.step is not None and when.step not in steps:
            yield fault((*at, "step"), "count_when", step=when.step, known=", ".join(steps))
            continue
        asked = [forms[step] for step in forms if when.step in (None, step)]
        if when.where is not None and not asked:
            yield fault((*at, "where"), "when_no_form")
        if when.where is not None:
            yield from faults_of_rule((*at, "where"), when.where, "when_sealed", playbook, asked)
        if when.open.playbook == playbook.playbook and "rule" not in playbook.task.opens:
            yield fault((*at, "open", "playbook"), "when_itself")


def _is_asked_of(rule: Rule, repeat: str, forms: list[CompiledForm]) -> bool:
    form = form_for(rule, forms)
    return not check_rule(rule, form) and repeat_of(rule, form) == repeat
