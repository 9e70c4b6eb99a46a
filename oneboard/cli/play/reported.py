"""What units of a play say each day, so that who is in isolation goes on from what they said before."""

from typing import Any, Final

from oneboard.cli.play.chance import Chance

#: How often a unit has one of what is told of few places a day.
_SELDOM: Final = 0.08


class Reported:
    """By unit and day, how many it said were in isolation."""

    def __init__(self) -> None:
        self._stood: dict[str, dict[int, int]] = {}

    def answers(self, chance: Chance, unit: str, day: int) -> dict[str, Any]:
        stood = self._stood.setdefault(unit, {})
        stood.pop(day, None)  # whatever it said of the day before is said no more
        if chance.happens(0.02):
            return {"status": "not_applicable", "reason": "closed"}
        short = {"on_duty": chance.randint(4, 40), "short_of": ["masks"] if chance.happens(0.3) else ["none"]}
        if chance.happens(0.4):
            return {"status": "zero", **short}
        figures = {"isolated": chance.randint(0, 3)}
        figures |= {
            name: chance.randint(1, 2) if chance.happens(_SELDOM) else 0
            for name in ("new_fevers", "released")
        }
        before = max((earlier for earlier in stood if earlier < day), default=None)
        known = stood[before] + figures["isolated"] if before is not None else figures["isolated"]
        figures["released"] = min(figures["released"], known)
        stood[day] = known - figures["released"]
        return {"status": "figures", **short, **figures, "in_isolation": stood[day]}
