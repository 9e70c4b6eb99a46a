"""The pages are true: links lead somewhere, the house is drawn as it stands, decisions say all."""

import configparser
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repo.tree import PACKAGE, ROOT, files, text, with_suffix

HEADINGS = ["Situation", "Choice", "Cost", "What would prove this wrong"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def broken_links(page: str, folder: Path) -> Iterator[str]:
    """Relative targets that are not there; addresses and anchors are left alone."""
    for target in LINK.findall(FENCE.sub("", page)):
        path = target.partition("#")[0]
        if path and "://" not in target and not target.startswith("mailto:") and not (folder / path).exists():
            yield target


def layers() -> list[str]:
    """The rooms from the top of the house down, as .importlinter has them; (room) is one not yet built."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    listed = contracts["importlinter:contract:house"]["layers"]
    return [room.strip() for line in listed.split("\n") for room in line.split("|") if room.strip()]


def drawn() -> list[str]:
    """The rooms in the table of docs/house.md, in its order, (room) where it says `not yet built`."""
    rows = re.findall(r"^\| `(\w+)` \|(.*)$", text(Path("docs/house.md")), re.MULTILINE)
    return [f"({room})" if "not yet built" in rest else room for room, rest in rows]


def first_commands(page: str) -> list[str]:
    """The programs that the first shell block of a page runs."""
    block = re.search(r"^```(?:sh|bash|console)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    lines = block[1].splitlines() if block else []
    return [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]


def sections(page: str) -> list[str]:
    return re.findall(r"^## (.+)$", page, re.MULTILINE)


@pytest.mark.parametrize("page", with_suffix(".md"), ids=str)
def test_relative_links_lead_somewhere(page: Path) -> None:
    assert list(broken_links(text(page), ROOT / page.parent)) == []


def test_the_house_is_drawn_as_it_stands() -> None:
    assert drawn() == layers()


def test_every_room_is_a_folder_and_every_folder_a_room() -> None:
    standing = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert standing == {room for room in layers() if not room.startswith("(")}


def test_the_readme_sets_up_with_exactly_two_commands() -> None:
    if Path("README.md") not in files():
        pytest.skip("README.md is not written yet")
    first = SHELL.search(text(Path("README.md")))
    assert first, "README.md shows no command"
    commands = [
        line.split()[0] for line in first[1].splitlines() if line.strip() and not line.startswith("#")
    ]
    assert commands == ["script/demo", "script/test"]


@pytest.mark.parametrize("page", sorted((ROOT / "docs/decisions").glob("*.md")), ids=lambda page: page.name)
def test_a_decision_says_what_would_prove_it_wrong(page: Path) -> None:
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", page.name)
    assert sections(page.read_text(encoding="utf-8")) == HEADINGS


def test_decisions_are_numbered_without_doubles() -> None:
    numbers = [page.name[:4] for page in (ROOT / "docs/decisions").glob("*.md")]
    assert sorted(set(numbers)) == sorted(numbers)


def test_a_broken_link_is_found() -> None:
    page = (
        "[a](nowhere.md) [b](tree.py#top) [c](https://example.org/x) [d](#here)\n```\n[e](in-code.md)\n```\n"
    )
    assert list(broken_links(page, Path(__file__).parent)) == ["nowhere.md"]


def test_a_third_command_is_found() -> None:
    page = "```\npicture\n```\n```sh\n# first\nscript/demo --once\nscript/test\npip install x\n```\n"
    assert first_commands(page) == ["script/demo", "script/test", "pip"]
    assert first_commands("no command at all") == []


def test_a_missing_heading_is_found() -> None:
    assert sections("# 1\n\n## Situation\n\ntext\n\n## Choice\n") == HEADINGS[:2]
