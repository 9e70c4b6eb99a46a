"""Lays a paper out as .docx: the head with its red line, the text, who signs, and the imprint."""

from docx import Document as new_document
from docx.document import Document
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.shared import Pt

from oneboard.outputs.papers import fonts, imprint, page, tables
from oneboard.outputs.papers.measures import DATE_INDENT, MASTHEAD_BELOW, RED, SIZE_3, points_of_masthead
from oneboard.outputs.papers.packing import packed
from oneboard.outputs.papers.paper import Grid, Paper, Paragraph, full_widths
from oneboard.outputs.papers.styles import (
    ADDRESSEE,
    CLOSING,
    MASTHEAD,
    NUMBER,
    TITLE,
    Style,
    dress,
    of_heading,
)

#: Of a line of exact height, the part above the ink of a character, against the character's size.
_LINE_OF_MASTHEAD, _AIR_OF_MASTHEAD = 1.2, 0.12


def write(paper: Paper) -> bytes:
    document = new_document()
    fonts.declare(document)
    points = points_of_masthead(full_widths(paper.masthead))
    masthead = Style(
        MASTHEAD, "song", points, "center", line=round(points * _LINE_OF_MASTHEAD * 20), color=RED, grid=False
    )
    dress(document, masthead, paper.language)
    page.lay(document, paper.running)
    _head(document, paper, points)
    for block in paper.blocks:
        _add(document, block)
    _sign(document, paper)
    _describe(document, paper)
    return packed(document)


def fit_masthead(document: Document) -> None:
    """Of what was edited in Word: as large as it fits on one line, whatever stands there now."""
    for paragraph in document.paragraphs:
        if paragraph.style is not None and paragraph.style.name == MASTHEAD and paragraph.text:
            for run in paragraph.runs:
                run.font.size = Pt(points_of_masthead(full_widths(paragraph.text)))


def _head(document: Document, paper: Paper, points: float) -> None:
    masthead = document.add_paragraph(paper.masthead, MASTHEAD)
    masthead.paragraph_format.space_before = MASTHEAD_BELOW - Pt(points * _AIR_OF_MASTHEAD)
    document.add_paragraph(paper.number, NUMBER)
    document.add_paragraph(paper.title, TITLE)
    if paper.to:
        document.add_paragraph(paper.to, ADDRESSEE)


def _add(document: Document, block: Paragraph | Grid) -> None:
    if isinstance(block, Grid):
        tables.add_grid(document, block)
    else:
        document.add_paragraph(block.text, of_heading(block.level))


def _sign(document: Document, paper: Paper) -> None:
    """The date ends four characters from the edge and the issuer stands centred above it; where the issuer is much
    longer, both move so far that nothing comes nearer than two."""
    date, issuer = full_widths(paper.date), full_widths(paper.issuer)
    beside = (date - issuer) / 2
    right = max(DATE_INDENT, 2 - beside)
    document.add_paragraph("", CLOSING)
    imprint.add(document, paper)  # it lies on the page of what follows it
    for text, indent in ((paper.issuer, right + beside), (paper.date, right)):
        line = document.add_paragraph(text, CLOSING)
        line.paragraph_format.keep_with_next = text == paper.issuer
        line._p.get_or_add_pPr().append(
            parse_xml(
                f'<w:ind {nsdecls("w")} w:rightChars="{round(indent * 100)}" '
                f'w:right="{round(indent * SIZE_3 * 20)}" w:firstLine="0"/>'
            )
        )


def _describe(document: Document, paper: Paper) -> None:
    """In place of what the template says of itself."""
    said = document.core_properties
    said.author, said.last_modified_by, said.title, said.comments = paper.issuer, "", paper.title, ""
    said.language, said.subject = paper.language, paper.number
