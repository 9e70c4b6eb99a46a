"""Papers by GB/T 9704-2012: the produced file is measured, not the code that produced it."""

from xml.etree import ElementTree

import pytest

from oneboard.outputs.papers.paper import full_widths
from tests.spec.papers import MM_A_POINT, MM_A_TWIP, SENTENCE, Read, W, number, read, sample, text_of, value


@pytest.fixture(scope="module")
def file() -> Read:
    return read(sample())


def section(file: Read) -> ElementTree.Element:
    found = file.body.find(f"{W}sectPr")
    assert found is not None
    return found


def test_the_page_is_a4_and_what_is_printed_on_156_by_225(file: Read) -> None:
    width, height = number(section(file), "pgSz", "w"), number(section(file), "pgSz", "h")
    edges = {side: number(section(file), "pgMar", side) for side in ("top", "bottom", "left", "right")}
    assert [round(width * MM_A_TWIP), round(height * MM_A_TWIP)] == [210, 297]
    in_mm = {side: round(twips * MM_A_TWIP, 1) for side, twips in edges.items()}
    assert in_mm == {"top": 37, "bottom": 35, "left": 28, "right": 26}
    assert (width - edges["left"] - edges["right"]) * MM_A_TWIP == pytest.approx(156, abs=0.1)
    assert (height - edges["top"] - edges["bottom"]) * MM_A_TWIP == pytest.approx(225, abs=0.1)


def test_twenty_two_lines_fill_a_page(file: Read) -> None:
    body = file.style_of(SENTENCE)
    pitch = number(section(file), "docGrid", "linePitch")
    assert value(section(file), "docGrid", "type") == "lines"
    assert (number(body, "pPr/spacing", "line"), value(body, "pPr/spacing", "lineRule")) == (pitch, "exact")
    assert 22 * pitch * MM_A_TWIP <= 225 < 23 * pitch * MM_A_TWIP


def test_twenty_eight_characters_fill_a_line_of_the_body_in_size_3(file: Read) -> None:
    body = file.style_of(SENTENCE)
    points = number(body, "rPr/sz") / 2
    character = (points + number(body, "rPr/spacing") / 20) * MM_A_POINT
    assert points == 16
    assert 28 * character <= 156 < 29 * character
    assert value(body, "rPr/rFonts", "eastAsia") == "仿宋_GB2312"
    assert value(body, "pPr/ind", "firstLineChars") == "200"


def test_the_masthead_is_red_and_begins_35_below_and_stands_on_one_line(file: Read) -> None:
    masthead, style = file.paragraph("工作通报"), file.style_of("工作通报")
    points = number(style, "rPr/sz") / 2
    assert value(style, "rPr/color") == "FF0000"
    assert value(style, "rPr/rFonts", "eastAsia") == "方正小标宋简体"
    assert full_widths(text_of(masthead)) * points * MM_A_POINT <= 156
    free = number(masthead, "pPr/spacing", "before") * MM_A_TWIP
    assert free + 0.12 * points * MM_A_POINT == pytest.approx(35, abs=0.2)


def test_a_red_line_as_wide_as_the_text_lies_4_below_the_number(file: Read) -> None:
    style = file.style_of("〔2020〕")
    assert value(style, "pPr/pBdr/bottom", "color") == "FF0000"
    assert number(style, "pPr/pBdr/bottom", "space") * MM_A_POINT == pytest.approx(4, abs=0.2)
    assert value(style, "pPr/jc") == "center"
    assert value(style, "pPr/ind", "firstLine") == "0"
    assert number(style, "pPr/spacing", "before") == 2 * number(section(file), "docGrid", "linePitch")


def test_the_title_is_size_2_two_lines_below_and_the_addressee_one_below_it(file: Read) -> None:
    style, pitch = file.style_of("情况通报"), number(section(file), "docGrid", "linePitch")
    assert number(style, "rPr/sz") / 2 == 22
    assert value(style, "rPr/rFonts", "eastAsia") == "方正小标宋简体"
    assert number(style, "pPr/spacing", "before") == 2 * pitch
    assert number(style, "pPr/spacing", "after") == pitch
    assert value(file.style_of("各县（市、区）指挥部"), "pPr/ind", "firstLine") == "0"


@pytest.mark.parametrize(
    ("heading", "fount"),
    [
        ("一、", "黑体"),
        ("（一）", "楷体_GB2312"),
        ("1. ", "仿宋_GB2312"),
        ("（1）", "仿宋_GB2312"),
    ],
)
def test_a_heading_shows_its_level_by_its_fount(file: Read, heading: str, fount: str) -> None:
    style = file.style_of(heading)
    assert value(style, "rPr/rFonts", "eastAsia") == fount
    assert number(style, "rPr/sz") / 2 == 16
    assert value(style, "pPr/ind", "firstLineChars") == "200"


def test_the_date_ends_four_characters_from_the_edge_and_the_issuer_is_centred_above_it(file: Read) -> None:
    lines = [p for p in file.body.findall(f"{W}p") if text_of(p)][-2:]
    assert [text_of(line) for line in lines] == ["江安市疫情防控指挥部", "2020年2月3日"]
    issuer, date = (number(line, "pPr/ind", "rightChars") / 100 for line in lines)
    assert date >= 4
    assert issuer >= 2
    assert issuer + full_widths("江安市疫情防控指挥部") / 2 == date + full_widths("2020年2月3日") / 2


def test_an_issuer_shorter_than_the_date_leaves_the_date_where_it_belongs() -> None:
    lines = [p for p in read(sample(issuer="市指挥部")).body.findall(f"{W}p") if text_of(p)][-2:]
    assert number(lines[1], "pPr/ind", "rightChars") == 400
    assert number(lines[0], "pPr/ind", "rightChars") > 400


def test_the_number_of_a_page_stands_7_below_between_dashes_outside(file: Read) -> None:
    kinds = {"default": "right", "even": "left"}
    assert file.parts["word/settings.xml"].find(f"{W}evenAndOddHeaders") is not None
    footers = [part for name, part in file.parts.items() if "/footer" in name]
    found = {value(footer, "p/pPr/jc"): footer for footer in footers}
    assert found.keys() == set(kinds.values())
    for side, footer in found.items():
        assert text_of(footer) == "— 1 —"
        assert any((i.text or "").strip() == "PAGE" for i in footer.iter(f"{W}instrText"))
        assert value(footer, "p/pPr/ind", f"{side}Chars") == "100"
    style = file.style("Footer")
    assert (number(style, "rPr/sz") / 2, value(style, "rPr/rFonts", "eastAsia")) == (14, "宋体")
    dash = (number(section(file), "pgMar", "footer") + number(style, "pPr/spacing", "line") / 2) * MM_A_TWIP
    assert 35 - dash == pytest.approx(7, abs=0.3)


def test_what_every_page_must_say_stands_on_odd_and_even_ones(file: Read) -> None:
    heads = [text_of(part) for name, part in file.parts.items() if "/header" in name]
    assert heads == ["演练", "演练"]


def test_the_imprint_lies_at_the_foot_between_thicker_lines_in_size_4(file: Read) -> None:
    imprint = file.body.findall(f"{W}tbl")[-1]
    assert "抄送" in text_of(imprint)
    assert value(imprint, "tblPr/tblpPr", "tblpYSpec") == "bottom"
    eighths = {
        side: number(imprint, f"tblPr/tblBorders/{side}", "sz") for side in ("top", "insideH", "bottom")
    }
    thick = {side: round(n / 8 * MM_A_POINT, 2) for side, n in eighths.items()}
    assert thick == {"top": 0.35, "insideH": 0.26, "bottom": 0.35}
    assert number(file.style_of("抄送"), "rPr/sz") / 2 == 14


def test_a_table_repeats_its_head_and_is_as_wide_as_the_text(file: Read) -> None:
    grid = file.body.findall(f"{W}tbl")[0]
    assert grid.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
    widths = [float(column.get(f"{W}w", "")) for column in grid.iter(f"{W}gridCol")]
    assert sum(widths) * MM_A_TWIP == pytest.approx(156, abs=0.2)


def test_founts_are_named_with_what_stands_in_for_them(file: Read) -> None:
    table = file.parts["word/fontTable.xml"]
    others = {f.get(f"{W}name"): value(f, "altName") for f in table.iter(f"{W}font")}
    assert "FangSong" in others["仿宋_GB2312"]
    used = {
        fount.get(f"{W}{script}")
        for style in file.parts["word/styles.xml"].iter(f"{W}style")
        for fount in style.iter(f"{W}rFonts")
        for script in ("eastAsia", "ascii")
    }
    assert {name for name in used if name and not name.isascii()} <= others.keys()


def test_the_file_says_nothing_of_a_template(file: Read) -> None:
    core = ElementTree.tostring(file.parts["docProps/core.xml"], encoding="unicode")
    assert "python-docx" not in core
    assert "江安市疫情防控指挥部" in core
