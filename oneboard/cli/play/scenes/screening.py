"""Lists handed down (名单核查), and what comes of them: people met in person, passed on or given back; a list whose
criteria change; cases and their contacts."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from oneboard.cli.play import lists
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.people import ROWS
from oneboard.cli.play.scenes.scene import Answers, Counting, Scene, SeenTo, Stage
from oneboard.foundation.clock import DAY_MS, iso

#: How many the lists of a whole city name: a little more than the source says were met. Elsewhere an eighth of it,
#: so that a county stays a matter of two minutes.
_LISTED, _ELSEWHERE = 116_500, 8

#: When the order's criteria become wider, and the second list comes.
_SECOND: Final = 6

_ORDER: Final = {"order": "市新冠肺炎疫情防控指挥部第 9 号令（演练）", "ends": "2020-04-30"}
_CONTACT, _AREA = "selected(${been}, 'contact')", "selected(${been}, 'area')"

_MET: Final = {
    "way": "door", "been": ["none"], "temperature": 366, "signs": ["none"], "alarm": "no", "meets": "no", "told": True,
}  # fmt: skip
_ILL: Final = _MET | {"temperature": 381, "signs": ["fever"], "alarm": "yes", "meets": "yes"}
_WAS_THERE: Final = _MET | {"been": ["area"], "meets": "yes"}


def _found(stage: Stage) -> None:
    stage.centre.open_campaign("list_check", "名单核查（演练）")
    _bring(stage, 1, 0.6)
    _meet(stage, 2 * stage.part(11), _ILL)


def _bring(stage: Stage, which: int, share: float) -> None:
    """A list of this share of all, by the door for lists; some of the second stood on the first."""
    total, chance = named(stage), stage.chance
    numbers = range(1, int(total * share) + 1) if which == 1 else range(int(total * 0.55), total + 1)
    towns = lists.towns(stage.scale.within)
    rows = [_line(number, which, stage, towns, chance) for number in numbers]
    for start in range(0, len(rows), ROWS):
        some = rows[start : start + ROWS]
        told = stage.centre.say(stage.centre.officer, "/registers/people_to_check/rows", rows=some)
        stage.centre.done["lines to be placed"] += sum(row["to_place"] for row in told["rows"])


def named(stage: Stage) -> int:
    of_ground = stage.part(_LISTED)
    return of_ground if stage.scale.name == "city" else max(12, of_ground // _ELSEWHERE)


def _line(
    number: int, which: int, stage: Stage, towns: Mapping[str, str], chance: Chance
) -> Mapping[str, Any]:
    """Most addresses name the grid; of a few nobody can tell which of several it is, or whether it is here at all."""
    grid = stage.grids[number * 7919 % len(stage.grids)]
    where = f"{towns[grid.town]}{grid.name}"
    if chance.happens(0.01):
        where = chance.choice((towns[grid.town], "新村路", "工业园宿舍"))
    cells = {
        "list": f"省指名单〔2020〕{which} 号", "line": str(number), "issuer": "省指挥部（演练）", "sort": "area",
        "name": f"{Chance(number, 'listed').name()}", "phone": f"136{number:08d}", "address": f"{where} {number} 号",
    }  # fmt: skip
    return {"row": number, "place": "", "cells": cells}


def check(chance: Chance) -> Iterator[tuple[str, Answers]]:
    """What a worker comes to at the address: mostly the person, at the first or the second call."""
    draw = chance.random()
    if draw < 0.008:
        yield "moved", {"where": chance.choice(("away", "city")), "to_place": "外市亲戚家（演练）"}
    elif draw < 0.014:
        yield "not_here", {"asked": ["neighbours", "committee"], "said": "nobody"}
    elif draw < 0.02:
        yield "wrong_data", {"what": ["address"]}
    else:
        if draw < 0.06:
            yield "nobody", {}
        yield "find", _ILL if chance.happens(0.0005) else _MET


def _close(stage: Stage, day: int) -> None:
    if day == _SECOND:
        _widen(stage)
        _bring(stage, 2, 0.4)
        _meet(stage, stage.part(20), _WAS_THERE)
    _place(stage)
    _dispatch(stage)


def _meet(stage: Stage, number: int, answers: dict[str, Any]) -> None:
    """Some come to the desk themselves."""
    for task in list(stage.centre.tasks("list_check", "to_check", number)):
        stage.centre.take(task, "find", answers | {"way": "office"})


def _widen(stage: Stage) -> None:
    """Whoever was in the area is handed over, too: proposed, approved by another, and open tasks go on under it."""
    stage.centre.publish_next("list_check", _CONTACT, f"{_CONTACT} or {_AREA}", basis=_ORDER)


def _place(stage: Stage) -> None:
    """A dispatcher reads the address of whoever stands at no grid, calls, and says where they live."""
    centre, most = stage.centre, stage.scale.desk
    concerns = centre.dispatcher.read("/places/attention")
    for place in [one["place"] for one in concerns if one["why"] == "subjects_to_place"][:most]:
        page = centre.dispatcher.read("/registers/people_to_check/subjects", place=place, limit=most)
        for one in page["subjects"]:
            if one["place"] == place:
                centre.dispatcher.read(f"/subjects/{one['id']}", purpose="名单定位核对（演练）")
                to = next((grid.id for grid in stage.grids if grid.id.startswith(place)), stage.grids[0].id)
                centre.say(centre.dispatcher, f"/subjects/{one['id']}/move", to=to, as_of=one["seq"])
                centre.done["lines placed"] += 1


def _dispatch(stage: Stage) -> None:
    centre, most, chance = stage.centre, stage.scale.desk, stage.chance
    handed = {
        "receiver": "邻市指挥部（演练）",
        "by": "letter",
        "handed": ["name", "phone"],
        "number": "函 12",
    }
    for task in list(centre.tasks("list_check", "passed_on", most)):
        if task.since >= iso(centre.now - DAY_MS):
            continue
        if chance.happens(0.8):
            centre.take(task, "received", {"receipt": "收（演练）"})
        else:
            centre.take(task, "returned", {"why": "not_there"})
    for task in list(centre.tasks("list_check", "moved", most)):
        centre.take(task, "pass_on", handed)
    for task in list(centre.tasks("list_check", "again", most)):
        centre.take(task, "find", _MET | {"way": "office"})
    for state in ("not_here", "wrong_data", "returned"):
        for task in list(centre.tasks("list_check", state, most)):
            once_more = state == "wrong_data" or chance.happens(0.3)
            centre.take(
                task, "send_again" if once_more else "leave_it", {} if once_more else {"why": "nowhere"}
            )


def _signs(answers: Answers) -> tuple[str, ...]:
    return ("people_checked", "people_with_signs") if answers["alarm"] == "yes" else ("people_checked",)


_COUNTING: Final = Counting(
    each={"list_check": {"nobody": "list_visits_in_vain", "returned": "list_people_returned"}},
    firsts={
        ("list_check", "find"): _signs,
        ("list_check", "moved"): lambda _: ("list_people_moved",),
        ("list_check", "not_here"): lambda _: ("list_people_unknown",),
        ("list_check", "wrong_data"): lambda _: ("list_lines_wrong",),
        ("list_check", "pass_on"): lambda _: ("list_people_passed_on",),
    },
)

SCENE: Final = Scene(
    name="screening",
    registers=("people_to_check",),
    playbooks=("list_check",),
    counting=_COUNTING,
    seen_to={"list_check": SeenTo("grid_worker", check, most=6_000, state="to_check")},
    found=_found,
    close=_close,
)
