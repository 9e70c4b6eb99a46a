"""The watch (值守): levels of response, the roll that they call, and duty checks of whoever is silent."""

from collections.abc import Iterator
from typing import Final

from oneboard.cli.play.calendar import at
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.scenes.scene import Answers, Counting, Scene, SeenTo, Stage
from oneboard.foundation.clock import iso

#: The levels as they are declared, by day, in the evening.
_RESPONSES: Final = {2: "I", 3: "II", 4: "III"}

_WRONG: Final = {"way": "phone", "what": "no_answer", "seen": "21:30 电话无人接听（演练）"}
_DECIDED: Final = {"ground": "both", "reasons": "按说明核对（演练）", "told": True}


def _found(stage: Stage) -> None:
    """The roll is called as soon as a level asks for it."""
    stage.centre.open_campaign("roll_call", "值守点名（演练）")


def _close(stage: Stage, day: int) -> None:
    if response := _RESPONSES.get(day):
        said = {"order": f"省指挥部第 {day} 号令（演练）", "reason": "疫情形势变化（演练）"}
        path = f"/incidents/{stage.centre.incident}/response"
        stage.centre.say(stage.centre.officer, path, response=response, **said)
    _look_into(stage, day)


def _look_into(stage: Stage, day: int) -> None:
    """Who was silent is called up. The unit is asked first, and the officer decides, not the caller."""
    centre, chance, most = stage.centre, stage.chance, stage.scale.desk
    for task in list(centre.tasks("duty_check", "to_decide", most)):
        centre.take(task, chance.choice(("uphold", "excuse", "dismiss")), _DECIDED, centre.officer)
    for task in list(centre.tasks("duty_check", "to_reply", most)):
        if task.since < iso(at(day - 1, 12)):
            centre.take(task, "no_reply")
    for task in list(centre.tasks("duty_check", "to_check", most)):
        if chance.happens(0.5):
            centre.take(task, "in_order", {"way": "phone"})
        else:
            centre.take(task, "breach", _WRONG)


def _answer(chance: Chance) -> Iterator[tuple[str, Answers]]:
    if chance.happens(0.95):
        missing = max(0, chance.randint(-4, 3))
        yield (
            "answer",
            {"in_place": chance.randint(6, 40), "missing": missing, "why": "rest" if missing else "none"},
        )


def _reply(_: Chance) -> Iterator[tuple[str, Answers]]:
    yield "reply", {"words": "当时在接电话（演练）"}


_COUNTING: Final = Counting(
    each={
        "roll_call": {"answer": "roll_calls_answered"},
        "duty_check": {
            "in_order": "duty_checks_in_order", "breach": "duty_breaches_asked_about", "reply": "duty_replies",
            "uphold": "duty_breaches_upheld", "excuse": "duty_breaches_excused", "dismiss": "duty_breaches_dismissed",
        },
    },
    added={
        ("roll_call", "answer"): (("people_in_place", "in_place"), ("people_missing_at_roll_call", "missing")),
    },
)  # fmt: skip

SCENE: Final = Scene(
    name="watch",
    playbooks=("duty_check", "roll_call"),
    counting=_COUNTING,
    seen_to={
        "roll_call": SeenTo("squad_leader", _answer, most=10_000),
        "duty_check": SeenTo("squad_leader", _reply, state="to_reply"),
    },
    found=_found,
    close=_close,
)
