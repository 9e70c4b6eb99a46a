"""Reads a playbook's YAML 1.2 and refuses what does not hold together, naming the place and what would be right."""

from collections.abc import Iterator

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from oneboard.foundation.errors import Refusal
from oneboard.playbooks.schema import ANSWER_TYPES, Playbook


def load(source: bytes) -> Playbook:
    """Raises Refusal playbook.invalid with every fault it found, one a line."""
    try:
        tree = YAML(typ="safe", pure=True).load(source)
        playbook = msgspec.convert(tree, Playbook)
    except (YAMLError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise Refusal("playbook.invalid", problem=str(error)) from error
    if faults := list(_faults(playbook)):
        raise Refusal("playbook.invalid", problem="\n".join(faults))
    return playbook


def _faults(playbook: Playbook) -> Iterator[str]:
    yield from _faults_of_states(playbook)
    yield from _faults_of_answers(playbook)


def _faults_of_states(playbook: Playbook) -> Iterator[str]:
    states, steps = playbook.task.states, playbook.task.steps
    for name, step in steps.items():
        for state in (*step.from_, step.to):
            if state not in states:
                yield f"task.steps.{name}: unknown state {state}; known: {', '.join(states)}"
    reached = {playbook.opening_state, *(step.to for step in steps.values())}
    left = {state for step in steps.values() for state in step.from_}
    for name, rule in states.items():
        if name not in reached:
            yield f"task.states.{name}: no step leads here"
        if not rule.final and name not in left:
            yield f"task.states.{name}: no step leads out; mark it `final: true` or add one"
        if rule.final and (rule.due or name in left):
            yield f"task.states.{name}: a final state has no due time and no step out of it"


def _faults_of_answers(playbook: Playbook) -> Iterator[str]:
    for path, kind in playbook.questions.items():
        if kind not in ANSWER_TYPES:
            yield f"questions.{path}: unknown type {kind}; known: {', '.join(ANSWER_TYPES)}"
    for path, reason in playbook.readable.items():
        if path not in playbook.questions:
            yield f"readable.{path}: no such question"
        if not reason.strip():
            yield f"readable.{path}: say why it may be read"
    for name, count in playbook.count.items():
        if [count.distinct, count.sum, count.times].count(None) != 2:
            yield f"count.{name}: say exactly one of distinct, sum, times"
        if count.sum is not None and playbook.questions.get(count.sum) != "integer":
            yield f"count.{name}: {count.sum} is not an integer question"
        if count.sum is not None and count.sum not in playbook.readable:
            yield f"count.{name}: {count.sum} is sealed; list it under readable with a reason"
        if count.when is not None and count.when not in playbook.task.steps:
            yield f"count.{name}: unknown step {count.when}"
