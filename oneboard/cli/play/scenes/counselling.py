"""Counselling (心理疏导): whoever asked for it in a check is called the same evening; what is said a counsellor alone
reads."""

from typing import TYPE_CHECKING, Final

from oneboard.cli.play.scenes.scene import Counting, Scene, Stage

if TYPE_CHECKING:
    from oneboard.cli.play.door import Desk

_TALKED: Final = {"way": "phone", "notes": "担心家里老人，约好明天再谈（演练）", "next": "明天"}
_REFERRED: Final = {"to_whom": "市心理援助热线（演练）", "agreed": True}
_ENDED: Final = {"ended_by": "better"}


def _found(stage: Stage) -> None:
    centre, unit = stage.centre, stage.centre.ids.id_at(stage.centre.now)
    centre.say(centre.founder, "/units", unit=unit, name="心理援助站", place=centre.root)
    centre.join("counsellor", stage.chance.name(), [(unit, "counsellor", centre.root)])


def _close(stage: Stage, day: int) -> None:
    centre, desk = stage.centre, stage.centre.desks["counsellor"]
    for task in list(centre.tasks("counselling")):
        if task.state in ("asked", "again"):
            if stage.chance.happens(0.2):
                centre.take(task, "cannot_reach", desk=desk)
            else:
                centre.take(task, "talk", _TALKED, desk=desk)
        elif stage.chance.happens(0.5):
            _read(desk, task.id)
            if stage.chance.happens(0.2):
                centre.take(task, "refer", _REFERRED, desk=desk)
            else:
                centre.take(task, "close", _ENDED, desk=desk)


def _read(desk: "Desk", task: str) -> None:
    """What was said last time, before the next talk."""
    desk.read(f"/tasks/{task}/answers", purpose="再次谈话前查看（演练）")


SCENE: Final = Scene(
    name="counselling",
    counting=Counting(
        each={
            "counselling": {
                "talk": "counselling_talks", "danger": "counselling_dangers", "refer": "people_referred_for_help",
                "close": "counselling_ended",
            },
        },
        firsts={("counselling", "talk"): lambda _: ("people_counselled",)},
    ),
    found=_found,
    close=_close,
)  # fmt: skip
