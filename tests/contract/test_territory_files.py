"""Files of a territory: read as other cities write them, every fault named by file and row."""

from pathlib import Path

import openpyxl
import pytest

from oneboard.foundation.words import LOCALES
from oneboard.intake.imports.faults import serious
from oneboard.intake.imports.official import above, whole
from oneboard.intake.imports.territory import editions_in
from tests.contract.files import LIST, found, told
from tests.contract.territories import territory


def test_the_two_editions_of_the_city_are_read_whole() -> None:
    of_2019, of_2020 = territory("2019"), territory("2020")
    assert (len(of_2019.official.places), len(of_2019.grids), len(of_2019.boundaries)) == (3546, 4300, 7)
    assert (len(of_2020.official.places), len(of_2020.grids), of_2020.official.root) == (2468, 0, "5117")
    assert serious([*of_2019.faults, *of_2020.faults]) == []
    notes = [fault for fault in of_2019.faults if not fault.file.startswith("grids")]
    assert [n.key for n in notes].count("name_rare") == 8
    assert [(n.key, n.fields["code"]) for n in notes if n.key != "name_rare"] == [
        ("outline_missing", "511771")
    ]


def test_the_editions_in_a_folder_are_told_by_the_names_of_its_files() -> None:
    assert editions_in(Path(__file__).parents[2] / "data/territory") == ["2019", "2020"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_is_read_in_any_of_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    read = found(tmp_path, places=LIST.replace("二马路", "田家塝").encode(encoding))
    assert [place.name for place in read.official.places] == ["通川区", "东城街道", "田家塝社区居民委员会"]


def test_a_list_is_read_under_the_names_that_other_cities_give_its_columns(tmp_path: Path) -> None:
    rows = "统计用区划代码,名称,上级代码\n511702000000,通川区,510000\n511702001000,东城街道,511702000000\n"
    (tmp_path / "县镇名单.csv").write_bytes(rows.encode("gb18030"))
    read = found(tmp_path)
    assert [(p.id, p.level, p.parent) for p in read.official.places] == [
        ("511702", "county", "51"), ("511702001", "town", "511702"),
    ]  # fmt: skip


def test_a_spreadsheet_is_read_like_a_list(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("代码", "名称"), (511702, "通川区"), (511702001.0, "东城街道"), (None, None)):
        book.worksheets[0].append(row)
    book.save(tmp_path / "places.xlsx")
    assert [place.id for place in found(tmp_path).official.places] == ["511702", "511702001"]


def test_parents_follow_from_codes_by_whole_segments(tmp_path: Path) -> None:
    read = found(tmp_path, places=LIST)
    assert [place.parent for place in read.official.places] == ["5117", "511702", "511702001"]
    assert (whole("511700"), whole("511702100"), whole("511702100000"), whole("510000000000")) == (
        "5117", "511702100", "511702100", "51",
    )  # fmt: skip
    assert (above("511702101"), above("5117"), above("51")) == ("511702", "51", None)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("511702001,西城街道\n", ("places.csv", 5, "code_twice")),
        ("511702002001,凉水井社区\n", ("places.csv", 5, "parent_missing")),
        ("51170200,西城街道\n", ("places.csv", 5, "code_length")),
        ("51170X,西城街道\n", ("places.csv", 5, "code_digits")),
        (",西城街道\n", ("places.csv", 5, "code_digits")),
        ("511702002, \n", ("places.csv", 5, "name_empty")),
        ("511703,达川区\n511702003\n", ("places.csv", 6, "name_empty")),
    ],
)
def test_a_faulty_row_is_named_and_the_others_are_read(
    tmp_path: Path, more: str, expected: tuple[str, int, str]
) -> None:
    read = found(tmp_path, places=LIST + more)
    assert told(read.faults) == [expected]
    assert [fault.note for fault in read.faults] == [False]
    assert {"511702", "511702001", "511702001001"} <= {place.id for place in read.official.places}


def test_what_is_odd_but_may_be_right_is_kept_and_noted(tmp_path: Path) -> None:
    read = found(tmp_path, places=LIST + "511702001002,二马路社区居民委员会\n511702001003,𠅤家塝村\n")
    assert told(read.faults) == [("places.csv", 5, "name_twice"), ("places.csv", 6, "name_rare")]
    assert [fault.note for fault in read.faults] == [True, True]
    assert len(read.official.places) == 5


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (b"", "column_missing"),
        (b"a,b\n1,2\n", "column_missing"),
        ("代码,代码,名称\n5117,5117,达州市\n".encode(), "column_twice"),
        (b"code,name\n5117\xff\x00\xff,\x81", "unreadable"),
    ],
)
def test_a_file_that_is_no_list_is_named_whole(tmp_path: Path, raw: bytes, key: str) -> None:
    read = found(tmp_path, places=raw)
    assert [fault.key for fault in read.faults] == [key]
    assert read.official.places == ()


def test_a_spreadsheet_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "places.xlsx").write_bytes(b"PK no zip")
    assert told(found(tmp_path).faults) == [("places.xlsx", 0, "unreadable")]


def test_every_fault_says_what_would_be_right_in_both_languages(tmp_path: Path) -> None:
    read = found(tmp_path, places=LIST + "511702,达川区\n51,\nx,y\n511799001,街道\n", map=b"[]")
    for locale in LOCALES:
        said = [fault.text(locale) for fault in read.faults]
        assert len(set(said)) == len(said) >= 5
        assert all(len(text) > 10 for text in said)
