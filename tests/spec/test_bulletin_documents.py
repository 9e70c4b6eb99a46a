"""The bulletin as a 简报 by GB/T 9704-2012 and as a workbook whose totals are formulas, measured in the files."""

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace

from oneboard.foundation.errors import Refusal
from oneboard.outputs.bulletin.bulletin import Issue
from oneboard.outputs.bulletin.document import paper_of
from oneboard.outputs.bulletin.layouts import LAYOUTS
from oneboard.outputs.papers.paper import Grid
from tests.spec.bulletins import AS_OF, COUNTED, sample, worked_out
from tests.spec.papers import MM_A_TWIP, Read, W, number, text_of, value

ISSUE = Issue(3, AS_OF + 3_600_000)


@pytest.fixture(scope="module", params=["zh", "en"])
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def paper(locale: str) -> Read:
    return Read(LAYOUTS["docx"].write(sample(), locale, ISSUE))


def places(file: bytes) -> dict[str, list[object]]:
    """The figures of each place, by the column of names."""
    return {str(row[0]): row[3:] for row in worked_out(file)[1][2:] if row[0]}


def test_the_paper_has_the_measures_of_the_standard(paper: Read, locale: str) -> None:
    section = paper.body.find(f"{W}sectPr")
    assert section is not None
    edges = {side: number(section, "pgMar", side) * MM_A_TWIP for side in ("top", "bottom", "left", "right")}
    assert edges == pytest.approx({"top": 37, "bottom": 35, "left": 28, "right": 26}, abs=0.05)
    heading, body = {"zh": ("一、", "现将截至"), "en": ("1. At the doors", "The following is")}[locale]
    for text, fount in ((heading, "黑体"), (body, "仿宋_GB2312")):
        style = paper.style_of(text)
        assert (value(style, "rPr/rFonts", "eastAsia"), number(style, "rPr/sz")) == (fount, 32)
    *grids, imprint = paper.body.iter(f"{W}tbl")
    assert len(grids) == 3, "one for each section of which something is counted"
    for table in grids:
        cells = next(table.iter(f"{W}tr")).iter(f"{W}tc")
        assert sum(number(cell, "tcPr/tcW", "w") for cell in cells) * MM_A_TWIP == pytest.approx(156, abs=0.2)
    assert {"zh": "2020年2月3日印发", "en": "printed 3 February 2020"}[locale] in text_of(imprint)


def test_the_paper_says_which_it_is_as_of_when_and_that_it_is_an_exercise(paper: Read, locale: str) -> None:
    said = text_of(paper.body)
    for text in {
        "zh": (
            "江安市疫情防控工作通报",
            "第3期",
            "截至2020年2月3日18时00分",
            "与第2期（2020年2月2日18时00分）相比",
        ),
        "en": (
            "江安市",
            "No. 3",
            "as of 18:00 on 3 February 2020",
            "since No. 2 of 18:00 on 2 February 2020",
        ),
    }[locale]:
        assert text in said
    headers = [text_of(part) for name, part in paper.parts.items() if name.startswith("word/header")]
    assert set(headers) - {""} == {{"zh": "演练", "en": "EXERCISE"}[locale]}
    assert headers.count("") <= 1


def test_every_figure_stands_in_a_sentence_with_what_changed_late_and_corrected(
    paper: Read, locale: str
) -> None:
    said = text_of(paper.body)
    clause = {
        "zh": "走访住户15,006户，比上期增加300户（其中迟报+120，更正\N{MINUS SIGN}3）；",
        "en": "Households visited: 15,006 households, 300 households more (late +120, corrected \N{MINUS SIGN}3);",
    }[locale]
    assert clause in said
    bulletin = sample()
    for line in bulletin.counted:
        assert line.change and f"{line.change.after:,}" in said
    for line in bulletin.lines:
        assert line.title[locale] in said, "also what nothing counts yet"


def test_a_table_tells_the_places_right_below_and_what_is_withheld(locale: str) -> None:
    bulletin = sample()
    tables = [block for block in paper_of(bulletin, locale, ISSUE).blocks if isinstance(block, Grid)]
    assert [row[0] for row in tables[0].rows][:2] == ["西江县", "=东江区"]
    held = replace(bulletin, rows=(replace(bulletin.rows[0], values=(None, *bulletin.rows[0].values[1:])),))
    [first, *_] = [block for block in paper_of(held, locale, ISSUE).blocks if isinstance(block, Grid)]
    assert first.rows[0][1] == "*"
    assert any(getattr(block, "text", "").startswith("* ") for block in paper_of(held, locale, ISSUE).blocks)


def test_the_first_one_compares_with_none(locale: str) -> None:
    said = text_of(Read(LAYOUTS["docx"].write(sample(previous=None, exercise=False), locale, ISSUE)).body)
    assert "300" not in said and {"zh": "首期通报", "en": "the first bulletin"}[locale] in said


def test_every_total_of_the_workbook_is_a_formula_that_comes_to_the_figure(locale: str) -> None:
    bulletin = sample()
    file = LAYOUTS["xlsx"].write(bulletin, locale, ISSUE)
    rows = places(file)
    assert rows["西江县"] == list(bulletin.rows[0].values) and rows["=东江区"] == list(
        bulletin.rows[4].values
    )
    whole = rows[{"zh": "江安市合计", "en": "江安市, whole"}[locale]]
    assert whole == [line.change.after for line in bulletin.counted if line.change]
    assert rows[{"zh": "=东江区本级", "en": "=东江区 itself"}[locale]] == [0, 0, 0, 0, 5]
    figures = [row for row in worked_out(file)[0] if row[8] in COUNTED]
    assert [row[7] for row in figures] == whole
    sheets = openpyxl.load_workbook(io.BytesIO(file)).worksheets
    totals = [cell for cell in sheets[1][3] if cell.data_type == "f"]
    assert len(totals) == len(COUNTED)
    assert {cell.value: cell.data_type for cell in sheets[1]["A"]}["=东江区"] == "s", "a name runs nothing"


def test_of_what_is_withheld_no_total_is_a_formula(locale: str) -> None:
    bulletin = sample()
    held = replace(bulletin.rows[1], values=(None, *bulletin.rows[1].values[1:]))
    rows = (bulletin.rows[0], held, *bulletin.rows[2:])
    file = LAYOUTS["xlsx"].write(replace(bulletin, rows=rows), locale, ISSUE)
    sheet = openpyxl.load_workbook(io.BytesIO(file)).worksheets[1]
    assert [cell.data_type for cell in sheet[4]][3:5] == ["n", "f"], (
        "what the towns would add up to is not all there"
    )
    assert sheet["D5"].value == "*"
    assert places(file)["西江县"] == list(bulletin.rows[0].values)


def test_a_picture_of_the_same_bulletin_is_the_same_file_or_says_what_is_missing(locale: str) -> None:
    try:
        drawn = [LAYOUTS[ending].write(sample(), locale, ISSUE) for ending in ("svg", "svg", "png")]
    except Refusal as refusal:
        assert refusal.code == "drawing.fount" and "江" in str(refusal.fields["signs"])
        return
    assert drawn[0] == drawn[1] and b"<text" not in drawn[0]
    assert drawn[2].startswith(b"\x89PNG")
    without = LAYOUTS["svg"].write(sample(exercise=False, previous=None), locale, ISSUE)
    assert b"#c00000" in drawn[0] and b"#c00000" not in without


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice here: no spreadsheet worked it out")
def test_a_spreadsheet_comes_to_the_same(tmp_path: Path) -> None:
    file = LAYOUTS["xlsx"].write(sample(), "zh", ISSUE)
    (tmp_path / "sent.xlsx").write_bytes(file)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        "out",
    ]
    subprocess.run([*command, "sent.xlsx"], check=True, capture_output=True, timeout=240, cwd=tmp_path)
    found = openpyxl.load_workbook(tmp_path / "out/sent.xlsx", data_only=True).worksheets
    for sheet, expected in zip(found, worked_out(file), strict=True):
        values = [
            [cell.value for cell in row]
            for row in sheet.iter_rows(max_row=len(expected), max_col=len(expected[0]))
        ]
        assert values == expected
