"""From door to door (入户走访): every household once, and what its answers open. The worker's round is in `worker`."""

from collections.abc import Iterator
from typing import Final

from oneboard.cli.play.chance import Chance
from oneboard.cli.play.scenes.scene import PHOTOGRAPH, Answers, Counting, Counts, Scene, SeenTo

#: What somebody says who hands a person over to public health.
HANDED_OVER: Final[Answers] = {
    "way": "door", "temperature": 384, "receiver": "clinic", "reach": "在家等候（演练）", "transport": "arranged",
    "told": True,
}  # fmt: skip


def in_need(answers: Answers, path: str = "needs") -> bool:
    """Whether something else than "none" was chosen."""
    return any(said != "none" for said in answers.get(path, ()))


def errand(chance: Chance) -> Iterator[tuple[str, Answers]]:
    """Bought, brought and settled with its receipt, or not to be had."""
    draw = chance.random()
    if draw < 0.5:
        cost = chance.randint(8, 90) * 100
        payer = chance.choice(("after", "after", "relief"))
        yield "take", {"things": "大米一袋、口罩两包（演练）", "payer": payer}
        yield "buy", {"cost": cost, "receipt": PHOTOGRAPH}
        yield "deliver", {"handed": "at_door"}
        yield "settle", {"paid": 0} if payer == "relief" else {"paid": cost, "receipt_given": True}
        return
    if draw < 0.7:
        yield "take", {"things": "口罩两包（演练）", "payer": "after"}
        yield "cannot_buy", {"missing": "sold_out"}
    yield "arrange", {"by_whom": "镇上的志愿者下午送去（演练）"}


def _fever(chance: Chance) -> Iterator[tuple[str, Answers]]:
    match chance.choice(("no_fever", "no_fever", "advise", "hand_over", "cannot_reach")):
        case "no_fever":
            yield "no_fever", {"way": "phone", "temperature": 366}
        case "advise":
            yield "advise", {"way": "door", "temperature": 378, "contact": "no", "advice": ["rest", "again"]}
        case "hand_over":
            yield "hand_over", HANDED_OVER
        case _:
            yield "cannot_reach", {}


def _fevers(answers: Answers) -> Counts:
    yield (
        "people_with_fever",
        sum(
            path.startswith("members/") and path.endswith("/fever") and said == "yes"
            for path, said in answers.items()
        ),
    )


def _visited(answers: Answers) -> tuple[str, ...]:
    return ("households_visited", "households_in_need") if in_need(answers) else ("households_visited",)


_COUNTING: Final = Counting(
    each={
        "household_visit": {"not_home": "doors_not_opened"},
        "fever_check": {
            "no_fever": "fevers_ruled_out", "advise": "fevers_advised", "hand_over": "fevers_handed_over",
        },
        "errand": {
            "take": "errands_taken", "deliver": "errands_delivered", "settle": "errands_settled",
            "cannot_buy": "errands_not_to_be_had", "arrange": "needs_arranged",
        },
    },
    added={
        ("household_visit", "visit"): (
            ("people_seen", "members_seen"), ("people_unwell", "unwell"), ("leaflets_handed_out", "leaflets"),
        ),
        ("household_visit", "refuse"): (("leaflets_handed_out", "leaflets"),),
        ("errand", "buy"): (("fen_spent", "cost"),),
        ("errand", "settle"): (("fen_paid_back", "paid"),),
    },
    special={("household_visit", "visit"): _fevers},
    firsts={
        ("household_visit", "visit"): _visited,
        ("household_visit", "refuse"): lambda _: ("households_declining",),
        ("household_visit", "not_here"): lambda _: ("households_not_found",),
    },
)  # fmt: skip

SCENE: Final = Scene(
    name="visits",
    registers=("households",),
    playbooks=("fever_check", "errand", "household_visit"),
    counting=_COUNTING,
    seen_to={"fever_check": SeenTo("squad_leader", _fever), "errand": SeenTo("squad_leader", errand)},
)
