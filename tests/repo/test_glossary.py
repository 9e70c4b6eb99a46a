"""docs/glossary.md owns the words: what code says stands there, and what stands there as code exists."""

import ast
import io
import re
import tokenize
from functools import cache
from pathlib import Path

import pytest

from oneboard.access.verbs import verbs
from oneboard.foundation.errors import STATUS
from oneboard.vocabulary import all as vocabulary
from oneboard.vocabulary.facts import CURRENT
from tests.repo.tree import ROOT, files, parsed, python_files, text

GLOSSARY = Path("docs/glossary.md")
# The field's words spelled out, which a reader without Chinese cannot look up.
PINYIN = re.compile(
    r"wangge|jiedao|shequ|xiaoqu|yiqing|renwu|shijian|zhongxin|gongdan|zhuanban|zhihui|diaodu|paicha|liudiao|geli"
    r"|hesuan|jiankang|juzhu|zhuhu|hukou|hubei|hanchuan|xiangzhen|cunwei"
)


def rows(page: str) -> list[list[str]]:
    """The cells of every table row, heads and rules left out."""
    lines = [line.strip().strip("|").split("|") for line in page.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line] for line in lines]
    return [row for row in cells if row[0] != "word" and not set(row[0]) <= set("-: ")]


def identifiers(page: str) -> set[str]:
    """The words marked as code in the first column."""
    return {word for row in rows(page) for word in re.findall(r"`([^`]+)`", row[0])}


@cache
def code_words() -> frozenset[str]:
    """Every name, and every text without a space, that stands in the package."""
    found = {part for path in files() if path.is_relative_to("oneboard") for part in (path.stem, *path.parts)}
    found |= set(verbs()) | {kind.partition("@")[0] for kind in CURRENT}
    for path in (path for path in python_files() if path.is_relative_to("oneboard")):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
                found.add(node.value)
        found |= names(text(path))
    return frozenset(found)


def names(source: str) -> set[str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.string for token in tokens if token.type == tokenize.NAME}


def foreign(name: str) -> bool:
    """Whether an identifier is not plain English: Chinese, or Chinese spelled out."""
    parts = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")
    return not name.isascii() or any(PINYIN.fullmatch(part) for part in parts)


def test_every_noun_fact_and_verb_stands_in_the_glossary() -> None:
    nouns = {module.__name__.rpartition(".")[2] for module in vocabulary.NOUNS}
    kinds = {kind.partition("@")[0] for kind in CURRENT}
    assert (nouns | kinds | set(verbs())) - identifiers(text(GLOSSARY)) == set()


def test_every_word_marked_as_code_exists() -> None:
    assert identifiers(text(GLOSSARY)) - code_words() == set()


def test_every_word_has_its_chinese_and_its_meaning() -> None:
    page = rows(text(GLOSSARY))
    assert [
        row for row in page if len(row) < 3 or not re.search(r"[\u4e00-\u9fff]", row[1]) or not row[2]
    ] == []


def test_verbs_are_called_the_same_in_the_glossary_and_in_the_code() -> None:
    page = {row[0].strip("`"): row[1] for row in rows(text(GLOSSARY))}
    assert {name: verb.zh for name, verb in verbs().items() if page.get(name) != verb.zh} == {}


def test_every_fact_is_a_noun_and_what_happened_to_it() -> None:
    assert [kind for kind in CURRENT if not re.fullmatch(r"[a-z_]+\.[a-z_]+@[1-9][0-9]*", kind)] == []
    assert [code for code in STATUS if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", code)] == []


def test_identifiers_are_english() -> None:
    found = {(str(path), name) for path in python_files() for name in names(text(path)) if foreign(name)}
    found |= {
        (str(path), path.stem)
        for path in files()
        if path.suffix in (".py", ".ts", ".vue") and foreign(path.stem)
    }
    assert found == set()


@pytest.mark.parametrize("name", ["网格", "wangge_id", "open_renwu", "GeliRow", "shequ"])
def test_a_foreign_identifier_is_found(name: str) -> None:
    assert foreign(name)


@pytest.mark.parametrize("name", ["grid", "distance", "sequence", "Playbook"])
def test_an_english_identifier_is_left_alone(name: str) -> None:
    assert not foreign(name)


def test_a_word_that_nobody_uses_is_found() -> None:
    page = "| word | 中文 | meaning |\n|---|---|---|\n| `no_such_word_of_ours` | 无 | none |\n| plain | 词 | a word |\n"
    assert identifiers(page) - (code_words() - {"no_such_word_of_ours"}) == {"no_such_word_of_ours"}


def test_the_glossary_lies_where_the_house_says() -> None:
    assert (ROOT / GLOSSARY).exists()
