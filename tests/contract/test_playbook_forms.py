"""What docs/playbooks.md says of a playbook's forms: their faults stand with its own, each in its own file."""

import re

import pytest

from oneboard.playbooks.loader import load
from tests.contract.test_playbook_faults import FORM, SOURCE, said
from tests.repo.tree import ROOT


def test_a_fault_of_a_form_says_its_own_file_and_line() -> None:
    broken = FORM.replace("| integer | leaflets |", "| intger | leaflets |")
    line = broken[: broken.index("| intger | leaflets |")].count("\n") + 1
    found = said(
        SOURCE.replace("due: 1d, ", "").replace("due: 3d", "due: 4d"),
        forms={"../forms/household_visit.md": broken.encode()},
    )
    assert found[0].startswith(f"forms/household_visit.md:{line}: sheet survey")


def test_faults_of_the_playbook_and_of_its_form_come_together() -> None:
    broken = FORM.replace("| integer | leaflets |", "| intger | leaflets |").encode()
    found = said(SOURCE.replace("to: visited", "to: vsited"), forms={"../forms/household_visit.md": broken})
    assert {line.split(":")[0] for line in found} == {"playbooks/visit.yaml", "forms/household_visit.md"}


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("ethnicity", "Group"), ("q1", "What is your ethnicity?"), ("q1", "您的民族"), ("religion_2", "x"),
        ("nativePlace", "x"), ("q1", "籍贯"),
    ],
)  # fmt: skip
def test_no_form_asks_by_what_nobody_is_sorted(name: str, label: str) -> None:
    form = f"| survey | type | name | label |\n| | text | {name} | {label} |\n| | integer | leaflets | x |".encode()
    found = said(
        SOURCE.replace("  members_seen: counted, and it names nobody\n", ""),
        forms={"../forms/household_visit.md": form},
    )
    assert any(
        f"household_visit.md:2: sheet survey, row 2 (line 2): {name} asks for" in line for line in found
    ), found


def test_forms_are_named_once_each_and_only_those_that_are_asked_for() -> None:
    two = SOURCE.replace(
        "form: ../forms/household_visit.md", "forms: {visit: a/x.md, refuse: b/x.md, sing: c.md}"
    )
    found = said(
        two, forms={"a/x.md": FORM.encode(), "b/x.md": FORM.encode(), "c.md": FORM.encode(), "d.md": b""}
    )
    for expected in (
        "forms.refuse: b/x.md and a/x.md would both be forms of one name",
        "forms.sing: there is no step sing to submit it; there are visit, not_home, refuse",
        "the form d.md was sent along, and the playbook does not name it",
    ):
        assert any(expected in line for line in found), found


def test_what_the_page_shows_can_be_published_as_it_stands_there() -> None:
    page = (ROOT / "docs/playbooks.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```(?:yaml)?\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    [form] = [block.encode() for block in shown if block.startswith("| survey")]
    playbooks = [block for block in shown if block.startswith("playbook:")]
    keys = [
        load(text.encode(), {"heating.md": form} if "form:" in text else {}).playbook.key
        for text in playbooks
    ]
    later = ["entry_screening@1", "heating_report@1", "heating_care@1", "heating_order@1"]
    assert keys == ["heating@1", "heating@1", *later]
