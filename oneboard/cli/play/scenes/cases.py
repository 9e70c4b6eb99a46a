"""Cases and contacts (病例与密接): what checks handed over is judged by a doctor; whom a case names is followed."""

from collections.abc import Iterator
from typing import Any, Final

from oneboard.cli.play import lists
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.scenes.scene import Answers, Counting, Counts, Scene, SeenTo, Stage

#: What the source says of the whole city: cases that were found with their help.
CONFIRMED: Final = 11

#: Contacts of whom other cities told, and how many a case names.
_TOLD, _NAMED = 60, 4

_WELL: Final[Answers] = {"way": "phone", "temperature": 365, "signs": ["none"], "alarm": "no"}
_ILL: Final[Answers] = {"way": "phone", "temperature": 380, "signs": ["fever"], "alarm": "yes"}
_SUSPECTED: Final[Answers] = {"exposure": ["area"], "clinical": ["fever", "blood"], "sampled": "2020-02-10"}
_RESULT: Final[Answers] = {
    "by": "pcr", "laboratory": "市疾控中心（演练）", "result_on": "2020-02-11", "severity": "mild",
    "hospital": "定点医院（演练）",
}  # fmt: skip
_ENDED: Final[Answers] = {"last_contact": "2020-02-03", "ended_by": "days", "told": True}


def _found(stage: Stage) -> None:
    centre = stage.centre
    centre.join("doctor", stage.chance.name(), [(centre.unit, "public_health_officer", centre.root)])
    centre.open_campaign("contact_follow_up", "密接随访（演练）")
    _register(stage, stage.part(_TOLD), "外市协查函（演练）")


def _register(stage: Stage, number: int, named_by: str) -> None:
    """Placed by their addresses; the campaign opens the follow-up of each."""
    centre, towns, rows = stage.centre, lists.towns(stage.scale.within), []
    for _ in range(number):
        n = stage.memory["contacts"] = stage.memory.get("contacts", 0) + 1
        grid = stage.chance.choice(stage.grids)
        cells = {
            "sort": "table", "last_contact": "2020-02-03", "name": stage.chance.name(), "phone": f"135{n:08d}",
            "address": f"{towns[grid.town]}{grid.name} {n} 号", "named_by": named_by,
        }  # fmt: skip
        rows.append({"row": n, "place": "", "cells": cells})
    centre.say(centre.desks["doctor"], "/registers/contacts/rows", rows=rows)


def _follow_up(chance: Chance) -> Iterator[tuple[str, Answers]]:
    if chance.happens(0.03):
        yield "no_answer", {}
    else:
        yield "check", _ILL if chance.happens(0.01) else _WELL


def _decide(stage: Stage, day: int) -> None:
    """Each evening: what came is received and suspected, and what was suspected the evening before has its result."""
    centre, doctor = stage.centre, stage.centre.desks["doctor"]

    def take(state: str, step: str, answers: Answers, playbook: str = "health_case") -> None:
        for task in list(centre.tasks(playbook, state, stage.scale.desk, doctor)):
            centre.take(task, step, answers, doctor)

    confirmed = stage.memory.setdefault("confirmed", set())
    for task in list(centre.tasks("health_case", "suspected", stage.scale.desk, doctor)):
        if len(confirmed) < stage.part(CONFIRMED) and task.subject not in confirmed:
            confirmed.add(task.subject)
            centre.take(task, "confirm", _RESULT, doctor)
            centre.take(task, "interview", {"way": "ward", "contacts_named": _NAMED, "elsewhere": 0}, doctor)
            centre.take(task, "notify", {"card": "演练", "told": True}, doctor)
            _register(stage, _NAMED, "收（演练）")
        else:
            centre.take(task, "exclude", {"why": "two_negative", "result_on": "2020-02-12"}, doctor)
    take("received", "suspect", _SUSPECTED)
    take("handed_over", "receive", {"receipt": "收（演练）", "reached": True})
    take("twice", "once_daily", {"why": "week"}, "contact_follow_up")
    take("to_release", "release", _ENDED, "contact_follow_up")


def _interviewed(answers: Answers) -> Counts:
    yield "contacts_named", int(answers["contacts_named"])


def _alarm(answers: Answers) -> Counts:
    yield "contact_checks_with_alarm", int(answers["alarm"] == "yes")


def _once(indicator: str) -> Any:
    return lambda _: (indicator,)


_COUNTING: Final = Counting(
    each={
        "contact_follow_up": {
            "check": "contact_checks", "no_answer": "contact_checks_unanswered", "release": "contacts_released",
        },
    },
    special={("health_case", "interview"): _interviewed, ("contact_follow_up", "check"): _alarm},
    firsts={
        ("contact_follow_up", "check"): _once("contacts_followed"),
        ("health_case", "receive"): _once("cases_received"),
        ("health_case", "suspect"): _once("cases_suspected"),
        ("health_case", "confirm"): _once("cases_confirmed"),
        ("health_case", "exclude"): _once("cases_excluded"),
        ("health_case", "notify"): _once("cases_notified"),
    },
)  # fmt: skip

SCENE: Final = Scene(
    name="cases",
    registers=("contacts",),
    playbooks=("health_case", "contact_follow_up"),
    counting=_COUNTING,
    seen_to={"contact_follow_up": SeenTo("grid_worker", _follow_up, most=1_000, state="once")},
    found=_found,
    close=_decide,
)
