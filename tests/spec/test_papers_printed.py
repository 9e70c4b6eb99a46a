"""A paper as it is printed, where LibreOffice is there to print it: its lines, its pages, its edges."""

import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from oneboard.outputs.papers.docx import write
from tests.spec.papers import MM_A_POINT, SENTENCE, sample

PRINTS = shutil.which("soffice") and shutil.which("pdftotext")
pytestmark = pytest.mark.skipif(not PRINTS, reason="no LibreOffice and pdftotext here: nothing was printed")


class Line(NamedTuple):
    """In mm from the upper left corner of the page."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


def printed(folder: Path) -> list[Line]:
    (folder / "paper.docx").write_bytes(write(sample()))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "paper.docx")], check=True, capture_output=True, timeout=240)
    boxes = subprocess.run(
        ["pdftotext", "-bbox-layout", str(folder / "paper.pdf"), "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return list(lines(boxes))


def lines(boxes: str) -> list[Line]:
    found, page = [], 0
    for line in re.finditer(r"<page |<line ([^>]*)>(.*?)</line>", boxes, re.DOTALL):
        if not line[1]:
            page += 1
            continue
        box = {name: float(mm) * MM_A_POINT for name, mm in re.findall(r'(\w+)="([\d.]+)"', line[1])}
        text = "".join(re.findall(r">([^<]*)</word>", line[2]))
        found.append(Line(page, box["xMin"], box["yMin"], box["xMax"], box["yMax"], text))
    return found


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> list[Line]:
    return printed(tmp_path_factory.mktemp("printed"))


def test_a_line_holds_twenty_eight_characters(paper: list[Line]) -> None:
    full = [line for line in paper if line.page == 1 and line.text and line.text in SENTENCE * 3]
    assert {len(line.text) for line in full if line.left < 29} == {28}
    assert all(27.5 < line.left < 41 and line.right <= 184.5 for line in full)


def test_lines_are_one_twenty_second_of_the_page_apart(paper: list[Line]) -> None:
    tops = sorted(line.top for line in paper if line.page == 1 and line.text in SENTENCE * 3)
    apart = {round(b - a, 1) for a, b in pairwise(tops)}
    assert apart == {10.2}


def test_the_masthead_begins_72_below_the_edge_of_the_page(paper: list[Line]) -> None:
    masthead = next(line for line in paper if line.text.endswith("工作通报"))
    middle = (masthead.top + masthead.bottom) / 2
    height = (masthead.right - masthead.left) / len(masthead.text)
    assert middle - height / 2 == pytest.approx(37 + 35, abs=2)


def test_pages_are_numbered_outside(paper: list[Line]) -> None:
    numbers = {line.page: line for line in paper if re.fullmatch(r"—\d—", line.text)}
    assert len(numbers) >= 2
    assert numbers[1].right == pytest.approx(184 - 14 * MM_A_POINT, abs=1)
    assert numbers[2].left == pytest.approx(28 + 14 * MM_A_POINT, abs=1)
    assert (numbers[1].top + numbers[1].bottom) / 2 == pytest.approx(297 - 35 + 7, abs=1)


def test_the_imprint_is_the_last_thing_above_the_lower_edge(paper: list[Line]) -> None:
    last = max(line.page for line in paper)
    above = [line for line in paper if line.page == last and line.bottom < 263]
    assert max(above, key=lambda line: line.bottom).text in ("江安市疫情防控指挥部", "2020年2月3日印发")
    assert max(line.bottom for line in above) > 255
