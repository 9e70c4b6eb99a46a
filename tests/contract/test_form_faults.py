"""What docs/spec/forms.md says of faults: each with its row, all of them, and nothing that breaks the compiler."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneboard.playbooks.forms.expressions import ExpressionError, read_expression
from oneboard.playbooks.forms.workbook import SOURCE_LIMIT
from tests.contract.forms import LINE, both, excel, faults, keys


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("| | integr | a | 甲 | A |", "did_you_mean"),
        ("| | colour | a | 甲 | A |", "type"),
        ("| | geopoint | a | 甲 | A |", "type_instead"),
        ("| | start-geopoint | a | 甲 | A |", "type_instead"),
        ("| | audit | a | 甲 | A |", "type_instead"),
        ("| | phonenumber | a | 甲 | A |", "type_instead"),
        ("| | video | a | 甲 | A |", "type_instead"),
        ("| | dateTime | a | 甲 | A |", "type_instead"),
        ("| | rank outcome | a | 甲 | A |", "type_instead"),
        ("| | select_one outcome or_other | a | 甲 | A |", "type_instead"),
        ("| | select_one_from_file places.geojson | a | 甲 | A |", "type_instead"),
        ("| | select_one outcom | a | 甲 | A |", "list_meant"),
        ("| | select_one nothing_like_it | a | 甲 | A |", "list"),
        ("| | text | 1a | 甲 | A |", "name"),
        ("| | text | a-b | 甲 | A |", "name"),
        ("| | text | | 甲 | A |", "name"),
        ("| | text | outcome | 甲 | A |", "name_twice"),
        ("| | text | a | 甲 | |", "cell"),
        ("| | text | a | | A |", "cell"),
        ("| | text | a | 甲 | A | 注 | |", "cell"),
        ("| | text | a | | |", "label"),
        ("| | text | a | 甲 | A | | | ${nobody} = 1 |", "reference"),
        ("| | text | a | 甲 | A | | | ${outcome} == 'x' |", "expression"),
        ("| | text | a | 甲 | A | | | ${outcome} = 'x |", "expression"),
        ("| | text | a | 甲 | A | | | (${outcome} = 'x' |", "expression"),
        ("| | text | a | 甲 | A | | | selectd(${outcome}, 'x') |", "function_meant"),
        ("| | text | a | 甲 | A | | | geofence(${outcome}, 'x') |", "function"),
        ("| | text | a | 甲 | A | | | ${last-saved#outcome} = 'x' |", "last_saved"),
        ("| | text | a | 甲 | A | | | instance('households')/root/item[name=1]/street = 'x' |", "instance"),
        ("| | select_one outcome | a | 甲 | A | | | | | | road = 'a' |", "filter"),
        ("| | image | a | 甲 | A | | | | | | | annotate |", "appearance"),
        ("| | calculate | a | | |", "calculation"),
        ("| | end_group | | | |", "end_alone"),
        ("| | text | a | 甲 | A | | | | | | | | | rows |", "parameters"),
        ("| | text | a | 甲 | A | | | | | | | | | rowz=3 |", "parameter"),
    ],
)  # fmt: skip
def test_every_fault_of_a_row_says_its_row_and_line(row: str, key: str) -> None:
    assert faults(both(row)) == [("survey", key, 3, LINE)]


@pytest.mark.parametrize(
    ("choices", "found"),
    [
        ("| | outcome | visited | 又 | Again |", ("choices", "choice_twice", 4)),
        ("| | outcome | two words | 又 | Again |", ("choices", "choice_name", 4)),
        ("| | outcome | again | 又 | |", ("choices", "cell", 4)),
        ("| | outcome | again | | |", ("choices", "label", 4)),
        ("| | outcome | again | 又 | Again | c | too much |", ("choices", "cells", 4)),
    ],
)
def test_every_fault_of_a_choice_says_its_row(choices: str, found: tuple[str, str, int]) -> None:
    assert [fault[:3] for fault in faults(both(choices=choices))] == [found]


@pytest.mark.parametrize(
    ("head", "key"),
    [
        ("labels::Deutsch (de)", "did_you_mean"), ("constaint", "did_you_mean"), ("image", "column"),
        ("save_to", "column"), ("guidance_hint", "column"), ("bind::relevant", "column"), ("relevance", "column_twice"),
    ],
)  # fmt: skip
def test_every_column_is_known(head: str, key: str) -> None:
    source = both("| | text | a | 甲 | A | | | | | | | | | | | x |").replace(
        b"| required |", f"| required | {head} |".encode()
    )
    assert ("survey", key, 1) in [fault[:3] for fault in faults(source)]


@pytest.mark.parametrize(
    "text",
    [
        "${a} > 3 and selected(${b}, 'x')", ". >= 300 and . <= 450", "-3 + 5-3", "count(${m}) > 0", "../a != ''",
        "position(..)", "/data/a[1]/b", "jr:choice-name(${a}, '${a}')", "if(${a}='x', 1, 2)", "not (${a} = 1)",
        "regex(., '^[0-9]{2}$')", "indexed-repeat(${n}, ${m}, 1)", "current()/../a", "sum(${m}[a > 1]/b)",
        "instance('x')/root/item[name = current()/../a and b='c'][1]/d", "((1))", "child::a/text()", "//a | //b",
    ],
)  # fmt: skip
def test_expressions_as_forms_write_them_are_well_formed(text: str) -> None:
    assert read_expression(text)


@given(st.text(alphabet="ab1 .,/()[]'\"$:{}=<>+-*|@", max_size=40))
def test_any_text_is_an_expression_or_is_said_to_be_none(text: str) -> None:
    try:
        read_expression(text)
    except ExpressionError as error:
        assert len(error.at) <= 80


def test_all_faults_are_named_together() -> None:
    found = faults(
        both(
            "| | integr | a | 甲 | |",
            "| | text | b | 乙 | B | | | ${nobody} = 1 |",
            "| | text | c | 丙 | C | | | ${noone} = 1 |",
            "| | text | b | 丁 | D |",
            choices="| | outcome | visited | 又 | Again |",
        )
    )
    assert [(sheet, key, row) for sheet, key, row, _ in found] == [
        ("survey", "cell", 3), ("survey", "did_you_mean", 3), ("survey", "reference", 4), ("survey", "reference", 5),
        ("survey", "name_twice", 6), ("choices", "choice_twice", 4),
    ]  # fmt: skip


@pytest.mark.parametrize("column", ["public_key", "submission_url", "auto_send", "colour_scheme"])
def test_answers_go_nowhere_else(column: str) -> None:
    source = (
        both().replace(b"| version |", f"| version | {column} |".encode()).replace(b"| 1 |", b"| 1 | x |")
    )
    assert keys(source) == (["column"] if column != "colour_scheme" else [])


@pytest.mark.parametrize(
    ("source", "key"),
    [
        (b"", "no_survey"), (b"hello", "no_survey"), (b"| choices | list_name |\n", "no_survey"),
        (b"| survey | type |\n| survey | name |\n", "sheet_twice"), (b"\xff\xfe|", "unreadable"),
        (b"<?xml version='1.0'?><h:html/>", "is_xform"), (b"PK\x03\x04 no zip", "unreadable"),
        (b"\xd0\xcf\x11\xe0 xls", "old_excel"), (b"|" * (SOURCE_LIMIT + 1), "too_large"),
    ],
)  # fmt: skip
def test_what_is_no_form_is_refused(source: bytes, key: str) -> None:
    assert keys(source) == [key]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 4000), st.binary(min_size=1, max_size=40))
def test_a_damaged_workbook_is_refused_or_read_but_never_breaks(at: int, noise: bytes) -> None:
    good = excel(both("| | text | a | 甲 | A |"))
    keys(good[:at] + noise + good[at + len(noise) :])


WORDS = (
    "text integer calculate note csv-external begin_group end_group begin_repeat end_repeat meta data minimal"
)
CELLS = st.sampled_from(
    [*WORDS.split(), "select_one outcome", "", "", "a", "b", "甲", "${a}", "${b", "1 +", "yes", "x=1", "}"]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=13), min_size=1, max_size=6))
def test_any_rows_are_compiled_or_refused_but_never_break(rows: list[list[str]]) -> None:
    keys(both(*(f"| | {' | '.join(cells)} |" for cells in rows)))
