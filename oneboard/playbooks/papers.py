"""Papers (公文) as a playbook writes them: by which template, with which step, and whence what they say."""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal

import msgspec

from oneboard.playbooks.naming import Name, Title

#: Raised by whoever changes what is drawn from the same template and the same words, so that a paper that was issued
#: before says why it comes out otherwise.
LAYOUT: Final = 1

#: Where a template lies, seen from the playbook: our Markdown, or what an official edited in Word.
PAPER_FILE: Final = re.compile(r"^(\.\./)*([A-Za-z0-9_-]+/)*[a-z][a-z0-9_]{0,59}\.(md|docx)\Z")
PaperFile = Annotated[
    str, msgspec.Meta(pattern=PAPER_FILE.pattern, examples=["../papers/notice.md", "notice.docx"])
]

#: A field of the subject, or of one that it leads to; an answer of the step; the order behind the playbook; the days
#: on which the task was opened and is over, and its place.
Source = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(subject(/[a-z][a-z0-9_]*){1,2}|answer(/[a-z][a-z0-9_]*)+|basis/(order|ends)|"
        r"task/(opened|ends|place))\Z",
        examples=["subject/name", "subject/household/address", "answer/reason", "basis/order", "task/ends"],
    ),
]

#: What every template must say: its number, whose paper it is, and of which day.
DUE: Final = ("number", "unit", "date")
#: What a template may say without being told from where.
GIVEN: Final = (*DUE, "place")


class PaperKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`step`: with which it is issued, or several; or `order`: when the task is ordered. `mark`: what stands before the
    year and the number, `{place}` in it is where the unit is. `template`: by language. `fields`: by the name that the
    template has for it, where it is taken from.
    """

    title: Title
    step: Name | tuple[Name, ...]
    mark: Title
    template: dict[Literal["zh", "en"], PaperFile]
    fields: dict[Name, Source] = {}

    @property
    def steps(self) -> tuple[str, ...]:
        return (self.step,) if isinstance(self.step, str) else self.step


def templates_of(papers: Mapping[str, PaperKind]) -> tuple[str, ...]:
    """The files of their templates, each once."""
    return tuple(dict.fromkeys(file for kind in papers.values() for file in kind.template.values()))


def papers_with(papers: Mapping[str, PaperKind], step: str) -> dict[str, PaperKind]:
    """Those that are issued with a step, or with the order, by name."""
    return {name: kind for name, kind in papers.items() if step in kind.steps}
