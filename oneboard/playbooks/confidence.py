"""Confidence (保密): a playbook whose answers are opened by one verb alone, whatever else anybody holds."""

from collections.abc import Iterator, Mapping
from typing import Final

from oneboard.access.roles import roles
from oneboard.access.verbs import confidences
from oneboard.playbooks.answer_types import ATTACHED
from oneboard.playbooks.faults import fault
from oneboard.playbooks.forms.form import CompiledForm
from oneboard.playbooks.schema import Playbook
from oneboard.playbooks.source import SourceFault

#: What may be said aloud of what was said in confidence: a choice or a number, never words.
_SPOKEN: Final = frozenset({"integer", "select_one", "select_multiple", "acknowledge", "calculate"})


def faults_of_confidence(playbook: Playbook, forms: Mapping[str, CompiledForm]) -> Iterator[SourceFault]:
    """`forms`: by the step that submits it."""
    name = playbook.confidence
    if name is None:
        return
    if name not in confidences():
        yield fault(("confidence",), "confidence", confidence=name, known=", ".join(confidences()))
        return
    keeping = [role.name for role in roles().values() if confidences()[name] in role.verbs]
    if playbook.task.holder not in keeping:
        yield fault(("task", "holder"), "confidence_holder", confidence=name, known=", ".join(keeping))
    for path, question in {p: q for form in forms.values() for p, q in form.questions.items()}.items():
        if path in playbook.readable and question.type not in _SPOKEN:
            yield fault(("readable", path), "confidence_words", question=path)
        # Attachments are opened by a verb of their own.
        if question.type in ATTACHED:
            yield fault(("confidence",), "confidence_attached", question=path)
