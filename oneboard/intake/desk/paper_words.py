"""The words (公文用语) of a paper: what stands for each of its fields, taken from where the playbook says."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from oneboard.foundation.canonical import Value
from oneboard.foundation.clock import day_begins, day_number
from oneboard.foundation.dates import day_in_words
from oneboard.foundation.words import say
from oneboard.intake import opening
from oneboard.intake.desk.paper_about import About
from oneboard.playbooks.forms.form import CompiledForm
from oneboard.playbooks.naming import Title
from oneboard.playbooks.papers import PaperKind
from oneboard.playbooks.schema import Playbook
from oneboard.playbooks.titles import called
from oneboard.projections.models import Subject
from oneboard.projections.places import names_of
from oneboard.projections.reference import Reference
from oneboard.projections.versions import readable_of, sealed_of
from oneboard.recorder import recorder

#: What a paper's words stand behind among its entry's answers, with a language: no question's path can be this.
WORDS: Final = "@"


class Spoken(NamedTuple):
    """A value with what is needed to say it: `choices`: code → title."""

    value: Value
    type: str
    title: Title | None
    choices: Mapping[str, Title]


def spoken(kind: PaperKind, about: About, reference: Reference) -> dict[str, Spoken]:
    """By field of the paper. Sealed values are opened: write that down first."""
    subjects = _opened(about, list(kind.fields.values()), reference)
    form = reference.form(about.playbook.key, about.step)
    found: dict[str, Spoken] = {}
    for field, source in kind.fields.items():
        where, _, path = source.partition("/")
        if where == "subject":
            found[field] = subjects[path]
        elif where == "answer" and form is not None:
            found[field] = _answered(path, about.answers.get(path), form.form)
        else:
            found[field] = _known(source, about, reference)
    return found


def lacking(words: Mapping[str, Spoken], locale: str) -> list[str]:
    """What has no value, as people call it."""
    return [called(one.title, locale, field) for field, one in words.items() if one.value in (None, "", [])]


def in_words(one: Spoken, zone: str, locale: str) -> str:
    value = one.value
    if isinstance(value, list):
        return say(locale, "bulletin.stop").join(
            called(one.choices.get(str(v)), locale, str(v)) for v in value
        )
    if one.type == "date":
        return day_in_words(day_begins(day_number(str(value)), zone), zone, locale)
    if one.type == "moment":
        return day_in_words(int(str(value)), zone, locale)
    return cleaned(called(one.choices.get(str(value)), locale, str(value)))


def cleaned(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(c for c in text if c in "\n\t" or (c >= " " and c not in "\ufffe\uffff"))


def _opened(about: About, sources: list[str], reference: Reference) -> dict[str, Spoken]:
    """The fields of the subject, and `link/field` of those that it leads to."""
    paths = [source.partition("/")[2] for source in sources if source.startswith("subject/")]
    if not paths or about.subject is None:
        return {}
    rows = {about.subject: Subject.objects.get(id=about.subject)}
    own = readable_of(rows[about.subject].readable)
    links = {
        link: str(own[link])
        for path in paths
        for link in [path.partition("/")[0]]
        if "/" in path and own.get(link)
    }
    rows |= {row.id: row for row in Subject.objects.filter(id__in=set(links.values()))}
    sealed = opening.opened(
        {id_: sealed_of(row.sealed) for id_, row in rows.items()}, recorder.running().keyring
    )
    found = {}
    for path in paths:
        link, _, field = path.rpartition("/")
        row = rows.get(links.get(link, "") if link else about.subject)
        register = _register_of(path, rows[about.subject].register, reference)
        values = {} if row is None else readable_of(row.readable) | sealed[row.id]
        known = reference.registers[register].fields[field]
        found[path] = Spoken(values.get(field), known.type, known.title, known.choices or {})
    return found


def _register_of(path: str, register: str, reference: Reference) -> str:
    link, _, _ = path.rpartition("/")
    return (reference.registers[register].fields[link].of or "") if link else register


def unknown_fields(playbook: Playbook, reference: Reference) -> Iterator[str]:
    """The sources of its papers that one of its registers, as they are published now, does not have."""
    sources = {source for kind in playbook.papers.values() for source in kind.fields.values()}
    for source in sorted(sources):
        where, *path = source.split("/")
        if where == "subject" and not all(_has(path, name, reference) for name in playbook.registers):
            yield source


def _has(path: list[str], register: str, reference: Reference) -> bool:
    *links, field = path
    for link in links:
        known = reference.registers.get(register)
        register = (known.fields[link].of or "") if known and link in known.fields else ""
    published = reference.registers.get(register)
    return published is not None and field in published.fields


def _answered(path: str, value: Value, form: CompiledForm) -> Spoken:
    question = form.questions[path]
    choices = {choice.name: choice.label for choice in form.choices.get(question.choices or "", ())}
    return Spoken(value, question.type, question.label, choices)


def _known(source: str, about: About, reference: Reference) -> Spoken:
    basis = about.playbook.basis
    match source:
        case "basis/order":
            return Spoken(basis.order if basis else None, "text", None, {})
        case "basis/ends":
            return Spoken(basis.ends.isoformat() if basis else None, "date", None, {})
        case "task/opened":
            return Spoken(about.opened_at, "moment", None, {})
        case "task/ends":
            return Spoken(about.ends_at, "moment", None, {})
    return Spoken(names_of([about.place]).get(about.place), "text", None, {})
