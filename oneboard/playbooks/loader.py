"""Reads a playbook's YAML 1.2 and refuses what does not hold together, naming the line and what would be right."""

from collections.abc import Iterator

from oneboard.foundation.words import Phrase, Said
from oneboard.playbooks.criteria import forbidden
from oneboard.playbooks.reading import read
from oneboard.playbooks.schema import ANSWER_TYPES, Playbook
from oneboard.playbooks.source import At, SourceFault


def load(source: bytes, file: str = "playbook.yaml") -> Playbook:
    """Raises Refusal playbook.invalid with every fault it found, one a line, as `file:line: path: …`."""
    return read(source, Playbook, _faults, file, "playbook.invalid")


def _faults(playbook: Playbook) -> Iterator[SourceFault]:
    yield from _faults_of_states(playbook)
    yield from _faults_of_answers(playbook)
    yield from _faults_of_counts(playbook)


def _fault(at: At, key: str, **fields: Said) -> SourceFault:
    return SourceFault(at, Phrase(f"playbook.{key}", fields))


def _faults_of_states(playbook: Playbook) -> Iterator[SourceFault]:
    states, steps = playbook.task.states, playbook.task.steps
    for name, step in steps.items():
        places: list[tuple[At, str]] = [(("from", n), state) for n, state in enumerate(step.from_)]
        for at, state in [*places, (("to",), step.to)]:
            if state not in states:
                yield _fault(("task", "steps", name, *at), "state", state=state, known=", ".join(states))
    reached = {playbook.opening_state, *(step.to for step in steps.values())}
    left = {state for step in steps.values() for state in step.from_}
    for name, rule in states.items():
        if name not in reached:
            yield _fault(("task", "states", name), "state_unreached")
        if not rule.final and name not in left:
            yield _fault(("task", "states", name), "state_stuck")
        if rule.final and (rule.due or name in left):
            yield _fault(("task", "states", name), "state_final")


def _faults_of_answers(playbook: Playbook) -> Iterator[SourceFault]:
    for path, kind in playbook.questions.items():
        if kind not in ANSWER_TYPES:
            yield _fault(("questions", path), "type", type=kind, known=", ".join(ANSWER_TYPES))
        if criterion := forbidden(path):
            yield _fault(("questions", path), "criterion", criterion=criterion)
    for path, reason in playbook.readable.items():
        if path not in playbook.questions:
            yield _fault(("readable", path), "question", question=path)
        if not reason.strip():
            yield _fault(("readable", path), "reason")


def _faults_of_counts(playbook: Playbook) -> Iterator[SourceFault]:
    for name, count in playbook.count.items():
        if [count.distinct, count.sum, count.times].count(None) != 2:
            yield _fault(("count", name), "count_one")
        if count.sum is not None and playbook.questions.get(count.sum) != "integer":
            yield _fault(("count", name, "sum"), "count_sum", question=count.sum)
        if count.sum is not None and count.sum not in playbook.readable:
            yield _fault(("count", name, "sum"), "count_sealed", question=count.sum)
        if count.when is not None and count.when not in playbook.task.steps:
            yield _fault(
                ("count", name, "when"), "count_when", step=count.when, known=", ".join(playbook.task.steps)
            )
