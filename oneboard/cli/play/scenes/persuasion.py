"""Persuasion (劝导): each grid worker comes upon one gathering and on what is to be put right there."""

from typing import TYPE_CHECKING, Final

from oneboard.cli.play.calendar import at
from oneboard.cli.play.scenes.scene import Answers, Counting, Counts, Scene, Stage
from oneboard.foundation.clock import MINUTE_MS

if TYPE_CHECKING:
    from oneboard.cli.play.speaker import Speaker

#: In so many days from the first on everybody comes upon theirs.
_DAYS: Final = 8

#: How many leave, and how often something is put right: what 4,300 workers see is a little over the source's figures.
_LEFT: Final = (4, 6, 7, 8, 8)
_TIMES: Final = (1, 2, 3, 4)

_SORTS: Final = ("feast", "cards", "cards", "visits", "market", "chat", "chat", "other")
_MET: Final = {
    "feast": "feasts_met", "cards": "card_tables_met", "visits": "visits_met", "market": "markets_met",
    "chat": "chats_met",
}  # fmt: skip


def _open(stage: Stage) -> None:
    stage.centre.open_campaign("persuasion", "聚集劝导（演练）")


def _come_upon(speaker: "Speaker", day: int) -> None:
    chance = speaker.chance_of(f"persuasion/{day}")
    if day != 1 + sum(speaker.place.encode()) % _DAYS:
        return
    now = at(day, 17, 20)
    private = chance.happens(0.2)
    spot = speaker.register("spots", now, {
        "number": "1", "kind": "yard" if private else chance.choice(("market", "teahouse", "square", "stop")),
        "private": "private" if private else "public", "where": "村口（演练）",
    })  # fmt: skip
    task, left = speaker.task_of("persuasion", spot), chance.choice(_LEFT)
    met = {"sort": chance.choice(_SORTS), "heads": left + chance.randint(0, 2), "left": left, "there": True}
    speaker.step("persuasion", "disperse", now + MINUTE_MS, spot, task, met)
    right = {"behaviour": chance.choice(("no_mask", "mask_wrong", "close")), "times": chance.choice(_TIMES)}
    speaker.step("persuasion", "put_right", now + 5 * MINUTE_MS, spot, task, right)


def _dispersed(answers: Answers) -> Counts:
    if answers["sort"] in _MET:
        yield _MET[answers["sort"]], 1


def _put_right(answers: Answers) -> Counts:
    if answers["behaviour"] in ("no_mask", "mask_wrong"):
        yield "masks_put_on", answers["times"]


SCENE: Final = Scene(
    name="persuasion",
    registers=("spots",),
    playbooks=("persuasion",),
    counting=Counting(
        each={"persuasion": {"disperse": "gatherings_met"}},
        added={
            ("persuasion", "disperse"): (("gatherings_dispersed", "left"),),
            ("persuasion", "put_right"): (("behaviours_corrected", "times"),),
        },
        special={("persuasion", "disperse"): _dispersed, ("persuasion", "put_right"): _put_right},
        firsts={("persuasion", "disperse"): lambda _: ("spots_with_gatherings",)},
    ),
    found=_open,
    notice=_come_upon,
)
