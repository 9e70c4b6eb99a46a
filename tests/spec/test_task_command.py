"""`oneboard today` and `oneboard tasks`: list, show, why. See docs/spec/tasks.md."""

from pathlib import Path

import openpyxl
import pytest

from oneboard.foundation.clock import now_ms
from oneboard.projections.models import Task
from tests.house import House
from tests.spec.attic import oneboard
from tests.visits import Visits

Said = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def visits(served: House) -> Visits:
    return Visits(served)


def test_today_says_how_much_there_is_and_by_what_it_is_ones_own(visits: Visits, capsys: Said) -> None:
    Task.objects.filter(id=visits.tasks[1]).update(due=now_ms() - 1)
    assert oneboard("today", "--as", "li") == 0
    said = capsys.readouterr().out
    assert "open 2" in said and "overdue 1" in said
    assert said.index(visits.tasks[1]) < said.index(visits.tasks[0]), "overdue first"
    assert "your role" in said and "To be visited" in said
    assert oneboard("today", "--as", "clerk") == 1


def test_a_list_is_shown_in_part_or_written_whole(visits: Visits, tmp_path: Path, capsys: Said) -> None:
    assert oneboard("tasks", "list", "--place", "g1", "--limit", 1, "--as", "dispatcher") == 0
    said = capsys.readouterr().out
    assert visits.tasks[2] not in said and "there are more" in said
    out = tmp_path / "tasks.xlsx"
    assert oneboard("tasks", "list", "--out", out, "--as", "dispatcher") == 0
    rows = list(openpyxl.load_workbook(out).worksheets[0].iter_rows(values_only=True))
    assert [row[-1] for row in rows[1:]] != [] and {row[-1] for row in rows[1:]} == set(visits.tasks)
    assert oneboard("tasks", "list", "--place", "g3", "--out", tmp_path / "none.csv", "--as", "li") == 1
    assert not (tmp_path / "none.csv").exists()


def test_a_task_is_shown_with_its_history_and_its_reasons(visits: Visits, capsys: Said) -> None:
    visits.step("not_home")
    assert oneboard("tasks", "show", visits.tasks[0], "--as", "li") == 0
    assert (
        "“Nobody at home” by the grid worker of g1 地; from then on it is “To be visited again”."
        in capsys.readouterr().out
    )
    assert oneboard("tasks", "why", visits.tasks[0], "--as", "li") == 0
    assert "It is yours: you are grid worker of g1 地" in capsys.readouterr().out
    assert oneboard("tasks", "why", visits.tasks[2], "--as", "li") == 1
