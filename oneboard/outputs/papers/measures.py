"""The measures of an official paper, from GB/T 9704-2012 (党政机关公文格式). Lengths in mm, type in points."""

from math import floor
from typing import Final

from docx.shared import Length, Mm, Pt

MM_A_POINT: Final = 25.4 / 72

#: 5.1 and 5.2.1: A4; what is printed on measures 156 by 225, 37 below the upper edge and 28 right of the binding.
PAGE: Final = (Mm(210), Mm(297))
UPPER, LOWER, BINDING, OUTER = Mm(37), Mm(35), Mm(28), Mm(26)
WIDTH_MM, HEIGHT_MM = 156, 225

#: 5.2.3: 22 lines of 28 characters fill a page. A line is given in twentieths of a point, as the file has it; 22 of
#: them must not be higher than the page, so it is rounded down.
LINES, CHARACTERS = 22, 28
LINE_TWIPS: Final = int(HEIGHT_MM / MM_A_POINT / LINES * 20)
LINE: Final = Pt(LINE_TWIPS / 20)

#: 5.2.2: size 3 unless it says otherwise. Sizes as printers call them, in points.
SIZE_2, SIZE_3, SIZE_4, SMALL_4 = 22, 16, 14, 12

#: What a character of size 3 is narrower than its size, in twentieths of a point, so that 28 of them fit on a line:
#: at full width they would be 158 mm.
TIGHT_TWIPS: Final = floor((WIDTH_MM / MM_A_POINT / CHARACTERS - SIZE_3) * 20)

#: 7.2.4: the masthead's upper edge lies 35 below that of what is printed on. Its size is free; it must fit on one line.
MASTHEAD_BELOW: Final = Mm(35)
MASTHEAD_POINTS: Final = 48

#: 7.2.5, 7.2.7: the number stands two lines below the masthead, and 4 below it a red line as wide as the text.
RULE_BELOW_POINTS: Final = round(4 / MM_A_POINT)
RED: Final = "FF0000"

#: 7.3.1: the title stands two lines below the red line. 7.3.5: what is appended and who signs, one line further on.
TITLE_BELOW_LINES: Final = 2

#: 7.3.5.1: the date of a paper that bears a seal ends four characters before the right edge.
DATE_INDENT: Final = 4

#: 7.4.1: the first and last line of the imprint are thicker than those between. In eighths of a point, as the file
#: has it: 0.35 and 0.25 mm.
RULE_OUTER: Final = round(0.35 / MM_A_POINT * 8)
RULE_INNER: Final = round(0.25 / MM_A_POINT * 8)

#: 7.5: the dashes of the page's number lie 7 below what is printed on: the middle of a line of size 4.
FOOT: Final = Mm(35 - 7 - SIZE_4 * MM_A_POINT / 2)
#: Free; above what is printed on, where the standard has nothing.
HEAD: Final = Mm(18)


def points_of_masthead(characters: float) -> float:
    """The size at which a masthead of so many full widths stands on one line, in half points."""
    widest = WIDTH_MM / MM_A_POINT / max(characters, 1)
    return min(MASTHEAD_POINTS, int(widest * 2) / 2)


def lines(number: float) -> Length:
    return Pt(LINE_TWIPS * number / 20)
