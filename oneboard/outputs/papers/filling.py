"""Filling (填写) a paper's template: every field gets its words, and what hangs on their length is measured anew."""

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from docx import Document as open_document
from docx.document import Document
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from oneboard.outputs.papers import docx, page
from oneboard.outputs.papers.measures import WIDTH_MM
from oneboard.outputs.papers.packing import packed
from oneboard.outputs.papers.paper import Block, Grid, Paper, Paragraph
from oneboard.playbooks.paper_templates import FIELD, Line, Rows, Written, written

_LANGUAGES: Final = {"zh": "zh-CN", "en": "en-US"}


def filled(file: str, template: bytes, words: Mapping[str, str], running: str, language: str) -> bytes:
    """The .docx. `file`: the template's, whose ending says what it is. `running`: what every page must say.

    The same words in the same template are the same bytes.
    """

    def fill(text: str) -> str:
        return FIELD.sub(lambda field: words.get(field[1], ""), text)

    if file.endswith(".docx"):
        return _filled_in_word(template, fill, running)
    return docx.write(paper_of(written(template).filled(fill), running, language))


def paper_of(said: Written, running: str, language: str) -> Paper:
    """Laid out by GB/T 9704-2012."""
    heads = said.heads
    return Paper(
        masthead=heads["masthead"], number=heads["number"], title=heads["title"], to=heads["to"],
        issuer=heads["issuer"], date=heads["date"], copies=heads["copies"], running=running,
        blocks=tuple(map(_block, said.blocks)), language=_LANGUAGES[language],
    )  # fmt: skip


def _block(block: Line | Rows) -> Block:
    if isinstance(block, Line):
        return Paragraph(block.text, block.level)
    whole = sum(block.shares)
    widths = [WIDTH_MM * share // whole for share in block.shares[1:]]
    head, *rows = block.rows
    columns = range(len(head))
    return Grid(head, tuple(rows), (WIDTH_MM - sum(widths), *widths), frozenset(columns))


def _filled_in_word(template: bytes, fill: Callable[[str], str], running: str) -> bytes:
    document = open_document(io.BytesIO(template))
    for root in _roots(document):
        for paragraph in root.iter(qn("w:p")):
            _fill(paragraph, fill)
    if running:
        page.say_everywhere(document, running)
    docx.fit_masthead(document)
    return packed(document)


def _roots(document: Document) -> Iterator[BaseOxmlElement]:
    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart) and part.partname.startswith("/word/"):
            yield part.element


def _fill(paragraph: BaseOxmlElement, fill: Callable[[str], str]) -> None:
    """A field that Word broke over several runs goes into the first of them, as that one looks."""
    texts = list(paragraph.iter(qn("w:t")))
    whole = "".join(text.text or "" for text in texts)
    for field in reversed(list(FIELD.finditer(whole))):
        begin, end, at = field.start(), field.end(), 0
        for text in texts:
            said = text.text or ""
            first, last = max(begin - at, 0), min(end - at, len(said))
            at += len(said)
            if first < last:
                put = fill(field[0]) if begin >= at - len(said) else ""
                text.text = said[:first] + put + said[last:]
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
