"""The templates (公文模板) of papers, read: which fields they have, and what one in Markdown says. Pure.

A field is `{{name}}`. There are no conditions and no expressions: what a paper says is what its template says.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

import msgspec
from defusedxml import ElementTree

#: Before a text what says what it is: each head of a template in Markdown, and what stands there if it is left out.
HEADS: Final = {
    "masthead": "{{unit}}", "number": "{{number}}", "title": "", "to": "", "issuer": "{{unit}}", "date": "{{date}}",
    "copies": "",
}  # fmt: skip

FIELD: Final = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXTS: Final = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_RULE: Final = re.compile(r"[-: ]+")

#: How a part names what lies elsewhere: whoever opened such a paper would ask for it there.
_OUTSIDE: Final = b'TargetMode="External"'

#: Unpacked, of one template.
_MOST_BYTES: Final = 20_000_000


class Line(msgspec.Struct, frozen=True):
    """`level` 0: a paragraph; 1 to 4: a heading."""

    text: str
    level: int = 0


class Rows(msgspec.Struct, frozen=True):
    """A table: `shares` are the widths of its columns against each other."""

    shares: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


class Written(msgspec.Struct, frozen=True):
    """A template in Markdown."""

    heads: dict[str, str]
    blocks: tuple[Line | Rows, ...]

    def filled(self, fill: Callable[[str], str]) -> "Written":
        def block(one: Line | Rows) -> Line | Rows:
            if isinstance(one, Line):
                return Line(fill(one.text), one.level)
            return Rows(one.shares, tuple(tuple(map(fill, row)) for row in one.rows))

        return Written(
            {name: fill(text) for name, text in self.heads.items()}, tuple(map(block, self.blocks))
        )


class Found(NamedTuple):
    """A field in a template; `line` 0 in a file of Word."""

    name: str
    line: int = 0


class Malformed(Exception):
    """`args`: a key of the locales' section `paper`, the line, and what is wrong there."""


def fields_of(file: str, raw: bytes) -> list[Found]:
    """Raises Malformed."""
    if file.endswith(".docx"):
        return [Found(name) for text in _paragraphs(raw) for name in FIELD.findall(text)]
    written(raw)
    lines = _text(raw).splitlines()
    named = {name for line in lines if (name := line.partition(":")[0]) in HEADS}
    found = [Found(name, n) for n, line in enumerate(lines, 1) for name in FIELD.findall(line)]
    return found + [Found(name) for head in HEADS.keys() - named for name in FIELD.findall(HEADS[head])]


def written(raw: bytes) -> Written:
    """Heads first, one a line, then an empty line and the text. Raises Malformed."""
    lines = _text(raw).splitlines()
    end = lines.index("") if "" in lines else len(lines)
    heads = dict(HEADS)
    for n, line in enumerate(lines[:end], 1):
        name, colon, text = line.partition(":")
        if name not in HEADS or not colon:
            raise Malformed("head", n, ", ".join(HEADS))
        heads[name] = text.strip()
    if not heads["title"]:
        raise Malformed("no_title", 1, "title: …")
    return Written(heads, tuple(_blocks(lines, end)))


def _blocks(lines: list[str], start: int) -> Iterator[Line | Rows]:
    table: list[tuple[str, ...]] = []
    for n, line in enumerate([*lines[start:], ""], start + 1):
        if line.startswith("|"):
            table.append(tuple(cell.strip() for cell in line.strip().strip("|").split("|")))
            continue
        if table:
            yield _rows(table, n - len(table))
            table = []
        if text := line.strip():
            level = len(text) - len(text.lstrip("#"))
            yield Line(text.lstrip("# ") if level else text, min(level, 4))


def _rows(table: list[tuple[str, ...]], line: int) -> Rows:
    """The second line is the rule, whose strokes are the widths."""
    if len(table) < 3 or not all(_RULE.fullmatch(cell) for cell in table[1]):
        raise Malformed("table", line, "|---|---|")
    if uneven := next((n for n, row in enumerate(table) if len(row) != len(table[0])), None):
        raise Malformed("table_row", line + uneven, len(table[0]))
    return Rows(tuple(map(len, table[1])), (table[0], *table[2:]))


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Malformed("text", 1, "UTF-8") from error


def _paragraphs(raw: bytes) -> Iterator[str]:
    """Word may break a field over several runs: a paragraph's text is all of them."""
    for root in _parts(raw):
        for paragraph in root.iter(f"{_W}p"):
            yield "".join(text.text or "" for text in paragraph.iter(f"{_W}t"))


def _parts(raw: bytes) -> Iterator[Element]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            if sum(one.file_size for one in package.infolist()) > _MOST_BYTES:
                raise Malformed("too_large", 0, f"{_MOST_BYTES // 1_000_000} MB")
            if "word/document.xml" not in package.namelist():
                raise Malformed("word", 0, ".docx")
            for name in package.namelist():
                if name.endswith(".rels") and _OUTSIDE in package.read(name):
                    raise Malformed("outside", 0, name)
                if _TEXTS.fullmatch(name):
                    yield ElementTree.fromstring(package.read(name))
    except (zipfile.BadZipFile, ElementTree.ParseError, ValueError) as error:
        raise Malformed("word", 0, ".docx") from error
