"""What docs/spec/forms.md says of compiling: faults with their rows, languages, registers, and what comes out."""

import hashlib
from pathlib import Path

import msgspec
from pyxform.xls2json_backends import md_to_dict

from oneboard.playbooks.forms.compiling import compile_form
from oneboard.playbooks.forms.form import CompiledForm
from oneboard.playbooks.forms.workbook import read
from tests.contract.forms import both, excel, faults, keys

VISIT = Path(__file__).parents[1] / "sample/forms/household_visit.md"


def test_a_form_in_one_language_is_warned_of_and_one_of_ours_refused() -> None:
    plain = "| survey | type | name | label |\n| | text | a | {} |\n".format
    for text, language in (("甲", "zh"), ("A", "en")):
        form = compile_form("trial", plain(text).encode())
        assert (form.languages, form.questions["a"].label) == ((language,), {language: text})
        assert [warning.key for warning in form.warnings] == ["form.one_language"]
        assert keys(plain(text).encode(), ours=True) == ["one_language"]


def test_plain_columns_are_the_default_language() -> None:
    source = "| survey | type | name | label | label::English (en) |\n| | text | a | 甲 | A |\n| | text | b | 乙 | |\n"
    assert faults(source.encode()) == [("survey", "cell", 3, 3)]
    form = compile_form("trial", source.replace("乙 | |", "乙 | B |").encode(), ours=True)
    assert [form.questions[name].label for name in "ab"] == [{"zh": "甲", "en": "A"}, {"zh": "乙", "en": "B"}]
    assert form.xform.count("<translation") == 2
    assert 'lang="Chinese (zh)" default="true()"' in form.xform


def test_a_form_that_speaks_neither_language_is_refused() -> None:
    assert keys("| survey | type | name | label::Français (fr) |\n| | text | a | Un |\n".encode()) == [
        "no_language"
    ]


def test_choosing_and_prefilling_from_a_register_is_declared() -> None:
    form = compile_form(
        "trial",
        both(
            "| | select_one_from_file households.csv | household | 户 | Household | | | | | | street = ${outcome} |",
            "| | calculate | phone | | | | | | | instance('households')/root/item[name = ${household}]/phone |",
            "| | csv-external | enterprises |",
            "| | text | firm | 企业 | Firm | | | | | | | | instance('enterprises')/root/item[code = 1]/title |",
            "| | calculate | old | | | | | | | pulldata('checkpoints', 'road', 'name', ${household}) |",
        ),
    )
    assert form.questions["household"].register == "households"
    assert form.registers == {
        "checkpoints": ("name", "road"),
        "enterprises": ("code", "title"),
        "households": ("label", "name", "phone", "street"),
    }


def test_what_comes_out_rides_in_a_blob_and_comes_back_the_same() -> None:
    form = compile_form("trial", both("| | integer | n | 数 | N | | | | . > 3 | | | | | | yes |"))
    assert msgspec.json.decode(msgspec.json.encode(form), type=CompiledForm) == form
    assert form.hash == f"md5:{hashlib.md5(form.xform.encode()).hexdigest()}"
    question = form.questions["n"]
    assert (question.type, question.constraint, question.required) == ("integer", ". > 3", "true()")


def test_excel_and_markdown_give_the_same_form() -> None:
    source = VISIT.read_bytes()
    assert compile_form("household_visit", excel(source), ours=True) == compile_form(
        "household_visit", source, ours=True
    )


def test_a_fault_in_excel_says_the_row_that_excel_shows() -> None:
    found = faults(excel(both("| | text | a | 甲 | A |", "| | | | | |", "| | integr | b | 乙 | B |")))
    assert [fault[:3] for fault in found] == [("survey", "did_you_mean", 4)]


def test_markdown_is_read_as_pyxform_reads_it() -> None:
    source = both("| | text | a | 甲 \\| 乙 | A |").decode()
    ours, theirs = read(source.encode()), md_to_dict(source)
    assert list(ours) == theirs["sheet_names"]
    assert all(ours[name].rows == theirs[name] for name in ours)


def test_our_form_of_the_household_visit_asks_what_the_playbook_counts() -> None:
    form = compile_form("household_visit", VISIT.read_bytes(), ours=True)
    assert form.languages == ("zh", "en")
    assert form.repeats == ("members",)
    assert [w for w in form.warnings if "max_pixels" not in str(w)] == []
    types = {
        path: form.questions[path].type
        for path in ("members_seen", "leaflets", "members/temperature", "needs")
    }
    assert types == dict.fromkeys(("members_seen", "leaflets", "members/temperature"), "integer") | {
        "needs": "select_multiple"
    }
    assert all(set(q.label) == {"zh", "en"} for q in form.questions.values() if q.type != "calculate")
