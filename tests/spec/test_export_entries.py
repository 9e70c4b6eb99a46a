"""Exports of entries: what may be read, of one's ground, in the order of the journal. See docs/figures.md."""

import csv
import io
from pathlib import Path
from unittest import mock

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneboard.cli import export
from oneboard.foundation.clock import iso
from oneboard.journal.models import Line
from oneboard.outputs.exports import entries
from tests.house import House
from tests.spec.attic import oneboard, serving
from tests.spec.test_figures import story


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))


def test_every_entry_of_a_ground_is_exported_once_and_nothing_sealed_leaves(
    house: House, tmp_path: Path
) -> None:
    story(house)
    out = tmp_path / "entries.csv"
    # Pages and statements end amid what is exported.
    with serving(house), mock.patch.object(export, "PAGE", 4), mock.patch.object(entries, "_AT_ONCE", 3):
        assert oneboard("export", "entries", "--out", out, "--as", "dispatcher") == 0
    bodies = [(line, msgspec.json.decode(line.body)) for line in Line.objects.order_by("seq")]
    places = {"511702001", "511702001001", "511702001002", "g1", "g2"}
    mine = [(line, body) for line, body in bodies if body.get("place") in places]
    found = rows(out)
    assert [(row["seq"], row["id"]) for row in found] == [(str(line.seq), body["id"]) for line, body in mine]
    for row, (line, body) in zip(found, mine, strict=True):
        assert msgspec.json.decode(row["readable"] or "{}") == body.get("readable", {})
        assert row["step"] == (body["fact"].get("step") or "") and row["kind"] == body["kind"]
        assert row["recorded_at"] == iso(line.recorded_at)
    text = out.read_text()
    assert "滨河路" not in text and "王五" not in text
    assert house.members["li"] not in text and house.devices["li"] not in text, "nobody's path"
    assert out.stat().st_mode & 0o777 == 0o600


@given(st.text())
def test_a_cell_is_what_the_csv_writer_makes_of_it_and_no_formula(text: str) -> None:
    [[cell, _]] = csv.reader(io.StringIO(f"{entries._cell(text)},x", newline=""))
    assert cell.removeprefix("'") == text.removeprefix("'")
    assert cell == "" or cell[0] not in "=+-@\t\r"


def test_a_part_is_exported_and_what_one_may_not_read_is_refused(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    story(house)
    out = tmp_path / "entries.csv"
    with serving(house):
        assert oneboard("export", "entries", "--place", "g2", "--out", out, "--as", "officer") == 0
        whole = rows(out)
        assert {row["place"] for row in whole} == {"g2"}
        after = whole[0]["seq"]
        assert (
            oneboard("export", "entries", "--place", "g2", "--after", after, "--out", out, "--as", "officer")
            == 0
        )
        assert rows(out) == whole[1:]
        capsys.readouterr()
        for place, who in (("511703", "dispatcher"), ("g1", "li"), ("nowhere", "officer")):
            assert oneboard("export", "entries", "--place", place, "--out", out, "--as", who) == 1
            assert not out.exists()
        assert len(capsys.readouterr().err.splitlines()) == 3
