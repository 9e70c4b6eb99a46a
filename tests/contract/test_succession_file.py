"""The report of a proposal is the file of successions: written, filled in by a person, and read back."""

import codecs
import csv
import io
from pathlib import Path

import openpyxl
import pytest

from oneboard.foundation.words import LOCALES
from oneboard.intake.imports.successions import for_a_person, read_successions, write_report
from oneboard.vocabulary.editions import EditionPlace
from oneboard.work.proposals import Ask
from oneboard.work.succession import propose
from oneboard.work.wills import Succession
from tests.contract.territories import first, second

FILLED = ("511702108001", "511724107201")


def rows_of(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig" if raw.startswith(codecs.BOM_UTF8) else "gb18030")
        return list(csv.reader(io.StringIO(text, newline="")))
    book = openpyxl.load_workbook(path)
    return [[str(cell or "") for cell in row] for sheet in book for row in sheet.iter_rows(values_only=True)]


def filled(path: Path, place: str, heir: str, share: str = "") -> None:
    """A person writes into the columns `to` and `share`."""
    if path.suffix == ".csv":
        lines = [[*row[:8], heir, share, *row[10:]] if row[1] == place else row for row in rows_of(path)]
        with path.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows(lines)
        return
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            if row[1].value == place:
                row[8].value, row[9].value = heir, share
    book.save(path)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_report_says_every_proposal_and_is_read_back(tmp_path: Path, suffix: str, locale: str) -> None:
    path = tmp_path / f"report.{suffix}"
    chosen = [line for n, line in enumerate(second().lines) if n % 20 == 0 or line.place in FILLED]
    write_report(path, chosen, locale)
    assert {line.place for line in chosen} <= {row[1] for row in rows_of(path)}
    assert read_successions(path).rows == []
    filled(path, "511702108001", "511702108001", "60%")
    filled(path, "511724107201", "511724106 石河镇")
    read = read_successions(path)
    assert [(row.origin, row.heir, row.share) for row in sorted(read.rows)] == [
        ("511702108001", "511702108001", 0.6),
        ("511724107201", "511724106", None),
    ]
    assert read.faults == []
    assert second(*read.rows).unfit == ()


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_report_of_what_was_told_tells_it_again(tmp_path: Path, suffix: str) -> None:
    """Splits with their shares and single grids too, so that the latest report is always the whole file."""
    grid = next(p.id for p in first().edition.places if p.level == "grid" and p.parent == "511702103211")
    rows = (
        Succession("511702108001", "511702102", 0.7, 2),
        Succession("511702108001", "511702103", 0.25, 3),
        Succession("511724107201", "511724106", None, 4),
        Succession(grid, "511702103200", None, 5),
    )
    path = tmp_path / f"report.{suffix}"
    write_report(path, [line for line in second(*rows).lines if line.told], "zh")
    read = read_successions(path)
    assert sorted(row[:3] for row in read.rows) == sorted(row[:3] for row in rows)
    assert {p.id: p for p in second(*rows).edition.places}[grid].parent == "511702103200"
    assert second(*read.rows).edition == second(*rows).edition


def test_those_that_need_a_person_come_first(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    write_report(path, second().lines, "en")
    reasons = [row[0] for row in rows_of(path)[1:]]
    waiting = len(for_a_person(second().lines))
    assert waiting == 1302
    assert {reason.endswith("for a person") for reason in reasons[:waiting]} == {True}
    assert not any(reason.endswith("for a person") for reason in reasons[waiting:])


@pytest.mark.parametrize(
    ("text", "share"),
    [("", None), ("0.6", 0.6), ("60", 0.6), ("60%", 0.6), ("1", 1.0), ("100 %", 1.0), ("1%", 0.01)],
)
def test_a_share_is_read_as_people_write_it(tmp_path: Path, text: str, share: float | None) -> None:
    path = tmp_path / "s.csv"
    path.write_text(f"from,to,share\n1,2,{text}\n", encoding="utf-8")
    assert read_successions(path).rows == [Succession("1", "2", share, 2)]


@pytest.mark.parametrize("text", ["much", "-1", "101", "nan"])
def test_a_share_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "s.csv"
    path.write_text(f"原代码,归入,份额\n1,2,{text}\n", encoding="gb18030")
    read = read_successions(path)
    assert ([(fault.row, fault.key) for fault in read.faults], read.rows) == ([(2, "share_unreadable")], [])


def test_a_name_is_never_a_formula(tmp_path: Path) -> None:
    root = EditionPlace(id="51", level="city", name="市")
    county = EditionPlace(id="5101", level="county", name="=HYPERLINK(1)", parent="51", code="5101")
    lines = propose(Ask("9", "t", "s", "2020-01-01", [root], [root, county])).lines
    for suffix in ("csv", "xlsx"):
        path = tmp_path / f"r.{suffix}"
        write_report(path, lines, "zh")
        [name] = [row[2] for row in rows_of(path) if row[1] == "5101"]
        assert name == ("'=HYPERLINK(1)" if suffix == "csv" else "=HYPERLINK(1)")
    cell = openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[0]["C2"]
    assert cell.data_type == "s"


def test_an_empty_report_is_still_a_file(tmp_path: Path) -> None:
    write_report(tmp_path / "r.xlsx", [], "zh")
    assert read_successions(tmp_path / "r.xlsx").faults == []
