"""Care in isolation (隔离关爱) in a play: one worker asks twice a day; now and then nobody does, or nobody answers."""

from typing import Any, Final

from oneboard.cli.play.calendar import at
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.speaker import Speaker
from oneboard.foundation.clock import MINUTE_MS

#: The order lasts so many days; on the last one nobody asks any more.
DAYS: Final = 14

#: When the two windows of the day are used.
_TIMES: Final = ((9, 20), (17, 30))

_MISSED, _ANSWERED = 0.04, 0.97

_NEEDS: Final = ("food", "medicine", "care", "talk")


class Carer:
    """One person at home, from the registration on. `task` is the order's, once there is one."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self.person, self.task, self._since = "", "", 0

    def register(self, household: str, now: int) -> str:
        answers = {
            "name": self._speaker.chance.name(), "household": household, "age_band": "middle", "care": "daily",
        }  # fmt: skip
        self.person = self._speaker.register("persons", now, answers)
        return self.person

    def begin(self, task: str, day: int) -> None:
        self.task, self._since = task, day

    def ask(self, day: int, half: int) -> None:
        """`half`: 0 in the morning, 1 in the evening."""
        chance = self._speaker.chance
        if not self.task or not self._since < day < self._since + DAYS or chance.happens(_MISSED):
            return
        now = at(day, *_TIMES[half]) + chance.randint(0, 20 * 60) * 1000
        if not chance.happens(_ANSWERED):
            self._say("no_answer", now, {})
            now += 20 * MINUTE_MS
        self._say("check", now, _asked(chance))
        if day == self._since + 3 and half and chance.happens(0.2):
            words = {"grounds": "not_contact", "words": "我没有接触过病人（演练）"}
            self._say("appeal", now + 5 * MINUTE_MS, words)

    def _say(self, step: str, now: int, answers: dict[str, Any]) -> None:
        self._speaker.step("care_in_isolation", step, now, self.person, self.task, answers)


def _asked(chance: Chance) -> dict[str, Any]:
    ill, needs = chance.happens(0.01), chance.happens(0.05)
    return {
        "way": "phone", "temperature": 375 if ill else 365, "symptoms": ["fever"] if ill else ["none"],
        "alarm": "yes" if ill else "no", "mood": "calm", "outing": "no",
        "needs": [chance.choice(_NEEDS) if needs else "none"],
    }  # fmt: skip
