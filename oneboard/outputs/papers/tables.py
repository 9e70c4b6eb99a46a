"""Tables (表格) in a paper."""

from collections.abc import Sequence
from typing import Final

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Length, Mm
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from oneboard.outputs.papers.measures import RULE_INNER, RULE_OUTER
from oneboard.outputs.papers.paper import Grid
from oneboard.outputs.papers.styles import CELL, CELL_HEAD

_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")

#: Free space beside the text of a cell.
_MARGIN: Final = Mm(1)


def add_grid(document: Document, grid: Grid) -> None:
    table = ruled(document, len(grid.rows) + 1, [Mm(width) for width in grid.widths], _SIDES)
    rows = [list(row.cells) for row in table.rows]
    for cell, text in zip(rows[0], grid.head, strict=True):
        say(cell, text, CELL_HEAD)
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for cells, texts in zip(rows[1:], grid.rows, strict=True):
        for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            line = say(cell, text, CELL)
            line.paragraph_format.left_indent = line.paragraph_format.right_indent = _MARGIN
            if column not in grid.left:
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def ruled(document: Document, rows: int, widths: Sequence[Length], sides: Sequence[str]) -> Table:
    """An empty one of fixed widths, with rules on these sides; no row breaks across pages."""
    table: Table = document.add_table(rows, len(widths))
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    layout.addprevious(parse_xml(_rules(sides)))
    layout.addnext(parse_xml(_NO_MARGINS))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    return table


def say(cell: _Cell, text: str, style: str) -> Paragraph:
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(text)
    return paragraph


def _rules(sides: Sequence[str]) -> str:
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{RULE_INNER if side.startswith("inside") else RULE_OUTER}" w:space="0"/>'
        for side in sides
    )
    return f"<w:tblBorders {nsdecls('w')}>{rules}</w:tblBorders>"


_NO_MARGIN: Final = 'w:w="0" w:type="dxa"/>'
_NO_MARGINS: Final = f"<w:tblCellMar {nsdecls('w')}><w:left {_NO_MARGIN}<w:right {_NO_MARGIN}</w:tblCellMar>"
