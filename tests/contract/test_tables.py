"""Tables: what clerks save from Excel is read as they see it. See docs/spec/tables.md."""

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook

from oneboard.foundation.words import Phrase
from oneboard.intake.imports.tables import TableRow, opened
from tests.contract.tabled import COLUMNS, MIDNIGHT, cells, read, saved


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_whatever_its_encoding_and_its_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        delimiter.join(["姓名", "电话"]) + "\r\n" + delimiter.join(["周一", "138"]) + "\r\n", encoding
    )
    assert cells(path) == [{"name": "周一", "head/phone": "138"}]


@pytest.mark.parametrize(
    "heads",
    [
        ["姓名", "电话"],
        ["NAME *", "Telephone"],
        ["head/phone", "name"],
        ["电话（选填）", " 姓\u00a0名*"],
        ["\ufeff姓名\u200b", "电话"],
        ["姓名 name", "电话 telephone"],
    ],
)
def test_columns_may_be_named_in_either_language_and_stand_in_any_order(
    tmp_path: Path, heads: list[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        ",".join(heads)
        + "\n"
        + ",".join("周一" if "姓" in h or "name" in h.lower() else "138" for h in heads)
    )
    assert cells(path) == [{"name": "周一", "head/phone": "138"}]


def test_numbers_days_and_blanks_are_as_excel_shows_them(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.xlsx", ["姓名", "电话", "日期"],
        ["周一", 13800000000, MIDNIGHT], ["周二", 13800000000.0, dt.date(2020, 2, 4)],
        [None, None, None], ["  周三 ", 1.5, "2020/2/5"],
    )  # fmt: skip
    assert read(path) == [
        TableRow(2, {"name": "周一", "head/phone": "13800000000", "day": "2020-02-03"}),
        TableRow(3, {"name": "周二", "head/phone": "13800000000", "day": "2020-02-04"}),
        TableRow(5, {"name": "周三", "head/phone": "1.5", "day": "2020/2/5"}),
    ]


def test_a_merged_cell_is_said_of_every_row_that_it_reaches(tmp_path: Path) -> None:
    book = Workbook()
    days = ["2020-02-03", None, None, "2020-02-05", None]
    names = ["周一", "周二", "周三", None, "周五"]
    rows = [["名册", None], ["姓名", "日期"], *map(list, zip(names, days, strict=True))]
    for row in rows:
        book.active.append(row)
    for merged in ("A1:B1", "B3:B5", "A5:A6"):
        book.active.merge_cells(merged)
    book.active.row_dimensions[4].hidden = True
    book.save(tmp_path / "a.xlsx")
    assert [(row.get("name"), row.get("day")) for row in cells(tmp_path / "a.xlsx")] == [
        ("周一", "2020-02-03"), ("周二", "2020-02-03"), ("周三", "2020-02-03"), ("周三", "2020-02-05"), ("周五", None),
    ]  # fmt: skip
    with opened(tmp_path / "a.xlsx", COLUMNS) as table:
        assert table.sheet.hidden == 1, "what nobody sees is read, and said"


def test_a_title_and_an_instruction_may_stand_before_the_header(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.xlsx",
        ["双柏镇网格员名册"],
        ["填写前请先阅读说明，姓名必填"],
        ["姓名", "电话"],
        ["周一", "138"],
    )
    assert read(path) == [TableRow(4, {"name": "周一", "head/phone": "138"})]


def test_the_first_sheet_with_a_header_row_is_read(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["封面"])
    sheet = book.create_sheet("名册")
    sheet.append(["姓名", "日期"])
    sheet.append(["周一", "2020-02-03"])
    book.save(tmp_path / "a.xlsx")
    assert cells(tmp_path / "a.xlsx") == [{"name": "周一", "day": "2020-02-03"}]


def test_a_nul_makes_its_own_row_faulty_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,电话\n周\x00一,138\n周二,138\n")
    assert [row["name"] for row in cells(path)] == ["周\x01一", "周二"]


def test_unknown_columns_are_told_once_and_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,民族,电话\n周一,x,138\n")
    with opened(path, COLUMNS) as table:
        assert table.heads.unknown == ("民族",)
        assert [row.cells for row in table.rows] == [{"name": "周一", "head/phone": "138"}]


def test_a_row_with_more_cells_than_the_header_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for header in ("姓名,电话", "姓名,电话,,", "姓名,电话, ,"):
        path.write_text(f"{header}\n周一,138,,\n周二,二队,138\n")
        assert [row.flaw for row in read(path)] == [None, Phrase("row.too_wide")]
