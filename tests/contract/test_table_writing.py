"""Tables that we write: safe to open, and explained. See docs/spec/tables.md."""

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from oneboard.foundation.words import LOCALES, catalogue
from oneboard.intake.imports.columns import REASONS_HEADING
from oneboard.intake.imports.roster import COLUMNS as ROSTER
from oneboard.intake.imports.tables import opened
from oneboard.intake.imports.writing import write_template, writing
from tests.contract.tabled import COLUMNS, cells, read


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_cell_that_looks_like_a_formula_is_text_and_comes_back_as_it_was(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"a{ending}"
    evil = ["=cmd|' /C calc'!A0", "+8613800000000", "-1", "@SUM(A1)", "0017"]
    with writing(path, ["姓名 name", "电话 telephone"]) as write:
        for text in evil:
            write([text, "1"])
    assert [row["name"] for row in cells(path)] == evil
    if ending == ".xlsx":
        sheet = load_workbook(path).active
        assert {sheet.cell(row, 1).data_type for row in range(2, 7)} == {"s"}
    else:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel reads UTF-8 by its mark"
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert not [row for row in csv.reader(file) if row[0][:1] in "=+-@"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_column_of_reasons_is_passed_over_when_mended_rows_come_back(tmp_path: Path) -> None:
    with writing(tmp_path / "a.csv", ["姓名 name", "日期 day", REASONS_HEADING]) as write:
        write(["周一", "2020-02-03", "2: 看不懂这个日期"])
    with opened(tmp_path / "a.csv", COLUMNS) as table:
        assert table.heads.unknown == ()
        assert [row.cells for row in table.rows] == [{"name": "周一", "day": "2020-02-03"}]


def test_a_template_is_an_empty_table_that_explains_itself(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    write_template(path, ROSTER.columns)
    assert read(path, ROSTER) == []
    book = load_workbook(path)
    table, notes = book.worksheets[:2]
    assert table.freeze_panes == "A2"
    assert [str(rule.sqref) for rule in table.data_validations.dataValidation] == ["F2:F2000"]
    assert "网格员" in [cell.value for cell in book.worksheets[2]["A"]]
    assert notes.max_row == len(ROSTER.columns) + 1
    assert all(
        cell.value for row in notes.iter_rows(min_row=2, max_col=4) for cell in row if cell.column != 2
    )


def test_every_column_of_a_roster_is_named_and_explained_in_both_languages() -> None:
    for locale in LOCALES:
        for section in ("column", "about"):
            named = {key for key in catalogue(locale)[section] if key.startswith("roster.")}
            assert named == {f"roster.{column.path}" for column in ROSTER.columns}
