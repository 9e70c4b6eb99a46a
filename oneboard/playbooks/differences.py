"""What one version of a playbook says otherwise than another, part by part, in the words of the playbook."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

import msgspec

from oneboard.playbooks.forms.form import CompiledForm
from oneboard.playbooks.loader import Loaded
from oneboard.playbooks.schema import TaskKind

Part = Literal["head", "states", "steps", "questions", "readable", "counts"]
Facts = dict[str, str]

_HEAD: Final = (
    "title",
    "serves",
    "subject",
    "basis",
    "measure",
    "responses",
    "form",
    "forms",
    "prefill",
    "report",
)


class Difference(msgspec.Struct, frozen=True):
    """`name`: of a thing that came or went; of a changed one, the thing and what of it: `to_visit.due`."""

    part: Part
    sort: Literal["added", "removed", "changed"]
    name: str
    before: str = ""
    after: str = ""


def differences(before: Loaded, after: Loaded) -> list[Difference]:
    """In the order in which the later version says it; what is gone stands behind."""
    old, new = _parts(before), _parts(after)
    return [difference for part in new for difference in _of_part(part, old[part], new[part])]


def _of_part(part: Part, old: Mapping[str, Facts], new: Mapping[str, Facts]) -> Iterator[Difference]:
    for name, facts in new.items():
        if name not in old:
            yield Difference(part, "added", name, after=_line(facts))
            continue
        for fact in dict.fromkeys([*old[name], *facts]):
            was, now = old[name].get(fact, ""), facts.get(fact, "")
            if was != now:
                yield Difference(part, "changed", f"{name}.{fact}" if fact else name, was or "–", now or "–")
    for name, facts in old.items():
        if name not in new:
            yield Difference(part, "removed", name, before=_line(facts))


def _line(facts: Facts) -> str:
    return ", ".join(f"{fact} {text}" if fact else text for fact, text in facts.items()) or "–"


def _parts(loaded: Loaded) -> dict[Part, dict[str, Facts]]:
    playbook = loaded.playbook
    head = {name: _facts(getattr(playbook, name)) for name in _HEAD if getattr(playbook, name)}
    return {
        "head": head | {name: _facts(value) for name, value in _task(playbook.task).items()},
        "states": {name: _facts(state) for name, state in playbook.task.states.items()},
        "steps": {name: _facts(step) for name, step in playbook.task.steps.items()},
        "questions": {name: facts for form in loaded.forms.values() for name, facts in _questions(form)},
        "readable": {path: {"": reason} for path, reason in playbook.readable.items()},
        "counts": {name: _facts(count) for name, count in (playbook.count | playbook.derive).items()},
    }


def _task(task: TaskKind) -> dict[str, Any]:
    """What is said of the task beside its states and steps, and not left as it is by itself."""
    defaults = {field.name: field.default for field in msgspec.structs.fields(TaskKind)}
    said = {name: getattr(task, name) for name in defaults if name not in ("states", "steps")}
    return {name: value for name, value in said.items() if value != defaults[name]}


def _questions(form: CompiledForm) -> Iterator[tuple[str, Facts]]:
    for path, question in form.questions.items():
        facts = _facts(question)
        if question.choices is not None:
            facts["choices"] = ", ".join(choice.name for choice in form.choices[question.choices])
        yield path, facts


def _facts(thing: Any) -> Facts:
    """`{"due": "3d"}`; under an empty name what is no more than a value. What nobody said is left out."""
    plain = msgspec.to_builtins(thing, str_keys=True)
    if not isinstance(plain, dict):
        return {"": _text(plain)}
    found: Facts = {}
    for name, value in plain.items():
        if isinstance(value, dict) and all(isinstance(part, str | list) for part in value.values()):
            found |= {f"{name}.{part}": _text(text) for part, text in value.items()}
        elif value not in (None, False, "", [], {}):
            found[name] = _text(value)
    return found


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
