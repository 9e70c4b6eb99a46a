"""A paper as it is printed, where LibreOffice is there to print it: its lines, its pages, its edges."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from oneboard.outputs.papers.docx import write
from oneboard.outputs.papers.filling import filled
from tests.content import CONTENT
from tests.spec.papers import MM_A_POINT, SENTENCE, sample

PRINTS = shutil.which("soffice") and shutil.which("pdftotext")
pytestmark = pytest.mark.skipif(not PRINTS, reason="no LibreOffice and pdftotext here: nothing was printed")


ISSUED = {
    "unit": "东城街道社会治理中心", "number": "东城街道隔解〔2020〕17号", "date": "2020年2月17日", "place": "东城街道",
    "name": "赵六", "address": "滨河路 7 号 2 单元 301", "begins": "2020年2月3日", "reason": "期满",
    "receiver": "发热门诊", "grid": "东城街道第 3 网格", "reach": "在家等候", "temperature": "384",
    "transport": "镇街派车",
}  # fmt: skip


class Line(NamedTuple):
    """In mm from the upper left corner of the page."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


def printed(folder: Path, papers: Mapping[str, bytes]) -> dict[str, list[Line]]:
    for name, file in papers.items():
        (folder / f"{name}.docx").write_bytes(file)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    files = [str(folder / f"{name}.docx") for name in papers]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=240)
    return {name: list(lines(_boxes(folder / f"{name}.pdf"))) for name in papers}


def _boxes(file: Path) -> str:
    command = ["pdftotext", "-bbox-layout", str(file), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


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
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Line]]:
    """The sample, and those that must stand on one page as they are issued."""
    one_page = {
        name: filled(
            f"{name}.md", (CONTENT / f"epidemic/papers/{name}.md").read_bytes(), ISSUED, "演练", name[-2:]
        )
        for name in ("isolation_release_zh", "isolation_release_en", "handover_zh", "handover_en")
    }
    return printed(tmp_path_factory.mktemp("printed"), {"paper": write(sample()), **one_page})


@pytest.fixture(scope="module")
def paper(papers: dict[str, list[Line]]) -> list[Line]:
    return papers["paper"]


def test_what_is_issued_to_one_person_stands_on_one_page_with_who_signs(
    papers: dict[str, list[Line]],
) -> None:
    for name, found in papers.items():
        if name != "paper":
            text = [line.text for line in found]
            assert {line.page for line in found} == {1}, name
            assert ISSUED["date"].replace(" ", "") in text[-2] + text[-1] + text[-3], (name, text)


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
