"""Forms from elsewhere (getodk and XLSForm's own test files) are accepted, or refused for the reason written here.

The files lie in the shared folder beside the repository; where it is absent the test says so and is skipped.
"""

from pathlib import Path

import pytest

from oneboard.playbooks.forms.compiling import compile_form
from tests.contract.forms import faults

FOLDER = Path(__file__).parents[3] / "shared/data/forms"

#: What must be among the faults: sheet, text, row. An empty list: the form is accepted.
EXPECTED: dict[str, list[tuple[str, str, int]]] = {
    # Plain questions; selects that depend on one another by choice_filter.
    "simple.xlsx": [],
    "choice_filter_test.xlsx": [],
    # Reads a list `fruits` that it does not bring: for us a register, which the loader looks for.
    "pull_data.xlsx": [],
    # pyxform's own "Specify other" exists in English only; and its filter compares with a word that is no column.
    "or_other.xlsx": [("survey", "type_instead", 2), ("survey", "filter", 3)],
    # The format of Excel 97, whose reader breaks on damaged files in ways nobody can list.
    "cascading_select_test_equivalent.xls": [("", "old_excel", 0)],
    "repeat_date_test.xls": [("", "old_excel", 0)],
    "table-list.xls": [("", "old_excel", 0)],
    "widgets.xls": [("", "old_excel", 0)],
    # Every type and appearance there is: those that track, that call other apps, other calendars, ranges and ranks.
    "all-question-types-v2024091201-3.xlsx": [
        ("survey", "appearance", 8), ("survey", "type_instead", 22), ("survey", "type_instead", 44),
        ("survey", "appearance", 57), ("survey", "type_instead", 66), ("survey", "type_instead", 106),
    ],
    # Sends answers elsewhere (public_key, submission_url), asks for device and phone number, is half translated.
    "xlsform_spec_test.xlsx": [("settings", "column", 1), ("survey", "column", 1), ("survey", "cell", 2)],
    "flat_xlsform_test.xlsx": [("settings", "column", 1), ("survey", "type_instead", 54), ("survey", "cell", 2)],
    "attribute_columns_test.xlsx": [("settings", "column", 1), ("survey", "type_instead", 54), ("survey", "cell", 2)],
    # These are XForms; the form is compiled from its XLSForm, and what becomes of answers is said by the playbook.
    "all-widgets.xml": [("", "is_xform", 0)],
    "one-question-entity-follow-up.xml": [("", "is_xform", 0)],
    "one-question-entity-registration.xml": [("", "is_xform", 0)],
    "one-question-entity-update.xml": [("", "is_xform", 0)],
}  # fmt: skip

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the shared folder of forms is not beside the repository"
)


def test_there_is_an_expectation_for_every_file() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_form_from_elsewhere_is_accepted_or_refused_for_its_reason(name: str) -> None:
    source = (FOLDER / name).read_bytes()
    found = [fault[:3] for fault in faults(source)]
    assert [fault for fault in EXPECTED[name] if fault not in found] == []
    assert bool(found) == bool(EXPECTED[name])
    # Nothing is handed on in the converter's own words.
    assert not [fault for fault in found if fault[1] == "tool"]


def test_an_accepted_form_has_what_it_asks() -> None:
    form = compile_form("cascading", (FOLDER / "choice_filter_test.xlsx").read_bytes())
    assert {path: question.choices for path, question in form.questions.items()} == {
        "state": "states", "county": "counties", "city": "cities",
    }  # fmt: skip
    assert form.title == "cascading selects"
