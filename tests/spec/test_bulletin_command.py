"""`oneboard bulletin` and `oneboard templates`: the bulletin as it is read on a terminal. See docs/spec/bulletin.md."""

import io
import re
from pathlib import Path

import msgspec
import pytest
from django.db import connection
from rich.cells import cell_len
from rich.console import Console

from oneboard.cli.bulletin.shown import show
from oneboard.outputs.bulletin.bulletin import Bulletin
from tests.content import CONTENT
from tests.house import House
from tests.spec.attic import oneboard
from tests.spec.bulletins import worked_out
from tests.spec.papers import Read, text_of
from tests.spec.test_figure_tables import late_and_corrected
from tests.spec.test_figures import story

Said = pytest.CaptureFixture[str]
TEMPLATE = CONTENT / "epidemic/bulletins/epidemic_response.yaml"


pytestmark = pytest.mark.usefixtures("english")


def on_screen(content: Bulletin, locale: str, width: int) -> list[str]:
    """The lines of a terminal so wide."""
    screen = io.StringIO()
    show(Console(file=screen, width=width, highlight=False), content, locale)
    return screen.getvalue().splitlines()


def test_a_template_is_published_and_the_bulletin_read(served: House, capsys: Said, tmp_path: Path) -> None:
    story(served)
    late_and_corrected(served)
    assert oneboard("bulletin", "--place", "5117", "--as", "officer") == 1
    assert "oneboard templates publish" in capsys.readouterr().err
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text(
        TEMPLATE.read_text(encoding="utf-8").replace("version: 1", "version: one"), encoding="utf-8"
    )
    assert oneboard("templates", "publish", faulty, "--as", "founder") == 1
    assert "faulty.yaml:4: version" in capsys.readouterr().err
    assert oneboard("templates", "publish", TEMPLATE, "--as", "founder") == 0
    capsys.readouterr()
    assert oneboard("bulletin", "--place", "5117", "--lang", "zh", "--as", "officer") == 0
    assert "走访住户" in capsys.readouterr().out
    assert oneboard("bulletin", "--place", "5117", "--format", "json", "--as", "officer") == 0
    answer = msgspec.convert(msgspec.json.decode(capsys.readouterr().out)["content"], Bulletin)

    wide = on_screen(answer, "en", 100)
    [leaflets] = [line.split() for line in wide if "Leaflets" in line]
    assert leaflets == ["Leaflets", "handed", "out", "19", "leaflets", "+4", "\N{MINUS SIGN}4"]
    assert any(line.startswith("Not counted by any playbook yet:") for line in wide)
    for locale, width in (("zh", 40), ("en", 40), ("zh", 100), ("en", 160)):
        lines = on_screen(answer, locale, width)
        assert max(cell_len(line.rstrip()) for line in lines) <= width
    narrow = on_screen(answer, "zh", 40)
    at = next(n for n, line in enumerate(narrow) if "发放宣传资料" in line)
    assert narrow[at].split() == ["发放宣传资料", "19", "份"] and cell_len(narrow[at]) == 40
    assert narrow[at + 1].split() == ["迟报", "+4", "更正", "\N{MINUS SIGN}4"]


def test_a_bulletin_is_signed_listed_read_again_and_checked(served: House, capsys: Said) -> None:
    story(served)
    served.must("founder", "/templates", source=TEMPLATE.read_text(encoding="utf-8"))
    of = ("bulletin", "--place", "5117", "--as", "officer")
    assert oneboard(*of, "--list") == 0 and "None is signed yet" in capsys.readouterr().out
    assert oneboard(*of, "--check", 1) == 1 and "no No. 1" in capsys.readouterr().err
    assert oneboard(*of) == 0
    [short] = re.findall(r"--hash\s+([0-9a-f]{12})", capsys.readouterr().out)
    assert oneboard(*of, "--sign", "--hash", "0000") == 1 and "not the bulletin" in capsys.readouterr().err
    assert oneboard(*of, "--sign", "--hash", short) == 0
    assert "No. 1" in capsys.readouterr().out
    late_and_corrected(served)
    assert oneboard(*of, "--number", 1) == 0
    said = capsys.readouterr().out
    assert "No. 1" in said and " 8 " in said
    assert oneboard(*of) == 0
    said = capsys.readouterr().out
    assert "since No. 1 of" in said and "draft, not signed" in said and "+11" in said
    assert oneboard(*of, "--check", 1) == 0 and "still comes out" in capsys.readouterr().out
    with connection.cursor() as cursor:
        cursor.execute("UPDATE projections_mark SET n = n + 1 WHERE indicator = 'leaflets_handed_out'")
    assert oneboard(*of, "--check", 1) == 1 and "come out otherwise now" in capsys.readouterr().out
    assert oneboard(*of, "--list") == 0 and "duty officer" in capsys.readouterr().out


def test_a_bulletin_is_written_as_a_file_named_by_what_it_is(
    served: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story(served)
    served.must("founder", "/templates", source=TEMPLATE.read_text(encoding="utf-8"))
    of = ("bulletin", "--place", "5117", "--as", "officer")
    out = tmp_path / "paper.docx"
    assert oneboard(*of, "--sign", "--format", "docx", "--out", out, "--lang", "zh") == 0
    assert "第1期" in text_of(Read(out.read_bytes()).body)
    monkeypatch.chdir(tmp_path)
    assert oneboard(*of, "--format", "xlsx") == 0
    assert worked_out((tmp_path / "epidemic_response-5117-draft.xlsx").read_bytes())
