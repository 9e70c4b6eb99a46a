"""The styles (样式) of a paper: those that every word processor knows by name, laid out as the standard wants."""

from collections.abc import Sequence
from typing import Final

import msgspec
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml

from oneboard.outputs.papers.fonts import Fount, founts
from oneboard.outputs.papers.measures import (
    LINE_TWIPS,
    RED,
    RULE_BELOW_POINTS,
    SIZE_2,
    SIZE_3,
    SIZE_4,
    SMALL_4,
    TIGHT_TWIPS,
    TITLE_BELOW_LINES,
)


class Style(msgspec.Struct, frozen=True):
    """`before`, `after`: free lines. `indent`: characters before the first one. `outline`: its level as a heading."""

    name: str
    fount: Fount = "fangsong"
    points: float = SIZE_3
    align: str = "both"
    indent: int = 0
    before: float = 0
    after: float = 0
    line: int = LINE_TWIPS
    color: str = "000000"
    outline: int | None = None
    rule: bool = False
    grid: bool = True


MASTHEAD, NUMBER, TITLE, ADDRESSEE, BODY, CLOSING = (
    "Masthead",
    "Number",
    "Title",
    "Salutation",
    "Body Text",
    "Closing",
)
CELL, CELL_HEAD, IMPRINT, RUNNING, FOOTER = "Table Text", "Table Head", "Imprint", "Header", "Footer"

#: A line of a table, in twentieths of a point.
_ROW: Final = 400

_STYLES: Final = (
    Style("Normal"),
    Style(NUMBER, align="center", before=2, line=400, rule=True, grid=False),
    Style(TITLE, "song", SIZE_2, "center", before=TITLE_BELOW_LINES, after=1),
    Style(ADDRESSEE),
    Style(BODY, indent=2),
    Style("Heading 1", "hei", indent=2, outline=0),
    Style("Heading 2", "kai", indent=2, outline=1),
    Style("Heading 3", indent=2, outline=2),
    Style("Heading 4", indent=2, outline=3),
    Style(CLOSING, align="right"),
    Style(CELL, points=SMALL_4, align="left", line=_ROW, grid=False),
    Style(CELL_HEAD, "hei", SMALL_4, "center", line=_ROW, grid=False),
    Style(IMPRINT, points=SIZE_4),
    Style(RUNNING, "hei", SIZE_4, "center", line=_ROW, color=RED, grid=False),
    Style(FOOTER, "digits", SIZE_4, line=SIZE_4 * 20, grid=False),
)


def dress(document: Document, masthead: Style, language: str) -> None:
    """Defines every style anew: nothing of the template that python-docx brings stays visible."""
    for style in (*_STYLES, masthead):
        _define(document, style, language)


def of_heading(level: int) -> str:
    return f"Heading {level}" if level else BODY


def fonts_xml(fount: Fount) -> str:
    latin = founts()["latin" if fount != "digits" else "digits"].name
    return (
        f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" w:eastAsia="{founts()[fount].name}"/>'
    )


def _define(document: Document, style: Style, language: str) -> None:
    known = {one.name: one for one in document.styles}
    made = known.get(style.name) or document.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
    element = made.element
    for tag in ("w:pPr", "w:rPr", "w:link"):
        for old in element.findall(qn(tag)):
            element.remove(old)
    for xml in (_paragraph_xml(style), _run_xml(style, language)):
        element.append(parse_xml(xml))


def _paragraph_xml(style: Style) -> str:
    edge = f'<w:bottom w:val="single" w:sz="12" w:space="{RULE_BELOW_POINTS}" w:color="{RED}"/>'
    parts: Sequence[str] = (
        '<w:keepNext/>' if style.outline is not None else "",
        "<w:widowControl w:val=\"0\"/>",
        f"<w:pBdr>{edge}</w:pBdr>" if style.rule else "",
        "" if style.grid else '<w:snapToGrid w:val="0"/>',
        f'<w:spacing w:before="{round(style.before * LINE_TWIPS)}" w:after="{round(style.after * LINE_TWIPS)}"'
        f' w:line="{style.line}" w:lineRule="exact"/>',
        f'<w:ind w:firstLineChars="{style.indent * 100}" w:firstLine="{round(style.indent * style.points * 20)}"/>',
        f'<w:jc w:val="{style.align}"/>',
        "" if style.outline is None else f'<w:outlineLvl w:val="{style.outline}"/>',
    )  # fmt: skip
    return f"<w:pPr {nsdecls('w')}>{''.join(parts)}</w:pPr>"


def _run_xml(style: Style, language: str) -> str:
    half = round(style.points * 2)
    tight = f'<w:spacing w:val="{TIGHT_TWIPS}"/>' if style.points == SIZE_3 else ""
    return (
        f'<w:rPr {nsdecls("w")}>{fonts_xml(style.fount)}<w:color w:val="{style.color}"/>{tight}'
        f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
        f'<w:lang w:val="en-US" w:eastAsia="{language}"/></w:rPr>'
    )
