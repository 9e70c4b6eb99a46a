"""A squad leader (队长) of a town in a play: sends its daily report."""

from oneboard.cli.play.calendar import at
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.scenes.scene import Answers
from oneboard.cli.play.speaker import Speaker
from oneboard.cli.play.tasks import Task
from oneboard.foundation.clock import MINUTE_MS


class Leader:
    """The day that a report is for is told by the task's id."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        self._missing: set[str] = set()
        self._for: dict[str, int] = {}

    def report(self, task: Task, day: int) -> None:
        """Before five; a few say nothing at all, some say something else a little later."""
        chance = self.speaker.chance
        self._for[task.id] = day
        if task.id in self._missing or chance.happens(0.03):
            self._missing.add(task.id)
            return
        now = at(day, 15, 30) + chance.randint(0, 1800) * 1000
        self._say(task, now, _reported(chance))
        if chance.happens(0.04):
            self._say(task, now + 12 * MINUTE_MS, _reported(chance))

    def report_late(self, task: Task, day: int) -> None:
        """The next morning, after somebody called."""
        if task.state == "returned" or (task.id in self._missing and self.speaker.chance.happens(0.5)):
            self._say(task, at(day, 9, 40), _reported(self.speaker.chance))

    def _say(self, task: Task, now: int, answers: Answers) -> None:
        self.speaker.step(task.playbook, "report", now, task.subject, task.id, answers, place=task.place,
                          day=self._for.get(task.id))  # fmt: skip


def _reported(chance: Chance) -> Answers:
    if chance.happens(0.02):
        return {"status": "not_applicable", "reason": "closed"}
    short = {"on_duty": chance.randint(4, 40), "short_of": ["masks"] if chance.happens(0.3) else ["none"]}
    if chance.happens(0.4):
        return {"status": "zero", **short}
    figures = {name: chance.randint(0, 3) for name in ("new_fevers", "isolated", "released")}
    return {"status": "figures", **short, **figures}
