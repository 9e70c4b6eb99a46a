"""The daily report (每日报告): what each unit owes, and what the centre says to it. Who sends it is in `leader`."""

from typing import Final

from oneboard.cli.play.scenes.scene import Answers, Counting, Counts, Scene, Stage
from oneboard.cli.play.scenes.visits import in_need

_REPORTED: Final = (
    ("reported_on_duty", "on_duty"), ("reported_fevers", "new_fevers"), ("reported_isolated", "isolated"),
    ("reported_released", "released"),
)  # fmt: skip


def _reported(answers: Answers) -> Counts:
    yield "units_reporting", 1
    yield "zero_reports", int(answers["status"] == "zero")
    yield "reports_not_applicable", int(answers["status"] == "not_applicable")
    yield "units_short_of_something", int(in_need(answers, "short_of"))
    yield from ((indicator, answers.get(path, 0)) for indicator, path in _REPORTED)


def _approved(_: Answers) -> Counts:
    yield "reports_approved", 1


def _judge(stage: Stage, day: int) -> None:
    centre = stage.centre
    for task in list(centre.tasks("daily_report", "reported", stage.scale.desk)):
        if stage.chance.happens(0.04):
            centre.take(task, "give_back", {"what": "unlikely"})
        else:
            centre.take(task, "approve")


SCENE: Final = Scene(
    name="reports",
    playbooks=("daily_report",),
    counting=Counting(
        each={"daily_report": {"give_back": "reports_given_back"}},
        lasts={("daily_report", "report"): _reported, ("daily_report", "approve"): _approved},
    ),
    close=_judge,
)
