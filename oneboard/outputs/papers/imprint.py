"""The imprint (版记): at the foot of a paper's last page, who gets a copy, who printed it and when."""

from typing import Final

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.shared import Mm, Pt
from docx.table import _Row

from oneboard.outputs.papers.measures import BINDING, SIZE_4, WIDTH_MM
from oneboard.outputs.papers.paper import Paper
from oneboard.outputs.papers.styles import IMPRINT
from oneboard.outputs.papers.tables import ruled, say

#: Wide enough for a date and the word that it was printed then.
_DATE_MM: Final = 62

# Anchored to the page across and to the text's edges down: so that LibreOffice, too, takes it out of the text's flow.
_AT_THE_FOOT: Final = (
    f'<w:tblpPr {nsdecls("w")} w:vertAnchor="margin" w:horzAnchor="page" w:tblpX="{BINDING.twips}" '
    'w:tblpYSpec="bottom"/>'
)


def add(document: Document, paper: Paper) -> None:
    """It lies on the page of what is added next."""
    rows = [(paper.copies, "")] * bool(paper.copies) + [paper.printed] * any(paper.printed)
    if not rows:
        return
    widths = [Mm(WIDTH_MM - _DATE_MM), Mm(_DATE_MM)]
    table = ruled(document, len(rows), widths, ("top", "bottom", "insideH"))
    table._tbl.tblPr.insert(0, parse_xml(_AT_THE_FOOT))
    for row, (left, right) in zip(table.rows, rows, strict=True):
        _fill(row, left, right)


def _fill(row: _Row, left: str, right: str) -> None:
    first, last = row.cells
    if not right:
        first = first.merge(last)
    say(first, left, IMPRINT).paragraph_format.left_indent = Pt(SIZE_4)
    if right:
        line = say(last, right, IMPRINT)
        line.alignment, line.paragraph_format.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Pt(SIZE_4)
