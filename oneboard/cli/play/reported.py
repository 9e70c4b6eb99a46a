"""What units of a play say each day, so that who is in isolation goes on from what they said before."""

from typing import Any

from oneboard.cli.play.chance import Chance


class Reported:
    """By unit and day, how many it said were in isolation."""

    def __init__(self) -> None:
        self._stood: dict[str, dict[int, int]] = {}

    def answers(self, chance: Chance, unit: str, day: int) -> dict[str, Any]:
        if chance.happens(0.02):
            return {"status": "not_applicable", "reason": "closed"}
        short = {"on_duty": chance.randint(4, 40), "short_of": ["masks"] if chance.happens(0.3) else ["none"]}
        if chance.happens(0.4):
            return {"status": "zero", **short}
        figures = {name: chance.randint(0, 3) for name in ("new_fevers", "isolated", "released")}
        stood = self._stood.setdefault(unit, {})
        before = max((earlier for earlier in stood if earlier < day), default=None)
        known = stood[before] + figures["isolated"] if before is not None else figures["isolated"]
        figures["released"] = min(figures["released"], known)
        stood[day] = known - figures["released"]
        return {"status": "figures", **short, **figures, "in_isolation": stood[day]}
