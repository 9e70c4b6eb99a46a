"""Templates (通报模板) as content: which figures a bulletin tells, in which order, and in what words."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Final

import msgspec

from oneboard.foundation.words import Phrase, Said
from oneboard.playbooks.naming import Name, Statement, Title
from oneboard.playbooks.reading import read
from oneboard.playbooks.source import At, SourceFault
from oneboard.vocabulary.places import DEPTH, LEAVES, Level

#: What stands in a template's words for the name of the place whose bulletin it is.
PLACE: Final = "{place}"

#: As many as a paper has numerals for.
MOST_SECTIONS: Final = 20

_BRACED: Final = re.compile(r"\{[^}]*\}?|\}")


class TemplateLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`figure`: an indicator by its name, counted by some playbook now or later. `unit`: what is counted."""

    figure: Name
    title: Title
    unit: Title
    serves: tuple[Statement, ...] = ()


class TemplateSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: Title
    lines: Annotated[tuple[TemplateLine, ...], msgspec.Meta(min_length=1)]


class Heads(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands around the figures of a printed bulletin, `{place}` for the name of the place."""

    masthead: Title
    title: Title
    issuer: Title
    to: Title = {}
    copies: Title = {}


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`by`: the levels of places that figures are told for beside the whole, those above or at its own left out."""

    template: Name
    version: Annotated[int, msgspec.Meta(ge=1)]
    title: Title
    heads: Heads
    sections: Annotated[tuple[TemplateSection, ...], msgspec.Meta(min_length=1)]
    by: tuple[Level, ...] = ()

    @property
    def key(self) -> str:
        """`epidemic_response@1`, as a playbook's."""
        return f"{self.template}@{self.version}"


def load(source: bytes, file: str = "template.yaml") -> Template:
    """Raises Refusal template.invalid with every fault it found, one a line, as `file:line: path: …`."""
    return read(source, Template, _faults, file, "template.invalid")


def _faults(template: Template) -> Iterator[SourceFault]:
    yield from _faults_of_words(("title",), template.title, placed=False)
    for name in Heads.__struct_fields__:
        words: Title = getattr(template.heads, name)
        if words or name not in ("to", "copies"):
            yield from _faults_of_words(("heads", name), words, placed=True)
    for n, level in enumerate(template.by):
        if level in LEAVES or DEPTH[level] <= max((DEPTH[one] for one in template.by[:n]), default=-1):
            yield _fault(("by", n), "by", known=", ".join(name for name in DEPTH if name not in LEAVES))
    if len(template.sections) > MOST_SECTIONS:
        yield _fault(("sections",), "sections", limit=MOST_SECTIONS)
    told: Counter[str] = Counter()
    for s, section in enumerate(template.sections):
        yield from _faults_of_words(("sections", s, "title"), section.title, placed=False)
        for n, line in enumerate(section.lines):
            at: At = ("sections", s, "lines", n)
            told[line.figure] += 1
            if told[line.figure] > 1:
                yield _fault((*at, "figure"), "twice", figure=line.figure)
            yield from _faults_of_words((*at, "title"), line.title, placed=False)
            yield from _faults_of_words((*at, "unit"), line.unit, placed=False)


def _faults_of_words(at: At, words: Title, *, placed: bool) -> Iterator[SourceFault]:
    """Both languages, and nothing in braces that nobody fills in."""
    if missing := [locale for locale in ("zh", "en") if not words.get(locale, "").strip()]:
        yield _fault(at, "language", locale=", ".join(missing))
    braced = {found for text in words.values() for found in _BRACED.findall(text)}
    for odd in sorted(braced - ({PLACE} if placed else set())):
        yield _fault(at, "braces" if placed else "no_braces", braces=odd)


def _fault(at: At, key: str, **fields: Said) -> SourceFault:
    return SourceFault(at, Phrase(f"template.{key}", fields))
