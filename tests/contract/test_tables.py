"""Tables: what clerks save from Excel is read as they see it; what we write is safe to open. docs/spec/tables.md."""

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from oneboard.foundation.errors import Refusal
from oneboard.intake.imports import tables
from oneboard.intake.imports.columns import Column, Columns
from oneboard.intake.imports.tables import TableRow, opened
from tests.door import code_of

COLUMNS = Columns((
    Column("name", {"zh": "姓名", "en": "name"}, needed=True),
    Column("head/phone", {"zh": "电话", "en": "telephone"}),
    Column("day", {"zh": "日期", "en": "day"}),
))  # fmt: skip


#: As openpyxl gives a day: Excel knows no zones.
MIDNIGHT = dt.datetime(2020, 2, 3)  # noqa: DTZ001


def read(path: Path, columns: Columns = COLUMNS) -> list[TableRow]:
    with opened(path, columns) as table:
        return list(table.rows)


def cells(path: Path) -> list[dict[str, str]]:
    return [row.cells for row in read(path)]


def saved(path: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


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
        ["电话（选填）", " 姓 名*"],
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
        TableRow(2, {"name": "周一", "head/phone": "13800000000", "day": "2020-02-03"}, False),
        TableRow(3, {"name": "周二", "head/phone": "13800000000", "day": "2020-02-04"}, False),
        TableRow(5, {"name": "周三", "head/phone": "1.5", "day": "2020/2/5"}, False),
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
        assert table.hidden == 1, "what nobody sees is read, and said"


def test_a_title_and_an_instruction_may_stand_before_the_header(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.xlsx",
        ["双柏镇网格员名册"],
        ["填写前请先阅读说明，姓名必填"],
        ["姓名", "电话"],
        ["周一", "138"],
    )
    assert read(path) == [TableRow(4, {"name": "周一", "head/phone": "138"}, False)]


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
    path.write_text("姓名,电话\n周一,138,,\n周二,二队,138\n")
    assert [row.extra for row in read(path)] == [False, True]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table.columns"),
        ("电话,日期\n138,2020-02-03\n".encode(), "table.columns"),
        ("姓名,name,电话\n周,周,1\n".encode(), "table.columns"),
        (b"\xff\xfe\xff\xff\xff", "table.unreadable"),
        (b'name,day\n"open,2020\n', "table.unreadable"),
        (b"PK\x03\x04 no zip at all", "table.columns"),
    ],
)
def test_what_is_no_table_is_refused_with_what_would_be_right(
    tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert code_of(read, path) == code


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert code_of(read, tmp_path / "a.xlsx") == "table.unreadable"
    assert code_of(read, tmp_path / "none.xlsx") == "table.unreadable"


def test_limits_are_refusals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,电话\n周一,138\n周二,138\n周三,138\n")
    for name, limit in (("MOST_BYTES", 10), ("MOST_ROWS", 2), ("MOST_CELLS", 1)):
        with monkeypatch.context() as patch:
            patch.setattr(tables, name, limit)
            with pytest.raises(Refusal) as refused:
                read(path)
            assert refused.value.code == "table.too_large"
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    monkeypatch.setattr(tables, "MOST_BYTES", 1_000_000)
    assert code_of(read, bomb) == "table.too_large"
