"""`oneboard registers`: lists of a register in and out by file. See docs/spec/tables.md and docs/spec/registers.md."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from oneboard.cli.main import main
from oneboard.intake.imports.inventory import columns
from oneboard.intake.imports.tables import opened
from oneboard.intake.imports.writing import writing
from oneboard.playbooks.registers import load
from oneboard.privacy.models import Opening
from oneboard.projections.models import Subject
from oneboard.recorder import recorder
from tests.house import CONTENT, House
from tests.inventory import bring, home
from tests.roster import NEW, head

REGISTERS = CONTENT / "registers"
HEADINGS = ("地点", "户编号", "户主姓名", "联系电话", "居住人数")
HOUSEHOLDS = columns(load((REGISTERS / "households.yaml").read_bytes()))


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


def inventory(path: Path, *rows: tuple[str, ...]) -> Path:
    with writing(path, HEADINGS) as write:
        for cells in rows:
            write(cells)
    return path


def run(house: House, *words: str, who: str = "dispatcher") -> int:
    """Without a server: the command has the pen itself."""
    recorder.stop()
    try:
        return main(["registers", *words, "--as", who])
    finally:
        recorder.start(house.settings.home, house.settings.time_zone)


def test_a_register_is_published_by_its_file_and_refused_with_its_line(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(house, "publish", str(REGISTERS / "gear.yaml"), who="founder") == 0
    wrong = tmp_path / "gear.yaml"
    wrong.write_text(
        (REGISTERS / "gear.yaml").read_text(encoding="utf-8").replace("keep:", "kep:"), encoding="utf-8"
    )
    assert run(house, "publish", str(wrong), who="founder") == 1
    out, err = capsys.readouterr()
    assert "gear.yaml  序号 seq" in out
    assert "kep" in err and ":" in err


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_list_is_brought_in_and_its_faulty_rows_are_given_back_to_be_mended(
    house: House, tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = ("g1", "1-1", "王五", "13800000001", "3"), ("g1", "1-2", "赵六", "13800000002", "three")
    file = inventory(tmp_path / f"h{ending}", good, bad)
    assert run(house, "import", "households", str(file)) == 1
    assert "新增 new 1 · 变更 changed 0 · 未变 unchanged 0 · 有误 faulty 1" in capsys.readouterr().out
    with opened(tmp_path / f"h.faulty{ending}", HOUSEHOLDS) as table:
        [given_back] = [row.cells for row in table.rows]
    assert (given_back["number"], given_back["people"]) == ("1-2", "three")
    mended = inventory(tmp_path / f"m{ending}", good, (*bad[:4], "2"))
    assert run(house, "import", "households", str(mended), "--check") == 0
    assert Subject.objects.count() == 1
    assert run(house, "import", "households", str(mended)) == 0
    assert "新增 new 1 · 变更 changed 0 · 未变 unchanged 1" in capsys.readouterr().out


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_what_was_exported_changes_nothing_when_it_is_imported(
    house: House, tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = home(2, number="", phone="", kind="dormitory", needs="=1+1", address="滨河路,7 号")
    assert bring(house, home(1, kind="出租"), odd) == [NEW, NEW]
    phone = house.household("li", "g1", address="７ 号\n2 单元", quiet_hours="“午后”")
    assert house.tell("li", phone) == [("recorded", "")]
    before, file = head(house), tmp_path / f"out{ending}"
    assert run(house, "export", "households", str(file), "--purpose", "check the list") == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert run(house, "import", "households", str(file)) == 0
    assert "新增 new 0 · 变更 changed 0 · 未变 unchanged 3 · 有误 faulty 0" in capsys.readouterr().out
    assert head(house) == before


def test_an_export_is_what_the_actor_may_open_each_page_one_opening(house: House, tmp_path: Path) -> None:
    assert (
        bring(house, home(1), home(2), home(3, place="g2"), home(4, place="g3"), who="officer") == [NEW] * 4
    )
    file = tmp_path / "out.csv"
    assert run(house, "export", "households", str(file), "--purpose", "call", "--place", "g1") == 0
    with opened(file, HOUSEHOLDS) as table:
        assert {row.cells["phone"] for row in table.rows} == {"13800000001", "13800000002"}
    opening = Opening.objects.get()
    assert (opening.purpose, opening.verb, opening.subjects.count()) == ("call", "subject.open", 2)
    pages = []
    after = ""
    while not pages or after:
        page = house.say(
            "dispatcher", "/registers/households/rows", "GET", purpose="call", limit=2, after=after
        ).body
        pages.append([row["place"] for row in page["rows"]])
        after = page["next"]
    assert pages == [["g1", "g1"], ["g2"]], "g3 is another town's"
    assert Opening.objects.count() == 3
    for who, code in (("clerk", "not_permitted"), ("dispatcher", "purpose.missing")):
        refused = house.say(who, "/registers/households/rows", "GET")
        assert refused.body["code"] == code
    all_ = house.say("officer", "/registers/households/rows", "GET", purpose="call").body["rows"]
    assert [row["place"] for row in all_] == ["g1", "g1", "g2", "g3"], "who brings a list may take it out"


def test_what_the_node_refuses_leaves_no_file(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "out.csv"
    assert run(house, "export", "households", str(file), "--purpose", " ") == 1
    assert run(house, "export", "ships", str(file), "--purpose", "call") == 1
    assert "households" in capsys.readouterr().err
    assert not file.exists()


def test_a_template_is_made_of_the_declaration(house: House, tmp_path: Path) -> None:
    for ending in (".csv", ".xlsx"):
        assert run(house, "template", "households", str(tmp_path / f"t{ending}")) == 0
        with opened(tmp_path / f"t{ending}", HOUSEHOLDS) as table:
            assert set(table.heads.paths) == {"@place", "@subject", *load(
                (REGISTERS / "households.yaml").read_bytes()).fields}  # fmt: skip
            assert list(table.rows) == []
    book = load_workbook(tmp_path / "t.xlsx")
    assert "出租 Rented" in [cell.value for cell in book.worksheets[2]["A"]]
    assert any("密封保存" in str(row[2].value) for row in book.worksheets[1].iter_rows())


def test_a_subject_is_known_by_the_id_of_an_export_and_by_no_other(house: House) -> None:
    bring(house, home(1))
    one = Subject.objects.get()
    assert bring(house, home(1, number="9-9", head="吴") | {"subject": one.id}) == [("changed", [])]
    assert Subject.objects.count() == 1
    lost = home(2) | {"subject": one.entry}
    assert bring(house, lost) == [("faulty", ["@subject subject.unknown"])]
    assert bring(house, home(2) | {"subject": "7"}) == [("faulty", ["@subject cell.link"])]
