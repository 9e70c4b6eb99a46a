"""Every fault of a row has its words in every language: what is wrong with the cell, and what would be right."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from oneboard.foundation.words import LOCALES, catalogue
from tests.repo.tree import parsed, python_files


def problems(tree: ast.AST) -> Iterator[str]:
    """The second argument of each `Fault(column, problem, …)` and `Faulty(column, problem, …)`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Name(id="Fault" | "Faulty"), args=[_, ast.Constant(value=str(problem)), *_]
            ):
                yield problem


_OF_INVENTORIES = {Path("oneboard/work/inventory/plan.py"), Path("oneboard/intake/imports/cells.py")}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_fault_of_a_row_has_its_words(locale: str) -> None:
    raised = {
        problem
        for path in python_files()
        if path.is_relative_to("oneboard/work/roster") or path in _OF_INVENTORIES
        for problem in problems(parsed(path))
    }
    assert len(raised) > 10
    for section in ("fault", "right"):
        assert raised - catalogue(locale)[section].keys() == set()


def test_a_fault_is_found() -> None:
    assert list(problems(ast.parse('Faulty("place", "place.unknown", place=x)'))) == ["place.unknown"]
