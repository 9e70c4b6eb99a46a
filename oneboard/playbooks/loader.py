"""Reads a playbook's YAML 1.2 and its forms, and refuses what does not hold together, naming the line and what would
be right."""

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase
from oneboard.playbooks.confidence import faults_of_confidence
from oneboard.playbooks.deriving import faults_of_derived
from oneboard.playbooks.faults import fault
from oneboard.playbooks.forms.compiling import compile_form
from oneboard.playbooks.forms.form import CompiledForm
from oneboard.playbooks.paper_faults import faults_of_papers
from oneboard.playbooks.papers import PAPER_FILE, templates_of
from oneboard.playbooks.reading import read
from oneboard.playbooks.reporting import faults_of_report
from oneboard.playbooks.schema import FORM_FILE, Basis, Playbook
from oneboard.playbooks.soundness import (
    faults_of_answers,
    faults_of_branches,
    faults_of_counts,
    faults_of_openings,
    faults_of_task,
)
from oneboard.playbooks.source import At, SourceFault, Unreadable, read_source
from oneboard.playbooks.timing import faults_of_timing
from oneboard.playbooks.waiting import faults_of_waiting


class Loaded(NamedTuple):
    """`forms`: compiled, by the file that the playbook names."""

    playbook: Playbook
    forms: dict[str, CompiledForm]


def load(source: bytes, forms: Mapping[str, bytes], file: str = "playbook.yaml") -> Loaded:
    """`forms`: the bytes of each form, and of each paper's template, by the file that the playbook names.

    Raises Refusal playbook.invalid with every fault it found, one a line, as `file:line: path: …`.
    """
    compiled: dict[str, CompiledForm] = {}

    def faults(playbook: Playbook) -> Iterator[SourceFault]:
        yield from _faults_of_head(playbook)
        yield from faults_of_task(playbook)
        yield from faults_of_timing(playbook)
        yield from faults_of_waiting(playbook)
        found = list(_faults_of_forms(playbook, forms, file, compiled))
        yield from found
        if not found:
            by_step = {step: compiled[name] for step, name in playbook.files.items()}
            yield from faults_of_answers(playbook, by_step)
            yield from faults_of_branches(playbook, by_step)
            yield from faults_of_openings(playbook, by_step)
            yield from faults_of_counts(playbook, by_step)
            yield from faults_of_derived(playbook)
            yield from faults_of_confidence(playbook, by_step)
            yield from faults_of_report(playbook, by_step)
            yield from faults_of_papers(playbook, by_step, forms)

    return Loaded(read(source, Playbook, faults, file, "playbook.invalid"), compiled)


def files_named(source: bytes) -> list[str]:
    """The files of the forms and of the papers' templates that a playbook names, also where it has faults; what is no
    such file is not looked for."""
    try:
        tree = read_source(source).tree
    except Unreadable:
        return []
    head = tree if isinstance(tree, dict) else {}
    forms = head.get("forms")
    named = [head.get("form"), *(forms.values() if isinstance(forms, dict) else ())]
    papers = head.get("papers")
    kinds = [kind for kind in (papers.values() if isinstance(papers, dict) else ()) if isinstance(kind, dict)]
    templates = [kind["template"] for kind in kinds if isinstance(kind.get("template"), dict)]
    named += [file for template in templates for file in template.values()]
    return [f for f in dict.fromkeys(map(str, named)) if FORM_FILE.search(f) or PAPER_FILE.search(f)]


def with_version(source: bytes, version: int, other: int) -> bytes:
    """The same playbook under another version, and otherwise byte for byte."""
    lines = source.decode().splitlines(keepends=True)
    at = read_source(source).line_of(("version",)) - 1
    lines[at] = re.sub(rf"(\bversion[\"']?\s*:\s*){version}\b", rf"\g<1>{other}", lines[at], count=1)
    return "".join(lines).encode()


def with_basis(source: bytes, basis: Basis) -> bytes:
    """The same playbook resting on another order, and otherwise byte for byte; what cannot be read stays as it is."""
    try:
        found = read_source(source)
    except Unreadable:
        return source
    said = (
        f"basis: {{order: {json.dumps(basis.order, ensure_ascii=False)}, ends: {basis.ends.isoformat()}}}\n"
    )
    lines = source.decode().splitlines(keepends=True)
    heads = sorted(line for at, line in found.lines.items() if len(at) == 1)
    if ("basis",) not in found.lines:
        return "".join([*lines[: heads[0] - 1], said, *lines[heads[0] - 1 :]]).encode() if heads else source
    begins = found.lines["basis",] - 1
    following = next((line - 1 for line in heads if line - 1 > begins), len(lines))
    # Remarks before what follows are about that.
    while following > begins + 1 and re.match(r"\s*(#|$)", lines[following - 1]):
        following -= 1
    return "".join([*lines[:begins], said, *lines[following:]]).encode()


def name_of(file: str) -> str:
    """The form's name: `../forms/visit.md` is `visit`."""
    return posixpath.basename(file).rpartition(".")[0]


def _faults_of_head(playbook: Playbook) -> Iterator[SourceFault]:
    if playbook.measure is not None and playbook.basis is None:
        yield fault(("measure",), "no_basis", measure=playbook.measure)
    if playbook.basis is not None and not playbook.basis.order.strip():
        yield fault(("basis", "order"), "no_order")


def _faults_of_forms(
    playbook: Playbook, given: Mapping[str, bytes], file: str, compiled: dict[str, CompiledForm]
) -> Iterator[SourceFault]:
    """Puts those without a fault into `compiled`."""
    if playbook.form is not None and playbook.forms:
        yield fault(("forms",), "two_sorts_of_forms")
    for step in playbook.forms:
        if step not in playbook.task.steps:
            yield fault(("forms", step), "form_step", step=step, known=", ".join(playbook.task.steps))
    names: dict[str, str] = {}
    for name, at in _named(playbook).items():
        if names.setdefault(name_of(name), name) != name:
            yield fault(at, "form_name", file=name, other=names[name_of(name)])
        if name not in given:
            yield fault(at, "no_form", file=name)
            continue
        try:
            compiled[name] = _compiled(name_of(name), given[name])
        except Refusal as refusal:
            yield from _faults_in_form(
                refusal, posixpath.normpath(f"{posixpath.dirname(file) or '.'}/{name}")
            )
    for name in given.keys() - _named(playbook).keys() - set(templates_of(playbook.papers)):
        yield fault((), "form_unused", file=name)


def _named(playbook: Playbook) -> dict[str, At]:
    """Every form's file, and where the playbook names it first."""
    if playbook.form is not None:
        return {playbook.form: ("form",)}
    places: dict[str, At] = {}
    for step, name in playbook.forms.items():
        places.setdefault(name, ("forms", step))
    return places


def _faults_in_form(refusal: Refusal, file: str) -> Iterator[SourceFault]:
    problem = refusal.fields["problem"]
    for phrase in problem if isinstance(problem, tuple) else ():
        line = phrase.fields.get("line", 0)
        yield SourceFault((), Phrase(phrase.key, phrase.fields), int(line), file)


@lru_cache(maxsize=32)
def _compiled(name: str, source: bytes) -> CompiledForm:
    """The same form comes again and again: a check, a publication, a playbook with another deadline."""
    return compile_form(name, source)
