"""Papers issued with a step or an order: numbered, drawn again alike, replaced, withdrawn. See docs/papers.md."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from oneboard.api import papers as door
from oneboard.cli.replay import replay
from oneboard.foundation.clock import DAY_MS, now_ms
from oneboard.foundation.ids import new_id
from oneboard.playbooks.paper_templates import fields_of
from oneboard.privacy.expiry import expire
from oneboard.privacy.models import Opening
from oneboard.projections.models import Paper, Task
from oneboard.recorder import recorder
from tests.care import RELEASE, Care
from tests.content import CONTENT
from tests.house import House
from tests.spec.attic import oneboard
from tests.spec.papers import Read, text_of, value


@pytest.fixture
def care(house: House) -> Care:
    return Care(house)


def listed(care: Care, task: str = "") -> list[Any]:
    found = care.play.house.say("dispatcher", "/papers", method="GET", task=task or care.task)
    assert found.status == 200, found
    return list(found.body)


def drawn(care: Care, paper: str, lang: str = "zh", **query: str) -> Any:
    query = {"purpose": "送达", "lang": lang, **query}
    return care.play.house.client("dispatcher").get(f"/papers/{paper}/document", query)


def test_an_isolation_comes_with_its_notice_and_a_release_with_its_certificate(care: Care) -> None:
    [notice] = listed(care)
    year = notice["issued_at"][:4]
    assert (notice["paper"], notice["number"]) == ("notice", f"达州市隔告〔{year}〕1号")
    assert Opening.objects.latest("at_ms").purpose == "公文：居家隔离告知书"
    file = Read(drawn(care, notice["id"]).content)
    said = text_of(file.body)
    for expected in (
        "市域治理中心",
        "赵六：",
        "滨河路 7 号 2 单元 301",
        "市新冠肺炎疫情防控指挥部第 5 号令",
        "演练",
    ):
        assert expected in said + "".join(map(text_of, file.parts.values())), expected
    assert "{{" not in said
    assert value(file.style_of("市域治理中心"), "rPr/color") == "FF0000", "laid out as docs/papers.md says"
    care.play.later(now_ms() + 14 * DAY_MS)
    assert "Notice of isolation at home" in text_of(Read(drawn(care, notice["id"], "en").content).body)
    care.play.desk("dispatcher", "release", care.task, RELEASE)
    certificate, again = listed(care)
    assert (certificate["paper"], again["id"]) == ("certificate", notice["id"])
    assert certificate["number"].endswith(f"隔解〔{year}〕1号"), "each mark counts its own"
    assert "因期满，自" in text_of(Read(drawn(care, certificate["id"]).content).body)
    care.play.count(people_released=1)
    care.play.agree()
    assert replay(swap=False) == 0


def test_a_paper_is_replaced_or_withdrawn_and_keeps_its_number(care: Care) -> None:
    house, [notice] = care.play.house, listed(care)
    path = f"/tasks/{care.task}/papers"
    assert house.say("dispatcher", path, paper="notice").body["code"] == "paper.standing"
    assert house.say("dispatcher", path, paper="certificate").body["code"] == "paper.not_yet"
    assert house.say("li", path, paper="notice", replaces=notice["id"]).body["code"] == "not_permitted"
    house.must("dispatcher", f"/subjects/{care.person}/change", answers={"name": "赵陆"}, as_of=10**6)
    id_ = new_id(now_ms())
    first = house.must("dispatcher", path, id=id_, paper="notice", replaces=notice["id"])
    assert house.must("dispatcher", path, id=id_, paper="notice", replaces=notice["id"]) == first, "once"
    second, old = listed(care)
    assert (second["number"][-3:], old["number"][-3:], old["withdrawn"]) == ("〕2号", "〕1号", "replaced")
    assert "赵陆：" in text_of(Read(drawn(care, second["id"]).content).body)
    void = drawn(care, old["id"])
    assert void[door._OTHERWISE] == "withdrawn: replaced" and "赵六：" in text_of(Read(void.content).body)
    assert "已失效" in "".join(
        text_of(part) for name, part in Read(void.content).parts.items() if "header" in name
    )
    house.must("dispatcher", f"/papers/{second['id']}/withdraw", reason="mistaken")
    due = house.say("dispatcher", f"/tasks/{care.task}", method="GET").body["papers"]
    assert due == [{"paper": "notice", "title": "居家隔离告知书", "standing": None}], "still to be issued"
    assert (
        house.say("dispatcher", f"/papers/{second['id']}/withdraw", reason="other").body["code"]
        == "paper.void"
    )
    house.must("dispatcher", path, paper="notice")
    assert [one["number"][-2] for one in listed(care)] == ["3", "2", "1"], "none twice, none left out"
    assert replay(swap=False) == 0


def test_the_command_line_lists_issues_writes_and_withdraws_and_makes_a_template_of_word(
    served: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    care = Care(served)
    [notice] = listed(care)
    same = drawn(care, notice["id"]).content
    paper, me = notice["id"], ("--as", "dispatcher")
    assert oneboard("papers", "list", "--task", care.task, *me) == 0
    assert notice["id"] in capsys.readouterr().out
    out = tmp_path / "notice.docx"
    assert oneboard("papers", "write", paper, "--purpose", "送达", "--out", out, "--lang", "zh", *me) == 0
    assert out.read_bytes() == same
    assert oneboard("papers", "withdraw", paper, "--reason", "mistaken", *me) == 0
    assert oneboard("papers", "issue", care.task, "notice", *me) == 0
    assert [one["withdrawn"] for one in listed(care)] == ["", "mistaken"]
    template = CONTENT / "epidemic/papers/isolation_notice_zh.md"
    assert oneboard("papers", "template", template, "--out", out) == 0
    assert {one.name for one in fields_of("notice.docx", out.read_bytes())} >= {
        "number",
        "unit",
        "name",
        "ends",
    }


def test_what_is_not_known_stands_on_no_paper_and_nothing_is_done_by_halves(care: Care) -> None:
    person = care.play.subject("persons", name="无家")
    before = Task.objects.count()
    body = {"playbook": "care_in_isolation", "subject": person, "incident": care.play.incident}
    refused = care.play.house.say("dispatcher", "/tasks", **body)
    assert (refused.status, refused.body["code"]) == (409, "paper.lacks")
    assert "门牌地址" in refused.body["text"]
    assert Task.objects.count() == before and Paper.objects.count() == 1


def test_numbers_have_no_gap_and_no_double_however_many_issue_at_once(care: Care) -> None:
    play = care.play
    persons = [care.ordered()[0] for _ in range(2)]
    client = play.house.client("dispatcher")

    def issue(n: int) -> int:
        try:
            body = {"id": new_id(now_ms() + n), "playbook": "care_in_isolation", "subject": persons[n % 2],
                    "incident": play.incident}  # fmt: skip
            return int(client.post("/tasks", body, "application/json").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(issue, range(16))) == {200}
    numbers = sorted(Paper.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 20))


def test_a_paper_drawn_again_is_the_same_or_says_why_not_and_each_look_is_written_down(
    care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    [notice] = listed(care)
    first = drawn(care, notice["id"])
    assert first.content == drawn(care, notice["id"]).content and door._OTHERWISE not in first
    assert Opening.objects.filter(purpose="送达").count() == 2
    assert drawn(care, notice["id"], purpose=" ").json()["code"] == "purpose.missing"
    for who, code in (("far", "not_found"), ("clerk", "not_permitted")):
        asked = care.play.house.client(who).get(f"/papers/{notice['id']}/document", {"purpose": "看看"})
        assert asked.json()["code"] == code
    Paper.objects.update(layout=0)
    assert drawn(care, notice["id"])[door._OTHERWISE] == "layout 1, issued by 0"

    def broken(*_: object) -> bytes:
        raise OSError("no space")

    monkeypatch.setattr(door, "filled", broken)
    assert drawn(care, notice["id"]).status_code == 500
    monkeypatch.undo()
    assert drawn(care, notice["id"]).content == first.content and Paper.objects.count() == 1, (
        "and costs no number"
    )
    expire(recorder.running().keyring, 10**6)
    assert drawn(care, notice["id"]).json()["code"] == "paper.destroyed"
    assert listed(care)[0]["number"] == notice["number"]
