"""Command (指挥): directives from above are split among agencies, these act together, and squads are sent."""

from typing import TYPE_CHECKING, Any, Final

from oneboard.cli.play.calendar import at
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.scenes.scene import Answers, Counting, Counts, Scene, Stage
from oneboard.foundation.clock import iso

if TYPE_CHECKING:
    from oneboard.cli.play.tasks import Task

_AGENCIES: Final = ("公安分局（演练）", "卫生健康局（演练）", "交通运输局（演练）")

#: In the whole city: directives from above, what agencies do together, and squads that are sent.
_DIRECTIVES, _JOINT, _SQUADS = 60, 60, 200

#: Days on which orders are given, from this one on.
_FROM, _DAYS = 2, 8

_DONE: Final = {"outcome": "whole", "result": "已落实（演练）"}
_WHOSE: Final = {"whose": "另一部门（演练）", "why": "职责在另一部门（演练）"}
_WHY: Final = {"obstacle": "means", "why": "人手都在卡点（演练）"}
_SHARED: Final = {
    "agencies": ["police", "health", "transport", "compound"],
    "residents": "yes",
    "plan": "分片（演练）",
}


def _id(what: str, n: int) -> str:
    """The same whenever it is asked."""
    return Chance(n, f"command/{what}").id_at(at(0, 9))


def _found(stage: Stage) -> None:
    """Agencies with somebody at a desk, and squads with a leader."""
    centre, root = stage.centre, stage.centre.root
    for n, name in enumerate(_AGENCIES):
        centre.say(centre.founder, "/units", unit=_id("agency", n), name=name, place=root)
    centre.join(
        "liaison", stage.chance.name(), [(_id("agency", n), "reporter", root) for n in range(len(_AGENCIES))]
    )
    posts = []
    for n in range(_squads(stage)):
        posts.append((_id("squad", n), "squad_leader", _at(stage, n)))
        said = {"unit": posts[-1][0], "name": f"第{n + 1}突击队（演练）", "place": posts[-1][2]}
        centre.say(centre.founder, "/units", squad=True, part_of=_id("agency", 0), **said)
    centre.join("captain", stage.chance.name(), posts)


def _squads(stage: Stage) -> int:
    return max(2, stage.part(_SQUADS))


def _at(stage: Stage, squad: int) -> str:
    """At a grid, which every edition has."""
    return stage.grids[squad * len(stage.grids) // _squads(stage)].id


def _close(stage: Stage, day: int) -> None:
    for n in range(stage.part(_DIRECTIVES)):
        if n % _DAYS == day - _FROM:
            _direct(stage, n, day)
    for n in range(stage.part(_JOINT)):
        if n % _DAYS == day - _FROM:
            _together(stage, day)
    for n in range(_squads(stage)):
        if n % _DAYS == day - _FROM:
            _send(stage, n, day)


def _order(stage: Stage, name: str, subject: str, place: str, day: int, **more: Any) -> "Task":
    """To be done within three days."""
    return stage.centre.order(
        name, subject, place, due=iso(at(day + 3, 18)), about="落实管控措施（演练）", **more
    )


def _direct(stage: Stage, n: int, day: int) -> None:
    """A directive from above: acknowledged, split, and done when its parts are."""
    centre, subject, root = stage.centre, _id("directive", n), stage.centre.root
    fields = {
        "number": f"省令〔2020〕{n + 1} 号（演练）",
        "title": "落实管控措施（演练）",
        "source": "province",
    }
    said = {"subject": subject, "register": "directives", "place": root, "answers": fields}
    centre.say(centre.officer, "/subjects", **said)
    whole = _order(stage, "directive", subject, root, day)
    if n % 9 == 8:
        centre.take(whole, "pass_on", _WHOSE)
        return
    centre.take(whole, "acknowledge")
    parts = [_part(stage, whole, agency, day) for agency in range(1 + n % len(_AGENCIES))]
    centre.take(whole, "split")
    for part in parts:
        _carry_out(stage, part)
    centre.take(whole, "report_up", {"stage": "on_course"})
    centre.take(whole, "finish", _DONE)


def _part(stage: Stage, whole: "Task", agency: int, day: int) -> "Task":
    return _order(stage, "unit_order", _id("agency", agency), stage.centre.root, day, part_of=whole.id)


def _carry_out(stage: Stage, part: "Task") -> None:
    """By its agency, or by the one next door, to which it goes with its clock; some cannot be done."""
    centre, liaison, chance = stage.centre, stage.centre.desks["liaison"], stage.chance
    centre.take(part, "acknowledge", desk=liaison)
    if chance.happens(0.2):
        centre.take(part, "not_ours", _WHOSE, liaison)
        other = _id("agency", (_number(part.subject) + 1) % len(_AGENCIES))
        centre.say(centre.officer, f"/tasks/{part.id}/assign", to=f"unit:{other}")
        centre.take(part, "acknowledge", desk=liaison)
    if chance.happens(0.1):
        centre.take(part, "cannot", _WHY, liaison)
        centre.take(part, "agree")
        return
    centre.take(part, "finish", _DONE, liaison)
    if chance.happens(0.2):
        centre.take(part, "give_back", {"what": "no_proof"})
        centre.take(part, "finish", _DONE, liaison)
    centre.take(part, "accept")


def _number(agency: str) -> int:
    return next(n for n in range(len(_AGENCIES)) if _id("agency", n) == agency)


def _together(stage: Stage, day: int) -> None:
    """One agency leads, the others have a part each."""
    centre, liaison = stage.centre, stage.centre.desks["liaison"]
    joint = _order(stage, "joint_task", _id("agency", 0), centre.root, day)
    centre.take(joint, "convene", _SHARED, liaison)
    for agency in range(1, len(_AGENCIES)):
        _carry_out(stage, _part(stage, joint, agency, day))
    centre.take(joint, "finish", _DONE, liaison)


def _send(stage: Stage, n: int, day: int) -> None:
    """A squad goes where it is needed; some cannot, some are relieved on the spot by the next one."""
    centre, captain, chance, place = stage.centre, stage.centre.desks["captain"], stage.chance, _at(stage, n)
    heads, following = {"people": chance.randint(5, 15)}, _id("squad", (n + 1) % _squads(stage))
    task = _order(stage, "squad_order", _id("squad", n), place, day)
    if chance.happens(0.15):
        centre.take(task, "decline", {"reason": "rest"}, captain)
        centre.say(centre.officer, f"/tasks/{task.id}/assign", to=f"unit:{following}")
    for step in ("set_out", "arrive"):
        centre.take(task, step, heads, captain)
    if chance.happens(0.4):
        centre.take(task, "ask_relief", {"tired": "hours"}, captain)
        centre.say(centre.officer, f"/tasks/{task.id}/assign", to=f"unit:{following}")
        centre.take(task, "take_over", heads, captain)
    centre.take(task, "finish", _DONE, captain)


def _residents(answers: Answers) -> Counts:
    yield "joint_tasks_with_residents", int(answers["residents"] == "yes")


_COUNTING: Final = Counting(
    each={
        "directive": {
            "acknowledge": "directives_acknowledged", "pass_on": "directives_passed_on",
            "report_up": "directive_reports",
        },
        "unit_order": {
            "acknowledge": "unit_orders_acknowledged", "accept": "unit_orders_done", "agree": "unit_orders_explained",
            "not_ours": "unit_orders_for_another", "give_back": "unit_orders_given_back",
        },
        "joint_task": {"convene": "joint_tasks_convened", "finish": "joint_tasks_done"},
        "squad_order": {
            "arrive": "squads_sent", "take_over": "squads_relieved", "decline": "squad_orders_declined",
            "finish": "squad_orders_done",
        },
    },
    added={
        ("squad_order", "arrive"): (("squad_people_sent", "people"),),
    },
    special={("joint_task", "convene"): _residents},
    firsts={("directive", "finish"): lambda _: ("directives_done",)},
)  # fmt: skip

SCENE: Final = Scene(
    name="command",
    registers=("directives",),
    playbooks=("directive", "unit_order", "joint_task", "squad_order"),
    counting=_COUNTING,
    found=_found,
    close=_close,
)
