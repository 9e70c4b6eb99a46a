"""Templates of bulletins: content that is checked whole, published, and never changed. See docs/spec/bulletin.md."""

from pathlib import Path

import pytest

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import LOCALES, Phrase, say
from oneboard.playbooks.templates import MOST_SECTIONS, load
from oneboard.projections.models import Template
from tests.content import CONTENT
from tests.house import House

KEPT = sorted(CONTENT.glob("*/bulletins/*.yaml"))

#: What the statements with a figure in docs/statements.md have to find in a bulletin.
REPORTED = {"S06", "S07", "S08", "S11", "S12", "S13", "S17", "S19", "S20", "S21", "S23", "S24", "S25",
            "S32", "S33", "S34", "S35", "S36", "S41"}  # fmt: skip

SMALL = """
template: small
version: 1
title: {zh: 通报, en: Bulletin}
by: [county, town]
heads:
  masthead: {zh: "{place}通报", en: "Bulletin of {place}"}
  title: {zh: "{place}情况", en: "How it stands in {place}"}
  issuer: {zh: 指挥部, en: Command}
sections:
  - title: {zh: 入户, en: At the doors}
    lines:
      - {figure: households_visited, title: {zh: 走访住户, en: Households}, unit: {zh: 户, en: households}}
"""


def faults(source: str) -> list[str]:
    with pytest.raises(Refusal) as refused:
        load(source.encode(), "small.yaml")
    assert refused.value.code == "template.invalid"
    problem = refused.value.fields["problem"]
    assert isinstance(problem, tuple)
    return [say("en", one.key, one.fields) for one in problem if isinstance(one, Phrase)]


def changed(before: str, after: str) -> list[str]:
    assert before in SMALL
    return faults(SMALL.replace(before, after))


@pytest.mark.parametrize("file", KEPT, ids=lambda file: Path(file).stem)
def test_what_is_kept_is_sound(file: Path) -> None:
    assert load(file.read_bytes()).template == file.stem


def test_every_figure_that_has_to_be_reported_stands_in_the_bulletin_once() -> None:
    template = load((CONTENT / "epidemic/bulletins/epidemic_response.yaml").read_bytes())
    served = [
        statement for section in template.sections for line in section.lines for statement in line.serves
    ]
    assert sorted(served) == sorted(REPORTED)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("figure: households_visited", "figure: Households", "small.yaml:13: sections.0.lines.0.figure: "),
        ("title: {zh: 走访住户, en: Households}", "title: {zh: 走访住户}", "the text in en is missing"),
        ('"{place}通报"', '"{city}通报"', "{city} is filled in by nobody; there is only {place}"),
        ("title: {zh: 入户", 'title: {zh: "{place}入户"', "take the braces out"),
        ("by: [county, town]", "by: [town, county]", "small.yaml:5: by.1: levels go down"),
        ("by: [county, town]", "by: [grid]", "small.yaml:5: by.0: levels go down"),
        ("    lines:", "    line:", "did you mean lines?"),
    ],
)
def test_a_fault_is_named_with_its_line_and_what_would_be_right(before: str, after: str, said: str) -> None:
    [fault] = changed(before, after)
    assert said in fault


def test_a_figure_stands_in_one_line() -> None:
    again = SMALL.splitlines()[-1]
    assert faults(f"{SMALL}{again}\n") == [
        "small.yaml:14: sections.0.lines.1.figure: households_visited is told above already; "
        "each figure stands in one line"
    ]


def test_a_paper_has_a_numeral_for_every_section() -> None:
    section = SMALL.partition("sections:\n")[2]
    more = "".join(section.replace("households_visited", f"count_{n}") for n in range(MOST_SECTIONS))
    assert any("at most 20 sections" in fault for fault in faults(SMALL + more))
    for locale in LOCALES:
        assert len(say(locale, "bulletin.numerals").split()) == MOST_SECTIONS


def test_a_version_that_is_published_never_changes(house: House) -> None:
    house.must("founder", "/templates", source=SMALL)
    house.must("founder", "/templates", source=SMALL)
    assert Template.objects.count() == 1, "the same again changes nothing"
    again = house.say("founder", "/templates", source=SMALL.replace("指挥部", "防汛指挥部"))
    assert (again.status, again.body["code"]) == (409, "template.published")
    house.must("founder", "/templates", source=SMALL.replace("version: 1", "version: 2"))
    listed = house.say("officer", "/templates", method="GET").body
    assert {one["key"]: one["in_force"] for one in listed} == {"small@1": False, "small@2": True}
    faulty = house.say("founder", "/templates", source=SMALL.replace("figure:", "figures:"))
    assert (faulty.status, faulty.body["code"]) == (422, "template.invalid")
    assert house.say("officer", "/templates", source=SMALL).status == 403
