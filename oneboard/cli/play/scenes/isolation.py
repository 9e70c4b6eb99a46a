"""Care in isolation (隔离关爱): what a check opens, what is objected to, and the end. Who asks is in `carer`."""

from collections.abc import Iterator
from typing import Final

from oneboard.cli.play.chance import Chance
from oneboard.cli.play.scenes.scene import Answers, Counting, Counts, Scene, SeenTo, Stage
from oneboard.cli.play.scenes.visits import HANDED_OVER, errand, in_need

_REASONS: Final = {"reasons": "已核对密接名单（演练）", "told": True}
_EXTENDED: Final = {"by_order": "市指挥部第 9 号令（演练）", "reason": "同住家人确诊（演练）", "told": True}
#: The day on which it is seen who has to stay longer, and of how many that is one.
_LOOKED_AT, _ONE_IN = 10, 8
_RELEASED: Final = {"ended_by": "days", "told": True}


def _medical(chance: Chance) -> Iterator[tuple[str, Answers]]:
    match chance.choice(("no_alarm", "advise", "hand_over")):
        case "no_alarm":
            yield "no_alarm", {"way": "phone", "temperature": 368}
        case "advise":
            yield "advise", {"way": "phone", "advice": ["rest", "medicine"]}
        case _:
            yield "hand_over", HANDED_OVER


def _door(chance: Chance) -> Iterator[tuple[str, Answers]]:
    if chance.happens(0.1):
        yield "nobody", {}
    if chance.happens(0.8):
        yield "well", {"why": chance.choice(("asleep", "ours", "phone")), "better": "other_time"}
    else:
        yield "help", {"done": ["supplies", "listened"]}


def _checked(answers: Answers) -> Counts:
    yield "checks_with_alarm", int(answers.get("alarm") == "yes")
    yield "checks_with_needs", int(in_need(answers))


def _decide(stage: Stage, day: int) -> None:
    centre = stage.centre
    for task in list(centre.tasks("isolation_appeal")):
        centre.take(task, "ease" if stage.chance.happens(0.5) else "reject", _REASONS, desk=centre.officer)
    if day == _LOOKED_AT:
        for task in list(centre.tasks("care_in_isolation", "in_care"))[::_ONE_IN]:
            centre.take(task, "extend", _EXTENDED, desk=centre.officer)
    for task in list(centre.tasks("care_in_isolation", "to_release")):
        centre.take(task, "release", _RELEASED)


_COUNTING: Final = Counting(
    each={
        "care_in_isolation": {
            "check": "checks_in_isolation", "no_answer": "checks_unanswered", "appeal": "appeals_raised",
            "to_hospital": "people_taken_to_hospital", "release": "people_released",
            "end_early": "people_released_early", "extend": "isolations_extended",
        },
        "door_visit": {
            "well": "door_visits_all_well", "help": "door_visits_with_help", "nobody": "door_visits_in_vain",
            "found": "people_found_elsewhere",
        },
        "medical_call": {
            "no_alarm": "calls_nothing_serious", "advise": "calls_advised", "hand_over": "calls_handed_over",
        },
        "isolation_errand": {
            "take": "isolation_errands_taken", "deliver": "isolation_errands_delivered",
            "settle": "isolation_errands_settled", "cannot_buy": "isolation_errands_not_to_be_had",
            "arrange": "isolation_needs_arranged",
        },
        "isolation_appeal": {"grant": "appeals_granted", "ease": "appeals_eased", "reject": "appeals_rejected"},
    },
    added={
        ("isolation_errand", "buy"): (("isolation_fen_spent", "cost"),),
        ("isolation_errand", "settle"): (("isolation_fen_paid_back", "paid"),),
    },
    special={("care_in_isolation", "check"): _checked},
    firsts={("care_in_isolation", "check"): lambda _: ("people_checked_on",)},
)  # fmt: skip

SCENE: Final = Scene(
    name="isolation",
    registers=("persons",),
    playbooks=(
        "door_visit",
        "medical_call",
        "isolation_errand",
        "isolation_appeal",
        "counselling",
        "care_in_isolation",
    ),
    counting=_COUNTING,
    seen_to={
        "medical_call": SeenTo("squad_leader", _medical),
        "door_visit": SeenTo("squad_leader", _door),
        "isolation_errand": SeenTo("squad_leader", errand),
    },
    close=_decide,
)
