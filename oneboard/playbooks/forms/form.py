"""A form as it was compiled: what is asked, in order, and the XForm that a phone runs.

It is JSON and rides in the published blob, so that neither a fold nor a door needs the compiler.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec

from oneboard.foundation.words import Phrase

Language = Literal["zh", "en"]
Texts = dict[Language, str]


class Choice(msgspec.Struct, frozen=True, omit_defaults=True):
    name: str
    label: Texts = {}


class Question(msgspec.Struct, frozen=True, omit_defaults=True):
    """`type` is a key of `ANSWER_TYPES`; `repeat` is the path of the innermost repeat around it.

    A select takes its choices from `choices`, a list of the form, or from the subjects of `register`. What is XPath
    stays text: the form engine on the phone evaluates it, nothing here does.
    """

    type: str
    label: Texts = {}
    hint: Texts = {}
    choices: str | None = None
    register: str | None = None
    repeat: str | None = None
    required: str = ""
    constraint: str = ""
    relevant: str = ""
    calculation: str = ""
    appearance: str = ""


class CompiledForm(msgspec.Struct, frozen=True):
    """`questions` go from path without repeat numbers (`members/fever`) to question, in the order they are asked.

    `registers` names the fields that the form reads of each register it selects from or prefills by; `hash` is
    OpenRosa's: MD5 of `xform` in UTF-8, as `md5:…`. `languages` are those of labels, the default first.
    """

    name: str
    form_id: str
    version: str
    title: str
    languages: tuple[Language, ...]
    questions: dict[str, Question]
    choices: dict[str, tuple[Choice, ...]]
    repeats: tuple[str, ...]
    registers: dict[str, tuple[str, ...]]
    xform: str
    hash: str
    warnings: tuple[Phrase, ...] = ()

    def choice_names(self, path: str) -> frozenset[str] | None:
        """The names that an answer may take; None where anything may be said, or a register says it."""
        listed = self.questions[path].choices
        return None if listed is None else frozenset(choice.name for choice in self.choices[listed])

    def repeats_of(self, path: str) -> Iterator[str]:
        """The repeats around a question, the outermost first."""
        return (repeat for repeat in self.repeats if path.startswith(f"{repeat}/"))
