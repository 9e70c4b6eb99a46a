"""Templates of papers: checked before anything is published, and filled as Word left them. See docs/papers.md."""

import io
import zipfile

import pytest
from docx import Document

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import LOCALES, say
from oneboard.intake.imports.playbooks import Files
from oneboard.outputs.papers.filling import filled
from oneboard.playbooks.loader import load
from tests.care import Care
from tests.content import CONTENT, kept
from tests.house import House
from tests.spec.papers import Read, text_of, value

NOTICE, FILE = "../papers/isolation_notice_zh.md", "isolation_notice_zh.md"
WORD = "../papers/notice.docx"
CARE = kept("epidemic", "care_in_isolation")
WORDS = {
    "unit": "东城街道社会治理中心", "number": "东城街道隔告〔2020〕17号", "date": "2020年2月3日", "place": "东城街道",
    "name": "赵{{六}}", "address": "滨河路\n7 号", "order": "第 5 号令", "begins": "2020年2月3日",
    "ends": "2020年2月17日",
}  # fmt: skip


def faults(files: Files) -> str:
    with pytest.raises(Refusal) as refused:
        load(files.source, files.forms, "care.yaml")
    problem = refused.value.fields["problem"]
    assert isinstance(problem, tuple)
    return "\n".join(say(language, phrase.key, phrase.fields) for language in LOCALES for phrase in problem)


def with_template(raw: bytes, file: str = NOTICE) -> Files:
    return CARE._replace(forms={**CARE.forms, file: raw})


def with_source(right: str, wrong: str) -> Files:
    assert right in CARE.source.decode()
    return CARE._replace(source=CARE.source.decode().replace(right, wrong, 1).encode())


def word(*paragraphs: tuple[str, ...]) -> bytes:
    """A file of Word, each paragraph in the runs given."""
    document, out = Document(), io.BytesIO()
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for run in runs:
            paragraph.add_run(run)
    document.save(out)
    return out.getvalue()


def test_a_template_that_lacks_a_field_or_has_one_that_nobody_says_is_refused() -> None:
    notice = CARE.forms[NOTICE].decode()
    said = faults(with_template(notice.replace("{{address}}", "家中").encode()))
    assert f"{NOTICE} does not have {{{{address}}}}; put it where it belongs" in said
    assert f"{NOTICE} 中没有 {{{{address}}}}；请加在应有的位置" in said
    assert said.startswith("care.yaml:"), "with its line in the playbook"
    gone = CARE._replace(forms={file: raw for file, raw in CARE.forms.items() if file != NOTICE})
    assert f"there is no template {NOTICE}; put it there" in faults(gone)
    unknown = faults(with_template(notice.replace("{{ends}}", "{{ends}}{{phone}}").encode()))
    line = notice[: notice.index("{{ends}}")].count("\n") + 1
    assert (
        f"{NOTICE}:{line}: nobody says what {{{{phone}}}} is; there are number, unit, date, place, name"
        in unknown
    )


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        (
            "step: [release, ",
            "step: [relase, ",
            "there is no step relase with which it could be issued; there are order, ",
        ),
        ("answer/ended_by", "answer/because", "release does not ask because; name a question of its form"),
        ("task/ends", "task/end", "task/end is not as it must be; write it like subject/name"),
        ("name: subject/name", "number: subject/name", "number is known already; take it out"),
        ("opens: [order]", "opens: [rule]", "nobody orders this task; name a step, or list order"),
    ],
)
def test_a_paper_that_does_not_hold_together_is_refused(right: str, wrong: str, expected: str) -> None:
    assert expected in faults(with_source(right, wrong))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            b"title: a\nsubject: b\n\nText",
            ":2: a head is one of masthead, number, title, to, issuer, date, copies",
        ),
        (b"to: a\n\nText", "the paper has no title; write title:"),
        (b"title: a\n\n| a | b |\n| c | d |", ":3: below the head of a table stands its rule"),
        (b"title: a\n\n| a | b |\n|--|--|\n| c |", ":5: this row must have 2 cells"),
        ("title: 告知书".encode("gbk"), "is not a text in UTF-8"),
    ],
)
def test_a_template_that_cannot_be_read_says_where(raw: bytes, expected: str) -> None:
    assert expected in faults(with_template(raw))


def test_a_file_of_word_is_a_template_and_is_filled_however_word_broke_its_fields() -> None:
    file = WORD
    body = word(
        (
            "{{unit}} {{",
            "numb",
            "er}} {{date}}",
        ),
        ("致{{name}}：{{address}}",),
        ("{{order}}{{begins}}{{ends}}",),
    )
    files = CARE._replace(
        source=CARE.source.replace(NOTICE.encode(), file.encode()),
        forms={**{name: raw for name, raw in CARE.forms.items() if name != NOTICE}, file: body},
    )
    assert load(files.source, files.forms).playbook.papers["notice"].template["zh"] == file
    drawn = filled("notice.docx", body, WORDS, "演练", "zh")
    assert drawn == filled("notice.docx", body, WORDS, "演练", "zh"), "byte for byte"
    made = Read(drawn)
    said = text_of(made.body)
    assert "东城街道隔告〔2020〕17号 2020年2月3日" in said
    assert "致赵{{六}}：" in said, "what somebody is called is no field"
    heads = [text_of(part) for name, part in made.parts.items() if "/header" in name]
    assert heads and all("演练" in head for head in heads)


def test_a_file_of_word_is_checked_like_every_template_and_refers_to_no_other_place() -> None:
    def said(raw: bytes) -> str:
        files = CARE._replace(
            source=CARE.source.replace(NOTICE.encode(), WORD.encode()),
            forms={**{name: form for name, form in CARE.forms.items() if name != NOTICE}, WORD: raw},
        )
        return faults(files)

    short = word(("{{unit}} {{number}}",))
    assert f"{WORD} does not have {{{{date}}}}" in said(short)
    linked = io.BytesIO(short)
    with zipfile.ZipFile(linked, "a") as package:
        package.writestr(
            "word/_rels/settings.xml.rels", '<Relationship TargetMode="External" Target="http://x"/>'
        )
    assert f"{WORD} fetches something" in said(linked.getvalue())
    assert f"{WORD} is no file of Word" in said(b"%PDF-1.4")


def test_every_kept_template_is_laid_out_by_the_standard_and_filled_whole() -> None:
    others = (
        "reason",
        "receiver",
        "grid",
        "reach",
        "temperature",
        "transport",
        "subject_title",
        "directive",
        "source",
    )
    fields = {field: f"〔{field}〕" for field in others}
    for file in sorted((CONTENT / "epidemic/papers").glob("*.md")):
        drawn = Read(
            filled(file.name, file.read_bytes(), {**WORDS, **fields, "name": "赵六"}, "", file.stem[-2:])
        )
        assert value(drawn.style_of(WORDS["unit"]), "rPr/color") == "FF0000", file
        assert value(drawn.style("Title"), "rPr/sz") == "44", file
        assert "{{" not in text_of(drawn.body), file


def test_a_field_that_the_register_does_not_have_is_refused_at_publishing(house: House) -> None:
    Care(house)
    files = with_source("subject/name", "subject/names")
    later = files._replace(source=files.source.replace(b"version: 1", b"version: 2"))
    reply = house.say("founder", "/playbooks", **later.body)
    assert (reply.status, reply.body["code"]) == (409, "paper.unknown_fields")
    assert "subject/names" in reply.body["text"]
