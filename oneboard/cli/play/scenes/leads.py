"""Leads (线索): lists of them come in each evening by every channel. Leaders sort them the next day; the desk follows
reports and warnings up at once."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from oneboard.cli.play.calendar import at
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.door import Refused
from oneboard.cli.play.scenes.scene import Answers, Counting, Scene, SeenTo, Stage
from oneboard.foundation.clock import iso

if TYPE_CHECKING:
    from oneboard.cli.play.tasks import Task

#: Of the whole city: leads that come in, a little more than are of use; reports of unlawful acts; warnings.
_LEADS, _REPORTS, _WARNINGS = 53_700, 579, 78

#: Of these scales one lead in so many is played, so that a play takes no longer than it may.
_ONE_IN: Final = {"county": 3}

#: They come in so many evenings from the first on: what a leader without a line has sorted must be heard of before an
#: edition makes another leader's of it, who would sort it again.
_DAYS: Final = 6

_SOURCES: Final = ("hotline", "counter", "worker", "letter", "message", "camera", "agency")
_SAID: Final = (
    "{n} 号楼下有人围着打牌", "{n} 组赶场人多，没有戴口罩", "{n} 号院来了外地车", "{n} 组老人缺药",
    "{n} 路口设的卡不让通行", "{n} 号药店口罩涨价", "听说 {n} 组要封村，是不是真的",
)  # fmt: skip

_SO: Final = {"way": "there", "found": "现场情况属实（演练）"}
_NOT_SO: Final = {"way": "phone", "turned_out": "nothing"}
_HANDED: Final = {"receiver": "market", "receipt": "所里已收（演练）"}


def _sorted(category: str, kind: str, warns: str = "no") -> Answers:
    return {"category": category, "urgency": "today", "kind": kind, "warns": warns}


def _look_into(chance: Chance) -> Iterator[tuple[str, Answers]]:
    draw = chance.random()
    if draw < 0.004:
        yield "set_aside", {"reason": "too_little"}
    elif draw < 0.96:
        yield "sort", _sorted(chance.choice(("claim", "other", "gathering")), "note")
    elif draw < 0.99:
        yield "sort", _sorted("gathering", "lead")
        yield "so", _SO
        yield "settle", {"done": ["persuaded"]}
        yield "tell", {"told": "called"}
    else:
        yield "sort", _sorted("trade", "lead")
        yield "not_so", _NOT_SO
        yield "tell", {"told": "message"}


def _act(chance: Chance) -> Iterator[tuple[str, Answers]]:
    if chance.happens(0.1):
        yield "cannot", {"why": "hands"}
    yield "done", {"result": chance.choice(("solved", "eased"))}


def _open(stage: Stage) -> None:
    stage.centre.open_campaign("lead", "线索办理（演练）")


def _close(stage: Stage, day: int) -> None:
    if day <= _DAYS:
        _bring(stage, day)
        twins = _tell_twice(stage, day)
        fresh = _fresh(stage, day)
        _join(stage, twins, [next(task for task in fresh if task.subject == twin) for twin in twins])
        others = (task for task in fresh if task.subject not in twins)
        for task in islice(others, _today(stage, _REPORTS, day)):
            stage.centre.take(task, "sort", _sorted("trade", "report"))
        for task in islice(others, _today(stage, _WARNINGS, day)):
            stage.centre.take(task, "sort", _sorted("gathering", "note", "yes"))
    _follow(stage, "public_report", (("verify", _SO), ("hand_over", _HANDED), ("tell", {"told": "message"})))
    _follow(stage, "warning", (
        ("verify", _SO), ("assess", {"gravity": "serious", "because": "连续三天（演练）"}),
        ("act", {"action": "persuade"}), ("close", {"outcome": "averted"}),
    ))  # fmt: skip


def _today(stage: Stage, of_city: int, day: int) -> int:
    part = stage.part(of_city)
    return part * day // _DAYS - part * (day - 1) // _DAYS


def _bring(stage: Stage, day: int) -> None:
    """Raises Refused where a row is faulty."""
    rows = [
        _row(stage, day, n)
        for n in range(1, _today(stage, _LEADS // _ONE_IN.get(stage.scale.name, 1), day) + 1)
    ]
    stage.take_in("leads", rows)


def _row(stage: Stage, day: int, n: int) -> dict[str, Any]:
    chance = stage.chance
    cells = {
        "number": f"{day:02}-{n:05}", "source": chance.choice(_SOURCES), "reply": "wanted",
        "said": f"{chance.choice(_SAID).format(n=chance.randint(1, 60))}（演练）",
    }  # fmt: skip
    return {"row": n, "place": chance.choice(stage.grids).id, "cells": cells}


def _fresh(stage: Stage, day: int) -> "list[Task]":
    """Those of this evening: what came earlier a leader may have sorted without a line."""
    return [task for task in stage.centre.tasks("lead", "to_sort") if task.since >= iso(at(day, 21))]


def _tell_twice(stage: Stage, day: int) -> list[str]:
    """Two people tell the desk of one thing, each in his own words."""
    centre, place, twins = stage.centre, stage.chance.choice(stage.grids).id, []
    for n, said in enumerate((f"堆场{day}号棚后面有七八个人聚餐", f"堆场{day}号棚后面，七八个人聚餐呢")):
        subject = centre.ids.id_at(centre.now)
        answers = {"number": f"{day:02}-A{n}", "source": "hotline", "said": f"{said}（演练）"}
        centre.say(
            centre.dispatcher, "/subjects", subject=subject, register="leads", place=place, answers=answers
        )
        twins.append(subject)
    return twins


def _join(stage: Stage, twins: Sequence[str], tasks: "Sequence[Task]") -> None:
    """Both are sorted, found to be alike, and joined. Raises Refused where they are not found."""
    centre, (first, second) = stage.centre, twins
    for task in tasks:
        centre.take(task, "sort", _sorted("gathering", "note"))
    met = centre.dispatcher.read(f"/subjects/{second}/alike", purpose="是否同一件事（演练）")
    if first not in [one["subject"]["id"] for one in met]:
        raise Refused(f"two leads about one thing did not meet: {met}")
    centre.say(centre.dispatcher, f"/subjects/{second}/merge", into=first)
    centre.ledger.merged[second] = first


def _follow(stage: Stage, playbook: str, steps: Sequence[tuple[str, Answers]]) -> None:
    for task in list(stage.centre.tasks(playbook)):
        for step, answers in steps:
            stage.centre.take(task, step, answers)


SCENE: Final = Scene(
    name="leads",
    registers=("leads", "lead_contacts"),
    playbooks=("warning_action", "warning", "public_report", "lead"),
    counting=Counting(
        each={"warning_action": {"done": "warning_actions_done"}},
        firsts={
            ("lead", "sort"): lambda _: ("lead_matters",),
            ("public_report", "verify"): lambda _: ("public_reports",),
            ("warning", "verify"): lambda _: ("warnings_gathered",),
            ("warning", "act"): lambda _: ("warnings_acted_on",),
            ("warning", "close"): lambda said: ("warnings_averted",) if said["outcome"] == "averted" else (),
        },
        lasts={
            ("lead", step): lambda _, name=name: iter([(name, 1)])
            for step, name in (
                ("sort", "leads_captured"), ("set_aside", "leads_set_aside"), ("so", "leads_proven"),
                ("not_so", "leads_unfounded"), ("tell", "leads_told"),
            )
        }
        | {("public_report", "hand_over"): lambda _: iter([("reports_handed_over", 1)])},
    ),
    seen_to={
        "lead": SeenTo("squad_leader", _look_into, most=10_000),
        "warning_action": SeenTo("squad_leader", _act),
    },
    found=_open,
    close=_close,
)  # fmt: skip
