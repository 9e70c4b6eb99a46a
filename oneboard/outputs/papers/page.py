"""The page (版面): its edges, the grid of lines, its number, and what stands above every text."""

from typing import Final

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.section import Section
from docx.shared import RGBColor
from docx.text.paragraph import Paragraph

from oneboard.outputs.papers.measures import (
    BINDING,
    FOOT,
    HEAD,
    LINE_TWIPS,
    LOWER,
    OUTER,
    PAGE,
    RED,
    SIZE_4,
    UPPER,
)
from oneboard.outputs.papers.styles import FOOTER, RUNNING

_FIELD: Final = (
    '<w:r {ns}><w:fldChar w:fldCharType="begin"/></w:r>',
    '<w:r {ns}><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>',
    '<w:r {ns}><w:fldChar w:fldCharType="separate"/></w:r>',
    "<w:r {ns}><w:t>1</w:t></w:r>",
    '<w:r {ns}><w:fldChar w:fldCharType="end"/></w:r>',
)
#: One em: a dash as wide as a character.
_DASH: Final = "\u2014"


def lay(document: Document, running: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = PAGE
    section.top_margin, section.bottom_margin = UPPER, LOWER
    section.left_margin, section.right_margin = BINDING, OUTER
    section.header_distance, section.footer_distance = HEAD, FOOT
    _set_grid(section)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        _number(footer.paragraphs[0], side)
    for header in (section.header, section.even_page_header):
        header.paragraphs[0].style = RUNNING
        header.paragraphs[0].add_run(running)


def say_everywhere(document: Document, running: str) -> None:
    """Above the text of every page, before whatever stands there, in a document that others may have made."""
    for section in document.sections:
        for header in (section.header, section.even_page_header, section.first_page_header):
            header.is_linked_to_previous = False
            line = header.paragraphs[0].insert_paragraph_before()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            said = line.add_run(running)
            said.font.bold, said.font.color.rgb = True, RGBColor.from_string(RED)


def _set_grid(section: Section) -> None:
    """Of lines only: to a grid of characters narrower than the type, some word processors keep two cells for each."""
    properties = section._sectPr
    for old in properties.findall(f"{{{properties.nsmap['w']}}}docGrid"):
        properties.remove(old)
    properties.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{LINE_TWIPS}"/>'))


def _number(paragraph: Paragraph, side: str) -> None:
    """Odd pages have it on the right, even ones on the left, one character from the edge."""
    paragraph.style = FOOTER
    paragraph.add_run(f"{_DASH} ")
    for piece in _FIELD:
        paragraph._p.append(parse_xml(piece.format(ns=nsdecls("w"))))
    paragraph.add_run(f" {_DASH}")
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:ind {nsdecls("w")} w:{side}Chars="100" w:{side}="{SIZE_4 * 20}" w:firstLine="0"/>')
    )
    properties.append(parse_xml(f'<w:jc {nsdecls("w")} w:val="{side}"/>'))
