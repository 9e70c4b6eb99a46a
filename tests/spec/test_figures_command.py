"""`oneboard figures`: what a person reads on the terminal, in both languages, and what goes into files."""

import csv
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import msgspec
import openpyxl
import pytest
from rich.cells import cell_len

from oneboard.api.local import LocalDoor
from oneboard.cli.figures import behind
from oneboard.indicators import moments
from tests.house import House
from tests.spec.attic import oneboard
from tests.spec.test_figure_tables import late_and_corrected
from tests.spec.test_figures import story

Said = pytest.CaptureFixture[str]


@pytest.fixture
def told(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Visits in time, late and corrected, at a node that is running; the terminal speaks English."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    story(house)
    late_and_corrected(house)
    door = LocalDoor(house.settings.home)
    door.start()
    try:
        yield house
    finally:
        door.stop()


def asked(capsys: Said, *words: object, who: str = "officer") -> list[str]:
    """The lines that are printed; none is wider than a terminal of eighty columns."""
    assert oneboard("figures", *words, "--as", who) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(cell_len(line) <= 80 for line in lines)
    return lines


def cells(lines: list[str], begins: str) -> list[str]:
    return next(line.split() for line in lines if line.startswith(begins))


def test_a_place_is_told_with_what_came_late_and_what_was_corrected(told: House, capsys: Said) -> None:
    english = asked(capsys, "--place", "5117")
    assert "as of" in english[0] and f"(entry {moments.now().seq})" in english[0]
    assert cells(english, "leaflets_handed_out") == ["leaflets_handed_out", "19", "4", "-4"]
    assert cells(english, "Households visited")[2:] == ["3", "households", "1"]
    assert english[-1].endswith("--level county | town | village | grid | site")
    chinese = asked(capsys, "--place", "5117", "--lang", "zh")
    assert cells(chinese, "走访户数") == ["走访户数", "3", "户", "1"]
    assert "截至" in chinese[0] and not any("figure" in line for line in chinese)
    # A column of numbers ends at one place, however wide the words beside it are.
    ends = {cell_len(line.split(" 户")[0].rstrip()) for line in chinese if " 户" in line}
    head = next(line for line in chinese if line.startswith("指标"))
    assert ends == {cell_len(head[: head.index("数字") + 2])}


def test_places_of_a_level_stand_in_a_table_and_late_figures_are_marked(told: House, capsys: Said) -> None:
    lines = asked(capsys, "--place", "511702001", "--level", "grid")
    assert cells(lines, "g1 地")[2:] == ["2*", "14*~"]
    assert cells(lines, "g2 地")[2:] == ["1", "5"]
    assert any(line.startswith("* some of it came late") for line in lines)
    assert asked(capsys, "--place", "g1", "--level", "town")[-1].startswith("g1 地 has no town below it")
    public = asked(capsys, "--place", "511702001", "--level", "village", "--public")
    assert cells(public, "511702001001")[2:] == ["…", "14"] and any("… withheld" in line for line in public)
    with mock.patch.dict("os.environ", COLUMNS="40"):
        blocks = asked(capsys, "--place", "5117", "--level", "county", "--lang", "zh")
    assert sum(line.startswith("511702 地") for line in blocks) == 2, "one table after the other"
    assert all(cell_len(line) <= 40 for line in blocks if line.startswith("5117"))


def test_days_and_changes_are_told(told: House, capsys: Said) -> None:
    today = told.say("officer", "/figures/table", method="GET", place="5117").body["recorded_at"][:10]
    lines = asked(capsys, "--place", "5117", "--since", "2020-02-03", "--until", "2020-02-04")
    assert any(line.startswith("Nothing has been counted") for line in lines)
    assert any(today[:4] in line for line in asked(capsys, "--place", "5117"))
    changed = asked(capsys, "--place", "5117", "--level", "county", "--changes", moments.now().seq - 1)
    assert "-2" in cells(changed, "511702 地") and len([x for x in changed if x.startswith("511702 地")]) == 1
    same = asked(capsys, "--place", "5117", "--changes", moments.now().seq)
    assert any(line.startswith("Nothing changed since entry") for line in same)


def test_what_is_behind_a_figure_comes_by_pages_or_whole(told: House, tmp_path: Path, capsys: Said) -> None:
    first = asked(capsys, "--place", "5117", "--entries", "leaflets_handed_out", "--limit", 1)
    assert "leaflets_handed_out  19" in first[1]
    after = first[-1].removeprefix("There are more: --after ")
    rest = asked(capsys, "--place", "5117", "--entries", "leaflets_handed_out", "--after", after)
    assert after not in "".join(rest) and "There are more" not in rest[-1]
    out = tmp_path / "behind.csv"
    with mock.patch.object(behind, "_MANY", 2):
        asked(capsys, "--place", "5117", "--entries", "leaflets_handed_out", "--out", out)
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert sum(int(row["counts"]) for row in rows) == 19 and len(rows) == 4
    assert [row["late"] for row in rows].count("1") == 1
    assert {row["step"] for row in rows} == {"visit"}


def test_figures_go_into_files_as_numbers(told: House, tmp_path: Path, capsys: Said) -> None:
    where = ("--place", "5117", "--level", "town")
    [heading, city, *towns] = csv.reader(asked(capsys, *where, "--format", "csv"))
    assert heading[4:] == ["Households visited (households)", "leaflets_handed_out"]
    assert city[4:] == ["3", "19"] and len(towns) == 3
    out = tmp_path / "figures.xlsx"
    asked(capsys, *where, "--out", out, "--lang", "zh")
    rows = list(openpyxl.load_workbook(out).worksheets[0].iter_rows(values_only=True))
    assert rows[0][4] == "走访户数（户）" and rows[1][4:] == (3, 19)
    answer = msgspec.json.decode("\n".join(asked(capsys, *where, "--format", "json")))
    assert answer["rows"][0]["values"] == [3, 19]


def test_an_empty_node_and_wrong_words_are_told(told: House, tmp_path: Path, capsys: Said) -> None:
    early = asked(capsys, "--place", "5117", "--as-of", "2020-01-01T00:00:00Z")
    assert early[0].endswith("the journal was empty then")
    assert any(line.startswith("Nothing has been counted") for line in early)
    assert oneboard("figures", "--place", "5117", "--indicators", "leaflets", "--as", "officer") == 1
    assert "leaflets_handed_out" in capsys.readouterr().err
    assert oneboard("figures", "--place", "g1", "--out", tmp_path / "a.csv", "--as", "li") == 1
    assert not (tmp_path / "a.csv").exists()
    for words in (("--format", "xlsx"), ("--out", "a.pdf"), ("--edition", "x", "--level", "town")):
        with pytest.raises(SystemExit):
            oneboard("figures", "--place", "5117", *words, "--as", "officer")
