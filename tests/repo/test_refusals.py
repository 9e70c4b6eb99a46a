"""Every refusal has its words in every language, and whoever refuses gives the facts that the words need."""

import ast
import re
import string
from collections.abc import Iterator

import pytest

from oneboard.foundation.errors import STATUS
from oneboard.foundation.words import LOCALES, catalogue
from tests.repo.tree import parsed, python_files


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def unlike(one: dict[str, str], other: dict[str, str]) -> set[str]:
    """Keys that only one side has, or whose texts take different fields."""
    both = one.keys() & other.keys()
    return (one.keys() ^ other.keys()) | {key for key in both if fields(one[key]) != fields(other[key])}


def refusals(tree: ast.AST) -> Iterator[tuple[int, str, set[str]]]:
    """Line, code and given fields of each `Refusal("code", field=…)`; one with `**fields` cannot be judged here."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Refusal"), args=[ast.Constant(value=str(code))], keywords=given):
                if all(keyword.arg for keyword in given):
                    yield node.lineno, code, {keyword.arg or "" for keyword in given}


def texts(tree: ast.AST) -> Iterator[str]:
    yield from (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def faults(tree: ast.AST) -> Iterator[str]:
    words = catalogue("en")["refusal"]
    for line, code, given in refusals(tree):
        if code not in STATUS:
            yield f"{line}: {code} is no code"
        elif lacking := fields(words.get(code, "")) - given:
            yield f"{line}: {code} lacks {', '.join(sorted(lacking))}"


def test_every_refusal_has_its_words_in_every_language() -> None:
    for locale in LOCALES:
        assert catalogue(locale)["refusal"].keys() == STATUS.keys()


def test_both_languages_say_the_same_things_with_the_same_fields() -> None:
    chinese, english = (catalogue(locale) for locale in LOCALES)
    assert chinese.keys() == english.keys()
    assert {
        name: found for name in chinese if (found := unlike(dict(chinese[name]), dict(english[name])))
    } == {}


def test_whoever_refuses_gives_what_the_words_need() -> None:
    code = [path for path in python_files() if path.is_relative_to("oneboard")]
    assert [f"{path}:{fault}" for path in code for fault in faults(parsed(path))] == []


def test_every_phrase_of_content_has_its_words_and_every_word_its_use() -> None:
    told = {
        text
        for path in python_files()
        if path.is_relative_to("oneboard/playbooks")
        for text in texts(parsed(path))
    }
    for section in ("form", "rule", "playbook"):
        words = set(catalogue("en")[section])
        asked = {text.partition(".")[2] for text in told if re.fullmatch(rf"{section}\.[a-z_]*[a-z]", text)}
        assert {key for key in asked - words if f"{section}.{key}" not in STATUS} == set()
        assert {
            key for key in words - asked if key not in told and key.removeprefix("instead_") not in told
        } == set()


@pytest.mark.parametrize("source", ['Refusal("no.such_code")', 'Refusal("journal.busy")'])
def test_a_refusal_without_its_facts_is_found(source: str) -> None:
    assert list(faults(ast.parse(source)))
    assert not list(faults(ast.parse('Refusal("journal.busy", seconds=5)')))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"a": "x {b}"}, {"a": "y {b}"}, set()),
        ({"a": "x {b}"}, {"a": "y"}, {"a"}),
        ({"a": "x"}, {}, {"a"}),
    ],
)
def test_unlike_texts_are_found(one: dict[str, str], other: dict[str, str], expected: set[str]) -> None:
    assert unlike(one, other) == expected
