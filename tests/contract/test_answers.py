"""What docs/spec/forms.md says of answers: the vectors every client shares, and submissions that mean harm."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneboard.foundation.errors import Refusal
from oneboard.playbooks.forms.answers import ANSWER_LIMIT, TEXT_LIMIT, check_answers
from oneboard.playbooks.forms.compiling import compile_form
from oneboard.playbooks.forms.submissions import answers_of_xml
from tests.contract.test_vectors import named, vectors

VECTORS = vectors("answers")
FORM = compile_form("vector", "\n".join(VECTORS["source"]).encode())

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.lists(st.text(max_size=5), max_size=3)
)
PATHS = st.one_of(
    st.sampled_from([*FORM.questions, "members/1/name", "members/2/trips/1/place"]),
    st.from_regex(r"[a-z_0-9]{0,8}(/[a-z0-9]{0,8}){0,3}", fullmatch=True),
)


def test_the_form_of_the_vectors_is_compiled_as_they_say() -> None:
    said = VECTORS["form"]
    fields = ("type", "choices", "register", "repeat", "required", "relevant")
    questions = {
        path: {field: getattr(question, field) for field in fields if getattr(question, field)}
        for path, question in FORM.questions.items()
    }
    assert (FORM.form_id, list(FORM.repeats), questions) == (
        said["form_id"],
        said["repeats"],
        said["questions"],
    )
    assert list(questions) == list(said["questions"])
    choices = {name: [choice.name for choice in listed] for name, listed in FORM.choices.items()}
    assert choices == said["choices"]


@pytest.mark.parametrize("case", VECTORS["checks"], ids=named)
def test_answers_are_judged_alike(case: dict[str, Any]) -> None:
    found = check_answers(FORM, case["answers"])
    assert [[fault.reason, fault.path] for fault in found if not fault.note] == case["faults"]
    if "notes" in case:
        assert [fault.path for fault in found if fault.note] == case["notes"]


@pytest.mark.parametrize("case", VECTORS["submissions"], ids=named)
def test_a_submission_becomes_the_same_answers(case: dict[str, Any]) -> None:
    answers = answers_of_xml(FORM, case["xml"].encode())
    assert answers == case["answers"]
    assert list(answers) == list(case["answers"])


@given(st.dictionaries(PATHS, VALUES, max_size=8))
def test_any_answers_at_all_are_judged(answers: dict[str, Any]) -> None:
    wrong = {fault.path for fault in check_answers(FORM, answers)}
    assert wrong <= {*answers, *FORM.questions, "members/1/name", "members/2/name"}


def test_sizes_have_a_limit() -> None:
    assert [f.reason for f in check_answers(FORM, {"note": "字" * (TEXT_LIMIT + 1)}) if not f.note] == [
        "answer.too_long"
    ]
    many = {
        f"members/{n % 500 + 1}/{'name' if n < 500 else 'temperature'}": None for n in range(ANSWER_LIMIT + 1)
    }
    assert check_answers(FORM, many)[0] == ("answer.too_many", str(ANSWER_LIMIT), False)


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<data id='vector'>",
        "<!DOCTYPE data [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><data id='vector'><note>&b;</note></data>",
        "<!DOCTYPE data SYSTEM 'http://example.org/x.dtd'><data id='vector'/>",
        "<!DOCTYPE data [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><data id='vector'><note>&x;</note></data>",
        "<data id='vector'>" + "<a>" * 500 + "x" + "</a>" * 500 + "</data>",
    ],
)
def test_a_submission_that_means_harm_is_refused(xml: str) -> None:
    with pytest.raises(Refusal) as refused:
        answers_of_xml(FORM, xml.encode())
    assert refused.value.code == "body.invalid"


def test_a_submission_to_another_form_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        answers_of_xml(FORM, b"<data id='other'><note>x</note></data>")
    assert "other" in str(refused.value.fields["problem"])
