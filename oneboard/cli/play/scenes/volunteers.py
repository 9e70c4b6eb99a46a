"""Volunteers (志愿者): who offers a hand is taken on, trained, and sent where hands are wanted."""

from collections.abc import Mapping
from typing import Final

from oneboard.cli.play.calendar import FIRST_DAY
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.scenes.scene import Answers, Counting, Scene, Stage
from oneboard.foundation.clock import day_text

#: In the whole city: the source names neither.
_VOLUNTEERS, _SHIFTS = 420, 240

_SKILLS: Final = ("visits", "checkpoint", "deliveries", "driving", "medical", "counselling")
_PARTS: Final = ("mornings", "afternoons", "evenings", "nights")


def _found(stage: Stage) -> None:
    stage.centre.open_campaign("volunteer", "志愿者招募（演练）")
    stage.centre.open_campaign("shift", "用人班次（演练）")
    stage.bring("volunteers", [_volunteer(stage.chance, n) for n in range(stage.part(_VOLUNTEERS))])
    for n in range(stage.part(_SHIFTS)):
        stage.register("shifts", _shift(stage, n))


def _volunteer(chance: Chance, n: int) -> Mapping[str, str]:
    return {
        "name": chance.name(), "phone": f"137{n:08d}", "skills": chance.choice(_SKILLS),
        "available": chance.choice(_PARTS),
    }  # fmt: skip


def _shift(stage: Stage, n: int) -> Answers:
    return {
        "day": day_text(FIRST_DAY + 1 + n % (stage.scale.days - 2)), "part": stage.chance.choice(_PARTS),
        "work": stage.chance.choice(_SKILLS), "hands": stage.chance.randint(1, 4),
    }  # fmt: skip


def _close(stage: Stage, day: int) -> None:
    stage.at_the_desk(max(2, stage.scale.desk // 4), _DESK)


def _accepting(chance: Chance) -> tuple[str, Answers]:
    if chance.happens(0.1):
        return "decline", {"why": "health", "told": True}
    return "accept", {"seen": True, "fit": [chance.choice(_SKILLS)]}


def _training(chance: Chance) -> tuple[str, Answers]:
    return "train", {"course": ["protection", "privacy"], "insured": True, "gear": True}


def _manning(chance: Chance) -> tuple[str, Answers]:
    if chance.happens(0.15):
        return "short", {"missing": chance.randint(1, 3), "why": "nobody_free"}
    return "man", {"hands": chance.randint(1, 4)}


def _finishing(chance: Chance) -> tuple[str, Answers]:
    came = chance.randint(1, 3)
    return "finish", {"came": came, "hours": came * 4}


_DESK: Final = (
    ("volunteer", "to_train", _training), ("volunteer", "signed_up", _accepting),
    ("shift", "manned", _finishing), ("shift", "wanted", _manning),
)  # fmt: skip

SCENE: Final = Scene(
    name="volunteers",
    registers=("volunteers", "shifts"),
    playbooks=("volunteer", "shift"),
    counting=Counting(
        each={"shift": {"man": "shifts_manned"}},
        added={
            ("shift", "man"): (("volunteers_sent", "hands"),),
            ("shift", "finish"): (("volunteers_came", "came"), ("volunteer_hours", "hours")),
            ("shift", "short"): (("hands_missing", "missing"),),
        },
        firsts={
            ("volunteer", "accept"): lambda _: ("volunteers_accepted",),
            ("volunteer", "train"): lambda _: ("volunteers_ready",),
        },
    ),
    found=_found,
    close=_close,
)
