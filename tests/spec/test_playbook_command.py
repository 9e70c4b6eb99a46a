"""`oneboard playbooks`: check, publish, list, diff, rollback. See docs/spec/playbooks.md."""

import subprocess
import sys
from pathlib import Path

import pytest

from oneboard.intake.imports.playbooks import read_files
from oneboard.playbooks.loader import load
from oneboard.projections.models import Playbook, Task
from tests.house import CONTENT, House
from tests.playbooks import VISIT
from tests.spec.attic import oneboard

Said = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def visit(tmp_path: Path) -> Path:
    """The household visit as a person would copy it, its form beside it."""
    file = tmp_path / "household_visit.yaml"
    file.write_text(VISIT.source.decode().replace("../forms/", ""), encoding="utf-8")
    (tmp_path / "household_visit.md").write_bytes(VISIT.forms["../forms/household_visit.md"])
    return file


def change(file: Path, *pairs: tuple[str, str]) -> Path:
    text = file.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "file", sorted((CONTENT.parent).glob("*/playbooks/*.yaml")), ids=lambda file: file.stem
)
def test_every_playbook_of_the_content_can_be_published(file: Path, capsys: Said) -> None:
    assert oneboard("playbooks", "check", file) == 0
    assert f"{file.stem}@" in capsys.readouterr().out
    files = read_files(file)
    task = load(files.source, files.forms).playbook.task
    titles = [one.title for one in (*task.states.values(), *task.steps.values())]
    assert [title for title in titles if set(title or {}) != {"zh", "en"}] == [], (
        "people read titles, not names"
    )


def test_the_command_ends_by_its_own_status_each_time(visit: Path) -> None:
    asked = [sys.executable, "-m", "oneboard.cli", "playbooks", "check", str(visit)]
    assert {subprocess.run(asked, check=False, stdout=subprocess.DEVNULL).returncode for _ in range(8)} == {0}


def test_check_names_every_fault_by_file_and_line_also_in_the_form_and_needs_no_node(
    visit: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    change(visit, ("to: visited", "to: vsited"))
    form = change(visit.with_suffix(".md"), ("| integer | leaflets |", "| intger | leaflets |"))
    assert oneboard("playbooks", "check", visit) == 1
    said = capsys.readouterr().err
    assert f"{visit}:23: task.steps.visit.to: unknown state vsited; there are to_visit" in said
    assert f"{form}:22: sheet survey" in said
    form.unlink()
    assert oneboard("playbooks", "check", visit) == 1
    assert "form: there is no form household_visit.md; put it there" in capsys.readouterr().err


def test_nothing_is_published_while_one_of_the_files_has_a_fault(
    served: House, visit: Path, capsys: Said
) -> None:
    good = change(visit, ("version: 1", "version: 2"))
    bad = visit.with_name("bad.yaml")
    bad.write_text("playbook: [", encoding="utf-8")
    assert oneboard("playbooks", "publish", good, bad, "--as", "founder") == 1
    assert not Playbook.objects.filter(key="household_visit@2").exists()
    assert oneboard("playbooks", "publish", good, "--as", "founder") == 0
    assert oneboard("playbooks", "publish", good, "--as", "founder") == 0, "the same again is the same"
    assert Playbook.objects.filter(key="household_visit@2").exists()
    assert "✓" in capsys.readouterr().out


def test_what_the_node_refuses_is_said_in_its_words(served: House, visit: Path, capsys: Said) -> None:
    change(visit, ("due: 3d", "due: 2d"))
    assert oneboard("playbooks", "publish", visit, "--as", "founder") == 1
    assert "household_visit@1" in capsys.readouterr().err
    assert oneboard("playbooks", "publish", visit, "--as", "li") == 1
    assert oneboard("playbooks", "list", "--as", "clerk") == 1


def test_a_diff_says_what_came_what_went_and_what_changed(served: House, visit: Path, capsys: Said) -> None:
    change(
        visit, ("version: 1", "version: 2"), ("en: To be visited}, due: 3d", "en: To be visited}, due: 2d"),
        ("leaflets_handed_out: {sum: leaflets}",
         "people_seen: {sum: members_seen, where: {answer: leaflets, at_least: 1}}"),
    )  # fmt: skip
    change(visit.with_suffix(".md"), ("份数须在 0 到 20 之间", "份数须在 0 到 9 之间"), (". <= 20 |", ". <= 9 |"),
           ("| integer | leaflets | 发放宣传单几份？", "| integer | leaflets | 发了几份宣传单？"))  # fmt: skip
    assert oneboard("playbooks", "publish", visit, "--as", "founder") == 0
    capsys.readouterr()
    assert oneboard("playbooks", "diff", "household_visit", 1, 2, "--as", "officer") == 0
    said = capsys.readouterr().out
    for line in (
        "~ to_visit.due: 3d → 2d",
        "- leaflets_handed_out: sum leaflets",
        '+ people_seen: sum members_seen, where {"answer":"leaflets","at_least":1}',
        "~ leaflets.label.zh: 发放宣传单几份？ → 发了几份宣传单？",
        "~ leaflets.constraint: . >= 0 and . <= 20 → . >= 0 and . <= 9",
    ):
        assert line in said, said
    assert oneboard("playbooks", "diff", "household_visit", 1, 1, "--as", "officer") == 0
    assert "nothing differs" in capsys.readouterr().out
    assert oneboard("playbooks", "diff", "household_visit", 1, 7, "--as", "officer") == 1


def test_what_is_open_is_moved_listed_and_left_by_a_withdrawal(
    served: House, visit: Path, capsys: Said
) -> None:
    home = served.household("li", "g1")
    served.tell("li", home)
    served.campaign()
    task = Task.objects.get()
    change(visit, ("version: 1", "version: 2"), ("due: 3d", "due: 2d"))
    assert oneboard("playbooks", "publish", visit, "--as", "founder") == 0
    assert Task.objects.get().playbook == "household_visit@1"
    assert oneboard("playbooks", "open-tasks", "household_visit", "--as", "dispatcher") == 0
    assert task.id in capsys.readouterr().out
    assert oneboard("playbooks", "move", "household_visit", "--as", "founder") == 0
    assert Task.objects.get().playbook == "household_visit@3"
    assert (
        oneboard("playbooks", "withdraw", "household_visit", "--reason", "演练结束", "--as", "founder") == 0
    )
    assert (
        oneboard("playbooks", "withdraw", "household_visit", "--reason", "演练结束", "--as", "founder") == 1
    )
    assert oneboard("playbooks", "list", "--as", "officer") == 0
    assert "withdrawn" in capsys.readouterr().out
    assert oneboard("playbooks", "open-tasks", "household_visit", "--as", "dispatcher") == 0
    assert task.id in capsys.readouterr().out, "nothing is orphaned"
    assert oneboard("playbooks", "rollback", "household_visit", "--to", 1, "--move", "--as", "founder") == 0
    assert Task.objects.get().playbook == "household_visit@4"
    assert oneboard("playbooks", "move", "no_such", "--as", "founder") == 1


def test_a_rollback_publishes_what_an_earlier_version_said_under_the_next_number(
    served: House, visit: Path, capsys: Said
) -> None:
    change(visit, ("version: 1", "version: 2"), ("due: 3d", "due: 2d"))
    assert oneboard("playbooks", "publish", visit, "--as", "founder") == 0
    assert oneboard("playbooks", "rollback", "household_visit", "--to", 2, "--as", "founder") == 1
    assert oneboard("playbooks", "rollback", "household_visit", "--to", 1, "--as", "founder") == 0
    rows = {row.key: row.source for row in Playbook.objects.all()}
    assert rows["household_visit@3"] == rows["household_visit@1"].replace("version: 1", "version: 3")
    capsys.readouterr()
    assert oneboard("playbooks", "list", "--as", "officer") == 0
    said = capsys.readouterr().out
    assert [key in said for key in ("household_visit@1", "household_visit@2", "household_visit@3")] == [
        True
    ] * 3
    assert oneboard("playbooks", "diff", "household_visit", 1, 3, "--as", "officer") == 0
    assert "nothing differs" in capsys.readouterr().out
