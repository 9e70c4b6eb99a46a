"""The daily report (每日报告) up the ladder: villages, towns, counties and the top, and what the centre says to each.

The towns' reports are sent by their leaders' phones (`leader`), the others at a desk that some units share.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from oneboard.cli.play.reported import Reported
from oneboard.cli.play.scenes.scene import Answers, Counting, Counts, Scene, Stage
from oneboard.cli.play.scenes.visits import in_need

if TYPE_CHECKING:
    from oneboard.cli.play.tasks import Task

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


#: Village committees with a report of their own, in the whole city.
_VILLAGES: Final = 60

#: How often a village says nothing until the evening, nothing at all, or something else in the afternoon.
_LATE, _SILENT, _CORRECTED = 0.08, 0.04, 0.1


def _found(stage: Stage) -> None:
    """Units below and above the towns, and one desk that reports for all of them."""
    centre, villages = stage.centre, {grid.id[:12]: grid.name.partition("第")[0] for grid in stage.grids}
    every = max(1, len(villages) // stage.part(_VILLAGES))
    places = dict(list(villages.items())[::every])
    if stage.scale.root.level == "city":
        places |= {code: f"{code}区县指挥部" for code in sorted({grid.id[:6] for grid in stage.grids})}
    # Whoever is at the top already: the centre itself, and its duty room.
    posts = [(unit, "reporter", centre.root) for unit in centre.units_at(centre.root)]
    for place, name in places.items():
        unit = centre.ids.id_at(centre.now)
        centre.say(centre.founder, "/units", unit=unit, name=f"{name}（演练）", place=place)
        posts.append((unit, "reporter", place))
    centre.join("reporter", stage.chance.name(), posts)
    stage.memory.update(reported=Reported(), silent=set(), days={}, villages=set(villages))


def _owed(stage: Stage, day: int) -> Iterator["Task"]:
    """What the desk has not reported; each report is for the day on which it was first seen."""
    centre = stage.centre
    tasks = [task for task in centre.owed_at(centre.desks["reporter"]) if task.name == "daily_report"]
    new = [task for task in tasks if task.id not in stage.memory["days"]]
    stage.memory["days"] |= {task.id: day for task in new}
    centre.expect_for(new, day)
    yield from (task for task in tasks if task.id not in stage.memory["silent"])


def _report(stage: Stage, task: "Task") -> None:
    day = stage.memory["days"][task.id]
    answers = stage.memory["reported"].answers(stage.chance, task.subject, day)
    stage.centre.take(task, "report", answers, stage.centre.desks["reporter"])


def _midday(stage: Stage, day: int) -> None:
    """The villages; a few leave it for the evening, or for ever."""
    for task in list(_owed(stage, day)):
        if task.place not in stage.memory["villages"] or stage.chance.happens(_LATE):
            continue
        if stage.chance.happens(_SILENT):
            stage.memory["silent"].add(task.id)
        else:
            _report(stage, task)


def _afternoon(stage: Stage, day: int) -> None:
    """Who is above the villages; and some say something else than at noon."""
    for task in list(_owed(stage, day)):
        is_village = task.place in stage.memory["villages"]
        if (task.state == "reported" and is_village and stage.chance.happens(_CORRECTED)) or (
            task.state == "to_report" and not is_village
        ):
            _report(stage, task)


def _judge(stage: Stage, day: int) -> None:
    centre = stage.centre
    for task in list(_owed(stage, day)):
        if task.state != "reported":
            _report(stage, task)
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
    found=_found,
    midday=_midday,
    afternoon=_afternoon,
    close=_judge,
)
