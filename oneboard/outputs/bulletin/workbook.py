"""A bulletin as a workbook: every figure with its changes, and each place's figures with totals that are formulas."""

import io

from openpyxl import Workbook

from oneboard.outputs.bulletin import figure_sheet, place_sheet
from oneboard.outputs.bulletin.bulletin import Bulletin, Issue


def write(bulletin: Bulletin, locale: str, issue: Issue) -> bytes:
    book = Workbook()
    figure_sheet.fill(book.active, bulletin, locale, issue.number)
    if bulletin.rows and bulletin.counted:
        place_sheet.fill(book.create_sheet(), bulletin, locale)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
