"""The round (走访) of one grid: who is met on which day, who is not at home, and what goes wrong at which door."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from oneboard.cli.play.chance import Chance

#: The first day of visits.
_FIRST: Final = 1

#: How doors come out, in shares of all: how often nobody opens before the last word, and that word.
_FATES: Final = (
    (0.825, ("visit",)),
    (0.105, ("not_home", "visit")),
    (0.022, ("not_home", "not_home", "visit")),
    (0.008, ("not_home", "not_home", "not_home")),
    (0.014, ("refuse",)),
    (0.006, ("not_here",)),
    (0.006, ("correct",)),  # visited, and corrected in the evening
    (0.003, ("mend",)),  # visited, and corrected two days later
    (0.003, ("double",)),  # visited, and registered and visited once more by mistake
    (0.003, ("move",)),  # moved to the next grid before anybody came
    (0.002, ("neighbour",)),  # visited by the worker of the next grid, who had no business there
    (0.003, ()),  # nobody ever goes
)


class Home(NamedTuple):
    """A household as its worker's phone knows it. `seq`: as of which entry."""

    subject: str
    task: str
    grid: str
    seq: int


class Call(NamedTuple):
    """One turn at a door: `word` is what comes of it."""

    home: Home
    word: str


def planned(homes: Sequence[Home], span: int, chance: Chance) -> dict[int, list[Call]]:
    """What each day brings; a door that is not opened is gone to again the next day."""
    plan: dict[int, list[Call]] = defaultdict(list)
    for n, home in enumerate(homes):
        day = _FIRST + n * span // len(homes)
        for word in _fate(chance):
            plan[day].append(Call(home, word))
            day += 1
    return plan


def _fate(chance: Chance) -> Sequence[str]:
    draw = chance.random()
    for share, words in _FATES:
        draw -= share
        if draw < 0:
            return words
    return ()


def visited(chance: Chance) -> dict[str, Any]:
    """What is answered at a door: mostly that all are well and nothing is needed."""
    answers: dict[str, Any] = {
        "members_seen": chance.randint(1, 5), "unwell": 0, "needs": ["none"], "leaflets": chance.choice(_LEAFLETS),
    }  # fmt: skip
    if chance.happens(0.004):
        fever = chance.happens(0.5)
        answers |= {
            "unwell": 1, "members/1/name": chance.name(), "members/1/temperature": 381 if fever else 366,
            "members/1/fever": "yes" if fever else "no", "members/1/signs": ["cough"],
        }  # fmt: skip
    if chance.happens(0.004):
        answers |= {"needs": [chance.choice(("food", "masks", "care"))]}
    return answers


#: A little less than three, so that a whole city comes to what the source reports.
_LEAFLETS: Final = (2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4)
