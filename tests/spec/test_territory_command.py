"""`oneboard territory`: from files to an edition in force, with a person in between. See docs/spec/territory.md."""

from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

from oneboard.journal.models import Line
from oneboard.projections.models import Place
from oneboard.recorder import recorder
from tests.house import House
from tests.spec.attic import differences, oneboard

#: One town is gone; one of its villages stands under another, and the other is not to be found under its name.
LISTS = {
    "counties": "code,name\n511702,511702 地\n511703,511703 地\n",
    "towns": "code,name\n511702002,511702002 地\n511703001,511703001 地\n",
    "villages": "code,name\n511702002001,511702001001 地\n511702002002,合兴村民委员会\n",
}


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "lists"
    folder.mkdir()
    for name, said in LISTS.items():
        (folder / f"{name}2020.csv").write_text(said, encoding="gb18030")
    return folder


def proposed(lists: Path, *words: object, who: str = "founder") -> int:
    out = lists.parent / "edition.json"
    return oneboard("territory", "propose", lists, "--edition", "2020", "--title", "二〇二〇年", "--out", out,
                    "--valid-from", "2020-06-30", "--as", who, *words)  # fmt: skip


def adopted(lists: Path, who: str = "founder") -> int:
    return oneboard("territory", "adopt", lists.parent / "edition.json", "--as", who)


def edition_of(lists: Path) -> dict[str, dict[str, Any]]:
    places = msgspec.json.decode((lists.parent / "edition.json").read_bytes())["places"]
    return {place["id"]: place for place in places}


def parents() -> dict[str, str | None]:
    return dict(Place.objects.values_list("id", "parent"))


def test_from_lists_to_an_edition_in_force_with_a_person_in_between(
    served: House, lists: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = lists.parent / "report.xlsx"
    assert oneboard("territory", "check", lists) == 0
    assert proposed(lists, "--report", report) == 0
    assert "1" in capsys.readouterr().out
    # g2's village is not found by its name: it goes with the majority, and says so.
    assert edition_of(lists)["511702001002"] == {
        "id": "511702001002", "level": "village", "name": "511702001002 地", "parent": "511702002",
        "placed_by": "majority",
    }  # fmt: skip
    fill(report, "511702001002", "511702002002")
    assert proposed(lists, "--succession", report) == 0
    assert adopted(lists) == 0
    now = parents()
    assert (now["g1"], now["g2"], now["g3"]) == ("511702001001", "511702001002", "511703001")
    assert (now["511702001001"], now["511702001002"]) == ("511702002", "511702002")
    assert "511702001" not in now
    renamed = Place.objects.get(id="511702001002")
    assert (renamed.name, renamed.code, renamed.placed_by) == ("合兴村民委员会", "511702002002", "file")


def fill(report: Path, place: str, heir: str) -> None:
    book = openpyxl.load_workbook(report)
    for sheet in book:
        for row in sheet.iter_rows():
            if row[1].value == place:
                row[8].value = heir
    book.save(report)


def test_adopting_the_same_file_again_changes_nothing(served: House, lists: Path) -> None:
    assert proposed(lists) == adopted(lists) == 0
    before = (Line.objects.count(), parents())
    assert adopted(lists) == 0
    assert (Line.objects.count(), parents()) == before


def test_the_next_edition_builds_on_the_one_in_force(served: House, lists: Path) -> None:
    assert proposed(lists) == adopted(lists) == 0
    (lists / "villages2020.csv").write_text(
        LISTS["villages"].replace("合兴村民委员会", "511702001002 地"), encoding="utf-8"
    )
    assert proposed(lists, "--edition", "2020-2") == 0
    assert (edition_of(lists)["511702001002"]["code"], edition_of(lists)["g2"]["placed_by"]) == (
        "511702002002", "name",
    )  # fmt: skip


def test_a_faulty_list_is_named_by_row_and_no_edition_is_written(
    served: House, lists: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (lists / "villages2020.csv").open("a", encoding="gb18030") as file:
        file.write("511702002002,又一村\n511799001001,无处村\n")
    assert oneboard("territory", "check", lists) == 1
    assert proposed(lists) == 1
    said = capsys.readouterr().err
    for at in ("villages2020.csv:4", "villages2020.csv:5"):
        assert at in said
    assert not (lists.parent / "edition.json").exists()


def test_a_row_of_successions_that_cannot_be_followed_is_named(
    served: House, lists: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = lists.parent / "s.csv"
    told.write_text("from,to,share\n511702001002,999,\n511702001002,511702002002,many\n", encoding="utf-8")
    assert proposed(lists, "--succession", told) == 1
    assert "s.csv:3" in capsys.readouterr().err
    told.write_text("from,to,share\n511702001002,999,\n", encoding="utf-8")
    assert proposed(lists, "--succession", told) == 1
    assert "s.csv:2" in capsys.readouterr().err
    assert not (lists.parent / "edition.json").exists()


def test_a_list_of_another_city_is_not_taken_for_ours(
    served: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "counties2020.csv").write_text("code,name\n510104,锦江区\n510105,青羊区\n", encoding="utf-8")
    assert proposed(tmp_path) == 1
    assert "5101" in capsys.readouterr().err


def test_who_may_not_manage_places_proposes_and_adopts_nothing(
    served: House, lists: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert proposed(lists, who="li") == 1
    assert proposed(lists) == 0
    before = parents()
    assert adopted(lists, who="officer") == 1
    assert "place.manage" in capsys.readouterr().err
    assert parents() == before


@pytest.mark.parametrize("words", [("check", "nowhere"), ("adopt", "nowhere.json", "--as", "founder")])
def test_what_is_not_there_is_said(
    served: House, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert oneboard("territory", *words) == 1
    assert "nowhere" in capsys.readouterr().err


def test_what_is_no_edition_is_said(
    served: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "edition.json").write_text('{"edition": "2020", "places": []}')
    assert oneboard("territory", "adopt", tmp_path / "edition.json", "--as", "founder") == 1
    assert "edition.json" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert oneboard("territory", "check", tmp_path / "empty") == 1


def test_replay_gives_the_same_after_an_edition(house: House, lists: Path) -> None:
    """Here nobody serves: the command line takes the pen itself."""
    recorder.stop()
    assert proposed(lists) == adopted(lists) == 0
    assert differences(house.settings) == 0
