"""Small files and short functions: the habit, the hard limit, and a list of exceptions that only shrinks."""

import ast
import tomllib

import pytest

from tests.repo.tree import ROOT, parsed, python_files, text

FILE_HABIT, FILE_LIMIT = 200, 400
FUNCTION_HABIT, FUNCTION_LIMIT = 30, 60


def file_sizes() -> dict[str, int]:
    return {str(path): text(path).count("\n") for path in python_files()}


def function_sizes(tree: ast.AST, prefix: str) -> dict[str, int]:
    """Lines from `def` to the end, decorators not counted, keyed `prefix::Class.function`."""
    found: dict[str, int] = {}
    for node in ast.iter_child_nodes(tree):
        name = f"{prefix}{'.' if '::' in prefix else '::'}{getattr(node, 'name', '')}"
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found[name] = (node.end_lineno or node.lineno) - node.lineno + 1
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found |= function_sizes(node, name)
    return found


def faults(sizes: dict[str, int], listed: dict[str, int], habit: int, limit: int) -> list[str]:
    long = {name: size for name, size in sizes.items() if size > habit}
    return [
        *(f"{name} has {size} lines; the limit is {limit}" for name, size in long.items() if size > limit),
        *(
            f"{name} has {size} lines; the habit is {habit}"
            for name, size in long.items()
            if name not in listed
        ),
        *(
            f"{name} grew from {listed[name]} to {long[name]}"
            for name in listed
            if long.get(name, 0) > listed[name]
        ),
        *(f"{name} is shorter now: lower its number" for name in listed if long.get(name, 0) < listed[name]),
    ]


def test_files_and_functions_are_short() -> None:
    listed = tomllib.loads((ROOT / "tests/repo/sizes.toml").read_text())
    functions: dict[str, int] = {}
    for path in python_files():
        functions |= function_sizes(parsed(path), str(path))
    found = faults(file_sizes(), listed["files"], FILE_HABIT, FILE_LIMIT)
    found += faults(functions, listed["functions"], FUNCTION_HABIT, FUNCTION_LIMIT)
    assert not found, "\n".join(found)
    assert len(listed["files"]) + len(listed["functions"]) == listed["most"]


@pytest.mark.parametrize(
    ("sizes", "listed", "expected"),
    [
        ({"a": 30}, {}, 0),
        ({"a": 31}, {}, 1),
        ({"a": 31}, {"a": 31}, 0),
        ({"a": 32}, {"a": 31}, 1),
        ({"a": 31}, {"a": 32}, 1),
        ({"a": 30}, {"a": 31}, 1),
        ({}, {"gone": 31}, 1),
        ({"a": 61}, {"a": 61}, 1),
    ],
)
def test_the_ratchet_turns_one_way(sizes: dict[str, int], listed: dict[str, int], expected: int) -> None:
    assert len(faults(sizes, listed, 30, 60)) == expected


def test_methods_and_inner_functions_are_measured() -> None:
    source = "class A:\n    def b(self):\n        def c():\n            pass\n        return c\n"
    assert function_sizes(ast.parse(source), "x.py") == {"x.py::A.b": 4, "x.py::A.b.c": 2}
