"""Bundles: a playbook as it is published, with its forms as they were written and as they were compiled.

It is JSON and one blob, so that neither a fold nor a door needs a file beside it, nor the compiler.
"""

import base64
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from oneboard.playbooks.answer_types import ANSWER_TYPES
from oneboard.playbooks.forms.answers import AnswerCheck
from oneboard.playbooks.forms.form import CompiledForm, Question
from oneboard.playbooks.schema import Playbook
from oneboard.playbooks.source import read_source

#: The form that stands for the list of questions of a playbook before there were forms.
_QUESTIONS: Final = "questions.md"


class BundledForm(msgspec.Struct, frozen=True):
    """`source`: the text of a Markdown form, or a workbook in base64."""

    source: str
    compiled: CompiledForm


class Bundle(msgspec.Struct, frozen=True):
    """`source`: the YAML as it was written. `forms`, and `papers`, their templates, by the file that it names."""

    source: str
    forms: dict[str, BundledForm]
    papers: dict[str, str] = {}

    @property
    def written(self) -> "tuple[str, dict[str, str]]":
        """What a person wrote: two bundles that agree in it are the same, whatever compiled them."""
        return self.source, {file: form.source for file, form in self.forms.items()} | self.papers

    def template(self, file: str) -> bytes:
        """Of a paper, as it was written."""
        text = self.papers[file]
        return base64.b64decode(text) if file.endswith(".docx") else text.encode()

    @property
    def compiled(self) -> dict[str, CompiledForm]:
        return {file: form.compiled for file, form in self.forms.items()}


# Not canonical: the order in which questions are asked means something.
encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Bundle).decode
_decode_forms: Final = msgspec.json.Decoder(dict[str, CompiledForm]).decode


def bundle_at(blob: bytes, version: str) -> Bundle:
    """The bundle that a fact of this version names: of `1`, the blob is the YAML alone."""
    return _before_forms(blob) if version == "1" else _decode(blob)


def in_force(source: str, forms: str) -> tuple[Playbook, dict[str, AnswerCheck]]:
    """A published playbook, and by step the form that it submits, ready to judge answers.

    It was checked when it was published and is not checked again: what is refused today may have been right then.
    """
    tree = read_source(source.encode()).tree
    if "questions" in tree:
        tree = {key: value for key, value in tree.items() if key != "questions"} | {"form": _QUESTIONS}
    playbook = msgspec.convert(tree, Playbook)
    checks = {file: AnswerCheck(form) for file, form in _decode_forms(forms).items()}
    return playbook, {step: checks[file] for step, file in playbook.files.items()}


def _before_forms(blob: bytes) -> Bundle:
    tree = read_source(blob).tree
    questions = _questions(tree["questions"])
    repeats = tuple(dict.fromkeys(q.repeat for q in questions.values() if q.repeat is not None))
    form = CompiledForm("questions", tree["playbook"], "1", "", (), questions, {}, repeats, {}, "", "")
    return Bundle(blob.decode(), {_QUESTIONS: BundledForm("", form)})


def _questions(types: Mapping[str, Any]) -> dict[str, Question]:
    """What stood behind a stroke was asked of each of several."""
    return {
        path: Question(type=kind, repeat=path.rpartition("/")[0] or None)
        for path, kind in types.items()
        if kind in ANSWER_TYPES
    }
