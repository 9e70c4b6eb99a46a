"""Files that a spreadsheet, an export or a disk has spoilt. See docs/spec/tables.md."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from oneboard.foundation.errors import Refusal
from oneboard.intake.imports import sheets, workbooks
from oneboard.intake.imports.tables import opened
from tests.contract.tabled import COLUMNS, MIDNIGHT, cells, read, saved
from tests.door import code_of


def test_quotation_marks_that_do_not_fit_make_their_own_lines_faulty_and_no_others(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('name,day\na,1\n"b"x,2\nc,"3\n4"\nd,4\n"e,5\nf,6\n')
    rows = read(path)
    assert [(row.number, row.cells.get("name"), row.flaw and row.flaw.fields["lines"]) for row in rows] == [
        (2, "a", None), (3, None, "3"), (4, "c", None), (5, "d", None), (6, None, "7–8"),
    ]  # fmt: skip


def test_what_a_spreadsheet_has_spoilt_is_taken_for_no_number_and_no_day(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.xlsx", ["姓名", "电话", "日期"],
        ["周一", 511702199001011234, 43891], ["周二", 123456789012345, MIDNIGHT.replace(hour=8)], ["周三", 0.1 + 0.2],
        ["周四", "511702199001011234"],
    )  # fmt: skip
    assert [(row["head/phone"], row.get("day")) for row in cells(path)] == [
        ("5.11702E+17", "43891"), ("123456789012345", "2020-02-03 08:00:00"), ("0.3", None),
        ("511702199001011234", None),
    ]  # fmt: skip


def test_hidden_sheets_come_last_and_formulas_without_a_result_are_told(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["姓名", "日期"])
    book.active.append(["旧", "2019-01-01"])
    book.active.sheet_state = "hidden"
    for title in ("一镇", "二镇"):
        sheet = book.create_sheet(title)
        sheet.append(["姓名", "日期"])
        sheet.append([title, "=TODAY()"])
    book.active = 1
    book.save(tmp_path / "a.xls")
    with opened(tmp_path / "a.xls", COLUMNS) as table:
        assert [row.cells["name"] for row in table.rows] == ["一镇"]
        assert (table.sheet.name, table.sheet.unvalued, table.others) == ("一镇", 1, ("二镇", "Sheet"))


def test_a_workbook_that_breaks_off_is_a_refusal(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", ["姓名", "电话"], *(["周一", "138"] for _ in range(500)))
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as broken:
        for part in whole.namelist():
            content = whole.read(part)
            broken.writestr(part, content[:-9000] if part.endswith("sheet1.xml") else content)
    assert code_of(read, tmp_path / "b.xlsx") == "table.unreadable"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table.no_header"),
        ("电话,日期\n138,2020-02-03\n".encode(), "table.columns"),
        ("姓名,name,电话\n周,周,1\n".encode(), "table.columns"),
        (b"\xff\xfe\xff\xff\xff", "table.unreadable"),
        (b"name,day\nx,\xff\xff\n", "table.encoding"),
        (b"PK\x03\x04 no zip at all", "table.no_header"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old .xls, or one with a password", "table.format"),
        (b"\xef\xbb\xbf<HTML><table><tr><td>", "table.format"),
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
        archive.writestr("content.xml", "<a/>")
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert code_of(read, tmp_path / "a.xlsx") == "table.format"
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert code_of(read, tmp_path / "a.xlsx") == "table.unreadable"
    assert code_of(read, tmp_path / "none.xlsx") == "table.unreadable"


def test_limits_are_refusals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,电话\n周一,138\n周二,138\n周三,138\n")
    for name, limit in (("MOST_BYTES", 10), ("MOST_ROWS", 2), ("MOST_CELLS", 1)):
        with monkeypatch.context() as patch:
            patch.setattr(sheets, name, limit)
            with pytest.raises(Refusal) as refused:
                read(path)
            assert refused.value.code == "table.too_large"
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    monkeypatch.setattr(workbooks, "MOST_BYTES", 1_000_000)
    assert code_of(read, bomb) == "table.too_large"
