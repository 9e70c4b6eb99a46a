"""`oneboard people`: a roster from a file, and a sheet of codes to print. See docs/spec/people.md."""

import re
from pathlib import Path

import pytest
from django.test import Client

from oneboard.cli.main import main
from oneboard.intake.imports.roster import COLUMNS
from oneboard.intake.imports.tables import opened
from oneboard.intake.imports.writing import writing
from oneboard.projections.models import Member, Post
from oneboard.recorder import recorder
from tests.house import House
from tests.roster import bring, head, row
from tests.spec.attic import serving

HEADINGS = ("工号", "姓名", "电话", "单位", "角色", "地点")


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


def roster(path: Path, *rows: dict[str, str]) -> Path:
    with writing(path, HEADINGS) as write:
        for cells in rows:
            write([cells[name] for name in ("number", "name", "phone", "unit", "role", "place")])
    return path


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_file_is_brought_in_and_its_faulty_rows_are_given_back_to_be_mended(
    town: House, tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = roster(tmp_path / f"r{ending}", row(1), row(2, role="king"), row(3, phone="=1+1"), row(4))
    with serving(town):
        assert main(["people", "import", str(file), "--as", "head"]) == 1
    assert "新增 new 2 · 变更 changed 0 · 未变 unchanged 0 · 有误 faulty 2" in capsys.readouterr().out
    faulty = tmp_path / f"r.faulty{ending}"
    with opened(faulty, COLUMNS) as table:
        given_back = [r.cells for r in table.rows]
    assert [(cells["number"], cells["phone"]) for cells in given_back] == [
        ("0002", "13800000002"),
        ("0003", "=1+1"),
    ]
    mended = [{**cells, "role": "网格员", "phone": "13811111111"} for cells in given_back]
    with serving(town):
        assert main(["people", "import", str(roster(file, *mended)), "--as", "head"]) == 0
    assert Post.objects.filter(member__in=Member.objects.exclude(number=None).values("id")).count() == 4


def test_importing_again_changes_nothing_and_needs_no_server(
    town: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = roster(tmp_path / "r.csv", *(row(n) for n in range(1, 6)))
    recorder.stop()
    for said in ("新增 new 5 ·", "未变 unchanged 5 ·"):
        assert main(["people", "import", str(file), "--as", "head"]) == 0
        assert said in capsys.readouterr().out
    before = head(town)
    assert main(["people", "import", str(file), "--as", "head", "--check"]) == 0
    assert head(town) == before
    assert not list(tmp_path.glob("*.faulty*"))


def test_reasons_are_in_the_readers_language_with_the_number_of_the_row(town: House, tmp_path: Path) -> None:
    file = roster(tmp_path / "r.csv", row(1), row(2, name=""))
    with serving(town):
        main(["people", "import", str(file), "--as", "head", "--faulty", str(tmp_path / "back.csv")])
    text = (tmp_path / "back.csv").read_text("utf-8-sig")
    assert "3: 姓名 name: 这一格是空的。 → 这一列必须填写。" in text


def test_what_the_node_refuses_is_said_as_the_node_says_it(
    town: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = roster(tmp_path / "r.csv", row(1))
    with serving(town):
        assert main(["people", "import", str(file), "--as", "li"]) == 1
        assert (
            main(["people", "sheet", "no such unit", "--as", "head", "--out", str(tmp_path / "s.html")]) == 1
        )
    said = capsys.readouterr().err
    assert "member.manage" in said
    assert "单位" in said
    assert not (tmp_path / "s.html").exists()


def test_a_row_with_a_comma_too_many_is_not_taken_for_another_persons(town: House, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("工号,姓名,单位,角色,地点\n0001,周,一,双柏镇综治中心,网格员,g1\n")
    with serving(town):
        assert main(["people", "import", str(tmp_path / "r.csv"), "--as", "head"]) == 1
    assert "另存为 .xlsx" in (tmp_path / "r.faulty.csv").read_text("utf-8-sig")
    assert not Member.objects.filter(number="0001").exists()


def test_a_sheet_has_a_card_with_a_working_code_for_each_who_has_no_phone(
    town: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring(town, row(1), row(2, name="欧阳<一>"), row(3, role="town_dispatcher", place="511702001"))
    out = tmp_path / "sheet.html"
    with serving(town):
        assert main(["people", "sheet", "双柏镇综治中心", "--as", "head", "--out", str(out)]) == 0
    page = out.read_text("utf-8")
    assert out.stat().st_mode & 0o777 == 0o600
    assert page.count('class="card"') == 2, "who does not work in the field gets none"
    assert "欧阳&lt;一&gt;" in page
    assert not re.findall(r"(?:src|href)=|url\(|https?://(?!www\.w3\.org)", page), (
        "it asks for nothing outside"
    )
    codes = [
        "".join(re.findall(r"<b>(\w+)</b>", code)) for code in re.findall(r'class="code">(.*?)</p>', page)
    ]
    client = Client(SERVER_NAME="localhost")
    for code in codes:
        enrolled = client.post("/devices", {"code": code.lower(), "name": "phone"}, "application/json")
        assert enrolled.status_code == 200
    capsys.readouterr()
    with serving(town):
        main(["people", "sheet", "双柏镇综治中心", "--as", "head", "--out", str(out)])
    assert "已有未吊销的手机" in capsys.readouterr().out
    assert 'class="card"' not in out.read_text("utf-8")
