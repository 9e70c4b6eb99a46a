"""Names say what a thing is; nothing hides: no drawers, no imports inside functions, no paths of one machine."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repo.tree import files, parsed, python_files, text

DRAWERS = {
    "services",
    "service",
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "base",
    "manager",
    "managers",
}
DRAWERS |= {"const", "consts", "constants", "misc"}
FILLER = {"a", "an", "the", "of", "for", "to", "this", "its", "is", "and", "return", "returns", "get", "gets"}
LOCKS = re.compile(r"requirements.*\.txt|package-lock\.json|.*\.lock")
BINARY = {".png", ".ico", ".pmtiles", ".xlsx", ".docx", ".woff2", ".gz"}

# Written so that these lines do not match themselves.
# Behind a bracket it is XPath: instance('households') and then the root of its items.
MACHINE_PATH = re.compile(r"(?<![\w.*)])/(?:work|root|Users|home/\w+|opt/(?!homebrew)\w+)/(?!\*)")
REGISTRY_HOST = re.compile(
    r"\b(?:pypi|pythonhosted|npmjs|debian|registry)\.(?:\w+\.)?(?:org|com|net|io|cn)\b"
)
LOCK_SOURCE = re.compile(r"://|\"resolved\"|^\s*-(?:-index|-extra|-find|-trusted|i |f )", re.MULTILINE)


def imports_inside(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (n.lineno for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom))


def words(text: str) -> set[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("_", " ").lower()
    return {word.removesuffix("s") for word in re.findall(r"[a-z]+", spaced) if word not in FILLER}


def hollow_docstrings(tree: ast.AST) -> Iterator[str]:
    """Those that say nothing beyond the words of the name they stand under."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            said = ast.get_docstring(node)
            if said is not None and words(said) <= words(node.name):
                yield node.name


def pens(tree: ast.AST) -> Iterator[int]:
    """Where `append` of `journal.book` is taken into the hand."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module="oneboard.journal.book", names=names):
                yield from (node.lineno for alias in names if alias.name in ("append", "*"))
            case ast.Attribute(attr="append", value=ast.Name(id="book") | ast.Attribute(attr="book")):
                yield node.lineno


def lax_ends(tree: ast.AST) -> Iterator[int]:
    """Patterns that end in `$`, which lets a line feed pass behind the end."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "pattern":
            parts = node.value.values if isinstance(node.value, ast.JoinedStr) else [node.value]
            if parts and isinstance(parts[-1], ast.Constant) and str(parts[-1].value).endswith("$"):
                yield node.value.lineno


def is_drawer(path: Path) -> bool:
    return path.suffix in (".py", ".ts", ".vue") and path.stem in DRAWERS


def test_no_file_is_a_drawer() -> None:
    assert [str(path) for path in files() if is_drawer(path)] == []


def test_no_import_hides_inside_a_function() -> None:
    assert [f"{path}:{line}" for path in python_files() for line in imports_inside(parsed(path))] == []


def test_no_docstring_only_repeats_its_name() -> None:
    assert [f"{path}: {name}" for path in python_files() for name in hollow_docstrings(parsed(path))] == []


def test_no_pattern_lets_a_line_feed_pass_behind_its_end() -> None:
    ours = [path for path in python_files() if path.is_relative_to("oneboard")]
    assert [f"{path}:{line}" for path in ours for line in lax_ends(parsed(path))] == []


def test_only_the_recorder_holds_the_pen() -> None:
    others = [
        p
        for p in python_files()
        if p.is_relative_to("oneboard") and not p.is_relative_to("oneboard/recorder")
    ]
    assert [f"{path}:{line}" for path in others for line in pens(parsed(path))] == []


def test_no_path_of_one_machine_and_no_registry_is_named() -> None:
    readable = [path for path in files() if path.suffix not in BINARY and path.name != "LICENSE"]
    found = [
        f"{p}: {m[0]}"
        for p in readable
        for rule in (MACHINE_PATH, REGISTRY_HOST)
        for m in rule.finditer(text(p))
    ]
    assert found == []


def test_locks_name_hashes_and_no_source() -> None:
    locks = [path for path in files() if LOCKS.fullmatch(path.name)]
    assert locks
    assert [f"{path}: {match[0]}" for path in locks for match in LOCK_SOURCE.finditer(text(path))] == []


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (imports_inside, "def a():\n    import os\n"),
        (hollow_docstrings, 'def open_task():\n    """Opens the task."""\n'),
        (hollow_docstrings, 'class TaskRow:\n    """A task row."""\n'),
        (lax_ends, 'Meta(pattern="^[a-z]+$")\n'),
        (lax_ends, 'Meta(pattern=f"^[{WORD}]+$")\n'),
        (pens, "from oneboard.journal.book import append\n"),
        (pens, "from oneboard.journal import book\nbook.append(1)\n"),
    ],
)
def test_each_rule_finds_its_fault(rule: object, source: str) -> None:
    assert callable(rule)
    assert list(rule(ast.parse(source)))


def test_each_rule_leaves_good_code_alone() -> None:
    tree = ast.parse(
        'import os\ndef open_task():\n    """Raises Refusal for a closed campaign."""\n    rows.append(1)\n'
    )
    assert not [*imports_inside(tree), *hollow_docstrings(tree), *pens(tree)]


@pytest.mark.parametrize(
    "parts", [("", "root", "x"), ("", "work", "x"), ("", "home", "li", "x"), ("", "opt", "y", "x")]
)
def test_a_machine_path_is_found(parts: tuple[str, ...]) -> None:
    assert MACHINE_PATH.search("see " + "/".join(parts))
    assert not MACHINE_PATH.search("https://example.org" + "/".join(parts))


@pytest.mark.parametrize("name", ["pypi", "registry.npmjs", "deb.debian", "files.pythonhosted"])
def test_a_registry_is_found(name: str) -> None:
    assert REGISTRY_HOST.search(f"https://{name}" + ".org/simple")


@pytest.mark.parametrize(
    "line", ["--index-url x", "-i x", "--find-links x", "a @ https://x", '"resolved": "x"']
)
def test_a_lock_with_a_source_is_found(line: str) -> None:
    assert LOCK_SOURCE.search(f"a==1 \\\n{line}")
    assert not LOCK_SOURCE.search("a==1 \\\n    --hash=sha256:00\n")


@pytest.mark.parametrize("name", ["oneboard/work/utils.py", "web/src/helpers.ts"])
def test_a_drawer_is_found(name: str) -> None:
    assert is_drawer(Path(name))
