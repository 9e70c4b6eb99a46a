"""Whether a playbook's papers hold together: their steps, their sources, and that each template has every field."""

from collections.abc import Iterator, Mapping

from oneboard.foundation.words import Phrase, Said
from oneboard.playbooks.answer_types import ATTACHED
from oneboard.playbooks.forms.form import CompiledForm
from oneboard.playbooks.paper_templates import Found, Malformed, fields_of
from oneboard.playbooks.papers import DUE, GIVEN, PaperKind
from oneboard.playbooks.schema import ORDER, UNITS, Playbook
from oneboard.playbooks.source import At, SourceFault


def faults_of_papers(
    playbook: Playbook, forms: Mapping[str, CompiledForm], given: Mapping[str, bytes]
) -> Iterator[SourceFault]:
    """`forms`: by the step that submits it. `given`: the bytes of each file, as the playbook names it."""
    if playbook.papers and playbook.confidence is not None:
        yield _fault(("papers",), "confidence", confidence=playbook.confidence)
    for name, kind in playbook.papers.items():
        at: At = ("papers", name)
        for step in kind.steps:
            if step != ORDER and step not in playbook.task.steps:
                yield _fault((*at, "step"), "step", step=step, known=", ".join([ORDER, *playbook.task.steps]))
        if ORDER in kind.steps and "order" not in playbook.task.opens:
            yield _fault((*at, "step"), "not_ordered")
        for field, source in kind.fields.items():
            yield from _faults_of_source(playbook, kind, source, (*at, "fields", field), forms)
        for language, file in kind.template.items():
            yield from _faults_of_template(kind, file, given, (*at, "template", language))


def _faults_of_source(
    playbook: Playbook, kind: PaperKind, source: str, at: At, forms: Mapping[str, CompiledForm]
) -> Iterator[SourceFault]:
    where, _, path = source.partition("/")
    if at[-1] in GIVEN:
        yield _fault(at, "given", field=str(at[-1]))
    for step in kind.steps if where == "answer" else ():
        asked = forms[step].questions if step in forms else {}
        if path not in asked:
            yield _fault(at, "answer", question=path, step=step)
        elif asked[path].repeat or asked[path].type in ATTACHED:
            yield _fault(at, "answer_type", question=path)
    if where == "basis" and playbook.basis is None:
        yield _fault(at, "no_basis")
    if source == "task/ends" and playbook.task.within is None:
        yield _fault(at, "no_within")
    if where == "subject" and playbook.subject == UNITS:
        yield _fault(at, "units")


def _faults_of_template(
    kind: PaperKind, file: str, given: Mapping[str, bytes], at: At
) -> Iterator[SourceFault]:
    if file not in given:
        yield _fault(at, "no_template", file=file)
        return
    try:
        found = fields_of(file, given[file])
    except Malformed as wrong:
        key, line, what = wrong.args
        yield SourceFault(at, Phrase(f"paper.{key}", {"what": what, "file": file, "line": line}))
        return
    known = (*GIVEN, *kind.fields)
    yield from (_unknown(one, file, known, at) for one in found if one.name not in known)
    named = {one.name for one in found}
    for field in (*DUE, *kind.fields):
        if field not in named:
            yield _fault(at, "lacks", file=file, field=field)


def _unknown(one: Found, file: str, known: tuple[str, ...], at: At) -> SourceFault:
    where = f"{file}:{one.line}" if one.line else file
    return _fault(at, "unknown", field=one.name, file=where, known=", ".join(known))


def _fault(at: At, key: str, **fields: Said) -> SourceFault:
    return SourceFault(at, Phrase(f"paper.{key}", fields))
