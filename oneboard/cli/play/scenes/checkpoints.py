"""Checkpoints (卡点): set up by an order on the first day, some lifted and set up again; at a few of them shifts."""

from collections.abc import Callable, Iterator
from typing import Final

from oneboard.cli.play.chance import Chance
from oneboard.cli.play.scenes.scene import Answers, Counting, Counts, Scene, SeenTo, Stage

#: What the source says of the whole city; and at how many of them every shift is played.
SET_UP, _WITH_SHIFTS = 93, 12

#: The days on which some are lifted, and some of those are set up again.
_LIFTED, _AGAIN = 9, 11

_OPENED: Final[Answers] = {
    "order": "第 2 号令（演练）", "units": ["police", "health", "town"], "hours": "always", "sign": True,
}  # fmt: skip
_CLOSED: Final[Answers] = {"order": "第 8 号令（演练）", "why": "risk"}


def _found(stage: Stage) -> None:
    centre, number = stage.centre, stage.part(SET_UP)
    grids = stage.chance.sample(list(stage.grids), number)
    rows = [
        {
            "row": n,
            "place": grid.id,
            "cells": {"number": f"K-{n:03d}", "name": f"{grid.name}路口", "sort": "road"},
        }
        for n, grid in enumerate(grids, start=1)
    ]
    centre.say(centre.officer, "/registers/checkpoints/rows", rows=rows)
    centre.join("guard", stage.chance.name(), [(centre.unit, "checkpoint_worker", centre.root)])
    centre.open_campaign("checkpoint", "设立检查点（演练）")
    for grid in grids[: stage.part(_WITH_SHIFTS)]:
        said = {"campaign": centre.ids.id_at(centre.now), "incident": centre.incident, "place": grid.id}
        said |= {"playbook": centre.playbooks["checkpoint_shift"], "title": "卡点当班（演练）"}
        centre.say(centre.officer, "/campaigns", **said)


def _pass(chance: Chance) -> Iterator[tuple[str, Answers]]:
    vehicles = chance.randint(10, 400)
    rush = {"vehicles": 520, "people": 1_600} if chance.happens(0.03) else {}
    yield (
        "count",
        {
            "vehicles": vehicles, "people": 2 * vehicles, "hot": int(chance.happens(0.1)),
            "turned_back": chance.randint(0, 9), **rush,
        },
    )  # fmt: skip


def _fever(chance: Chance) -> Iterator[tuple[str, Answers]]:
    if chance.happens(0.6):
        yield "no_fever", {"people": 1, "how": "mercury"}
    else:
        yield (
            "hand_over",
            {"people": 1, "receiver": "clinic", "transport": "arranged", "receipt": "收（演练）"},
        )


def _rush(chance: Chance) -> Iterator[tuple[str, Answers]]:
    if chance.happens(0.7):
        yield "send", {"hands": chance.randint(2, 8), "whose": "squad"}
    else:
        yield "no_need", {"why": "lane"}


def _close(stage: Stage, day: int) -> None:
    centre, some = stage.centre, max(1, stage.part(SET_UP) // 8)
    if day == 1:
        for task in list(centre.tasks("checkpoint", "to_set_up")):
            centre.take(task, "set_up", _OPENED)
    if day == _LIFTED:
        for task in list(centre.tasks("checkpoint", "in_force", some)):
            centre.take(task, "lift", _CLOSED)
            stage.memory.setdefault("lifted", []).append(task)
    if day == _AGAIN:
        for task in stage.memory["lifted"][: some // 2]:
            centre.take(task, "set_up_again", _OPENED)
    for task in list(centre.tasks("checkpoint_shift", "on_duty")):
        if stage.chance.happens(0.97):
            relief = "yes" if stage.chance.happens(0.97) else "no"
            answers = {"guards": stage.chance.randint(3, 8), "units": 3, "relief": relief}
            centre.take(task, "hand_over", answers, centre.desks["guard"])
        else:
            centre.take(task, "nobody_there")


def _standing(change: int, counted: str) -> Callable[[Answers], Counts]:
    """What stands is made of what was set up and lifted."""

    def counts(_: Answers) -> Counts:
        yield counted, 1
        yield "checkpoints_in_force", change

    return counts


def _handed_over(answers: Answers) -> Counts:
    yield "shifts_worked", 1
    yield "shift_guards", int(answers["guards"])
    yield "shifts_unrelieved", int(answers["relief"] == "no")


_COUNTING: Final = Counting(
    each={"checkpoint_shift": {"nobody_there": "shifts_unstaffed"}},
    added={
        ("checkpoint_shift", "count"): (
            ("vehicles_checked", "vehicles"), ("people_screened", "people"), ("fevers_at_checkpoints", "hot"),
            ("people_turned_back", "turned_back"),
        ),
        ("checkpoint_fever", "no_fever"): (("checkpoint_fevers_ruled_out", "people"),),
        ("checkpoint_fever", "hand_over"): (("checkpoint_fevers_handed_over", "people"),),
        ("checkpoint_rush", "send"): (("hands_sent_to_checkpoints", "hands"),),
    },
    special={
        ("checkpoint", "set_up"): _standing(1, "checkpoint_openings"),
        ("checkpoint", "set_up_again"): _standing(1, "checkpoint_reopenings"),
        ("checkpoint", "lift"): _standing(-1, "checkpoint_liftings"),
    },
    firsts={("checkpoint", "set_up"): lambda _: ("checkpoints_set_up",)},
    lasts={("checkpoint_shift", "hand_over"): _handed_over},
)  # fmt: skip

SCENE: Final = Scene(
    name="checkpoints",
    registers=("checkpoints",),
    playbooks=("checkpoint_fever", "checkpoint_rush", "checkpoint_shift", "checkpoint", "checkpoint_persons"),
    counting=_COUNTING,
    seen_to={
        "checkpoint_shift": SeenTo("squad_leader", _pass, most=500, state="on_duty"),
        "checkpoint_fever": SeenTo("squad_leader", _fever),
        "checkpoint_rush": SeenTo("squad_leader", _rush),
    },
    found=_found,
    close=_close,
)
