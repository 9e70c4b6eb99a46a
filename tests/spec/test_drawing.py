"""Figures as pictures: Chinese text right, or said plainly what is missing. See docs/figures.md."""

import struct
from pathlib import Path

import pytest

from oneboard.foundation.errors import Refusal
from oneboard.outputs.drawing.founts import fount_for
from oneboard.outputs.drawing.pictures import Panel, Picture, draw
from tests.house import House
from tests.spec.attic import oneboard, serving
from tests.spec.test_figures import story

PICTURE = Picture(
    "达州市  2020-02-01 – 2020-02-03", "截至 2020-02-03 18:00", ("2020-02-01", "2020-02-02", "2020-02-03"),
    (Panel("走访户数", "户", (12_345, None, 0)), Panel("走访率", "%", (0, 500, 1000), share=True)), "days", "演练",
)  # fmt: skip


def has_chinese() -> bool:
    """Whether this machine has a fount for it; where it has none, a test asks that this is said."""
    try:
        fount_for(["达州市走访户数"])
    except Refusal as refusal:
        assert refusal.code == "drawing.fount" and "达" in str(refusal.fields["signs"])
        return False
    return True


def test_a_picture_of_the_same_figures_is_the_same_file_with_a_glyph_for_every_character(
    tmp_path: Path,
) -> None:
    if not has_chinese():
        return
    files = [tmp_path / name for name in ("a.svg", "b.svg", "a.png")]
    for file in files:
        draw(PICTURE, file)
    svg = files[0].read_text(encoding="utf-8")
    assert svg == files[1].read_text(encoding="utf-8")
    # Drawn as outlines: every character of 走访户数 is one of them, and no reader needs a fount.
    assert "<text" not in svg and svg.count("<path id=") > 30
    assert files[2].stat().st_mode & 0o777 == 0o600
    assert struct.unpack(">II", files[2].read_bytes()[16:24]) == (1350, 930)


def test_a_character_that_no_fount_has_is_named_and_never_drawn_as_a_box(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        fount_for(["visited \U0010fffd"])
    assert refused.value.fields["signs"] == "\U0010fffd"


def test_days_and_places_are_drawn_from_the_command_line(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    story(house)
    days, places, many = tmp_path / "days.png", tmp_path / "places.svg", tmp_path / "none.png"
    with serving(house):
        series = ("--since", "2026-01-01", "--until", "2026-01-09", "--indicators", "households_visited")
        drawn = [
            oneboard("figures", "--place", "5117", *series, "--draw", days, "--as", "officer"),
            oneboard("figures", "--place", "5117", "--level", "county", "--draw", places, "--as", "officer"),
        ]
        assert oneboard("figures", "--place", "g1", "--level", "town", "--draw", many, "--as", "officer") == 1
        for words in (("--draw", "a.pdf"), ("--draw", "a.png"), ("--draw", "a.png", "--format", "csv")):
            with pytest.raises(SystemExit):
                oneboard("figures", "--place", "5117", *words, "--as", "officer")
    told = capsys.readouterr().err
    if has_chinese():
        assert drawn == [0, 0] and days.exists() and places.exists() and not many.exists()
    else:
        assert drawn == [1, 1] and "fonts-noto-cjk" in told
