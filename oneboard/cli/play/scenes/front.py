"""At the front (一线): what people there lack and wear instead, what is told of them, and what lies unsold."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from oneboard.cli.play.calendar import at
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.scenes.scene import Answers, Counting, Counts, Scene, Stage

if TYPE_CHECKING:
    from oneboard.cli.play.speaker import Speaker

#: In the whole city: the source names neither.
_STORES, _STORIES = 60, 36

#: How often a worker asks for gear, or hears of produce that nobody buys, on a day.
_ASKS, _UNSOLD = 0.008, 0.003

_FRUIT: Final = ("血橙", "脆李", "香椿", "茶叶")

_TITLES: Final = {
    "gear_request": "防护用品申领", "stock": "物资进出库", "commendation": "先进事迹", "produce_sale": "助销农产品",
}  # fmt: skip


def _found(stage: Stage) -> None:
    for playbook, title in _TITLES.items():
        stage.centre.open_campaign(playbook, f"{title}（演练）")
    stage.bring("materials", [_store(n) for n in range(stage.part(_STORES))])


def _store(n: int) -> Mapping[str, str]:
    return {"code": f"P{n:04d}", "name": "医用口罩（演练）", "sort": "protective", "measure": "件"}


def _notice(speaker: "Speaker", day: int) -> None:
    chance = speaker.chance_of("front")
    if chance.happens(_ASKS):
        now = at(day, 18, 40)
        wanted = {"item": chance.choice(("gowns", "masks", "goggles")), "pieces": chance.randint(2, 20)}
        asked = speaker.register("gear_requests", now, wanted)
        if chance.happens(0.3):
            instead = {"instead": "raincoat", "pieces": 1, "enough": "yes" if chance.happens(0.7) else "no"}
            speaker.step(
                "gear_request",
                "make_do",
                now + 60_000,
                asked,
                speaker.task_of("gear_request", asked),
                instead,
            )
    if chance.happens(_UNSOLD):
        offer = {
            "product": chance.choice(_FRUIT),
            "kilograms": chance.randint(50, 900),
            "grower": chance.name(),
        }
        speaker.register("produce", at(day, 18, 50), offer)


def _close(stage: Stage, day: int) -> None:
    if day == 2:
        for _ in range(stage.part(_STORIES)):
            kind, people = stage.chance.choice(("endurance", "help", "family")), stage.chance.name()
            stage.register("stories", {"kind": kind, "people": people, "what": "连续值守的一家人（演练）"})
    stage.at_the_desk(max(2, stage.scale.desk // 4), _DESK)


def _issuing(chance: Chance) -> tuple[str, Answers]:
    if chance.happens(0.2):
        return "short", {"missing": chance.randint(1, 9), "until": "tomorrow"}
    return "issue", {"issued": chance.randint(2, 20), "from_where": "town"}


def _receiving(chance: Chance) -> tuple[str, Answers]:
    return "receive", {"received": chance.randint(2, 20), "state": "good"}


def _storing(chance: Chance) -> tuple[str, Answers]:
    if chance.happens(0.5):
        return "take_in", {"taken_in": chance.randint(100, 900), "source": "allotted"}
    return "give_out", {"given_out": chance.randint(1, 60), "use": "workers"}


def _telling(chance: Chance) -> tuple[str, Answers]:
    if chance.happens(0.2):
        return "decline", {"why": "not_agreed"}
    return "publish", {"story": "一家三口同在卡点（演练）", "people": chance.randint(1, 3), "agreed": True}


def _matching(chance: Chance) -> tuple[str, Answers]:
    return "match", {"buyer": chance.choice(("shop", "canteen", "residents"))}


def _selling(chance: Chance) -> tuple[str, Answers]:
    if chance.happens(0.1):
        return "give_up", {"why": "spoilt"}
    kilograms = chance.randint(50, 900)
    return "sell", {"kilograms": kilograms, "fen": kilograms * 400}


def _not_enough(answers: Answers) -> Counts:
    yield "gear_not_enough", int(answers["enough"] == "no")


_DESK: Final = (
    ("gear_request", "issued", _receiving), ("gear_request", "asked", _issuing),
    ("stock", "kept", _storing),
    ("commendation", "heard", _telling),
    ("produce_sale", "matched", _selling), ("produce_sale", "offered", _matching),
)  # fmt: skip

_COUNTING: Final = Counting(
    each={
        "commendation": {"publish": "stories_published"},
        "produce_sale": {"sell": "growers_helped"},
    },
    added={
        ("gear_request", "issue"): (("gear_issued", "issued"),),
        ("gear_request", "receive"): (("gear_received", "received"),),
        ("gear_request", "short"): (("gear_missing", "missing"),),
        ("gear_request", "make_do"): (("made_do", "pieces"),),
        ("stock", "take_in"): (("stock_taken_in", "taken_in"),),
        ("stock", "give_out"): (("stock_given_out", "given_out"),),
        ("commendation", "publish"): (("people_commended", "people"),),
        ("produce_sale", "sell"): (("produce_sold", "kilograms"), ("produce_fen", "fen")),
    },
    special={
        ("gear_request", "make_do"): _not_enough,
        ("stock", "take_in"): lambda answers: iter([("in_stock", answers["taken_in"])]),
        ("stock", "give_out"): lambda answers: iter([("in_stock", -answers["given_out"])]),
    },
    firsts={
        ("gear_request", "issue"): lambda _: ("gear_requests_issued",),
    },
)  # fmt: skip

SCENE: Final = Scene(
    name="front",
    registers=("gear_requests", "materials", "stories", "produce"),
    playbooks=tuple(_TITLES),
    counting=_COUNTING,
    found=_found,
    notice=_notice,
    close=_close,
)
