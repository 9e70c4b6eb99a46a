"""An upgrade brings the store to the program, or leaves it as it was."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from oneboard import privacy
from oneboard.cli import upgrade
from oneboard.journal.models import Head, Line
from oneboard.recorder import recorder
from tests.house import House
from tests.spec.attic import differences, oneboard, serving

MIGRATION = """
from django.db import migrations


def work(apps, schema_editor):
    {work}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("privacy", "0001_openings")]
    operations = [
        migrations.RunSQL("CREATE TABLE brought (n integer)"),
        migrations.RunSQL("DELETE FROM journal_line WHERE seq = 5" if {loses} else "SELECT 1"),
        migrations.RunPython(work),
    ]
"""


def test_the_migrations_make_the_tables_that_the_models_name() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


@pytest.fixture
def stopped(house: House) -> Iterator[House]:
    """A house that has something to lose, and is not served."""
    house.phone("li", [house.household("li", "g1") for _ in range(3)])
    assert house.pull("li").status == 200
    recorder.stop()
    yield house


@pytest.fixture
def newer(tmp_path: Path) -> Iterator[Path]:
    """The migrations of a newer program: one more, to be written by the test."""
    folder = tmp_path / "newer_migrations"
    shutil.copytree(Path(privacy.__file__).parent / "migrations", folder)
    sys.path.insert(0, str(tmp_path))
    with override_settings(MIGRATION_MODULES={"privacy": "newer_migrations"}):
        yield folder / "0002_brought.py"
    sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.startswith("newer_migrations")]:
        del sys.modules[name]


def tables() -> set[str]:
    return set(connection.introspection.table_names())


def rows() -> list[tuple[int, str]]:
    return list(Line.objects.order_by("seq").values_list("seq", "body"))


def test_a_good_one_says_what_changed(
    stopped: House, newer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer.write_text(MIGRATION.format(work="pass", loses=False))
    before = rows()
    assert oneboard("upgrade") == 0
    assert "privacy.0002_brought" in capsys.readouterr().out
    assert "brought" in tables() and rows() == before
    assert oneboard("upgrade") == 0


@pytest.mark.parametrize(("work", "loses"), [("1 / 0", False), ("1 / 0", True), ("pass", True)])
def test_one_that_fails_or_loses_an_entry_leaves_all_as_it_was(
    stopped: House, newer: Path, capsys: pytest.CaptureFixture[str], work: str, loses: bool
) -> None:
    newer.write_text(MIGRATION.format(work=work, loses=loses))
    before, tables_before = rows(), tables()
    assert oneboard("upgrade") == 1
    assert "as it was" in capsys.readouterr().err
    assert (rows(), tables()) == (before, tables_before)
    assert differences(stopped.settings) == 0
    assert upgrade._pending() == ["privacy.0002_brought"]
    recorder.start(stopped.settings.home, stopped.settings.time_zone)
    [told] = stopped.phone("li", [stopped.household("li", "g1")]).body["entries"]
    assert told["seq"] == len(before) + 1
    # It writes an opening down, whose numbers go on behind those that were there.
    assert stopped.pull("li").status == 200


def test_not_while_the_node_is_running(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(house):
        assert oneboard("upgrade") == 1
    assert "stop it first" in capsys.readouterr().err
    assert Head.objects.get(id=1).seq > 0 and not (house.settings.home / "backups").exists()
