"""A squad leader (队长) of a town in a play: sends its daily report."""

from oneboard.cli.play.calendar import at
from oneboard.cli.play.reported import Reported
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
        self._reported = Reported()

    def report(self, task: Task, day: int) -> None:
        """Before five; a few say nothing at all, some say something else a little later."""
        chance = self.speaker.chance
        self._for[task.id] = day
        if task.id in self._missing or chance.happens(0.03):
            self._missing.add(task.id)
            return
        now = at(day, 15, 30) + chance.randint(0, 1800) * 1000
        self._say(task, now, self._said(task, day))
        if chance.happens(0.04):
            self._say(task, now + 12 * MINUTE_MS, self._said(task, day))

    def report_late(self, task: Task, day: int) -> None:
        """The next morning, after somebody called."""
        if task.state == "returned" or (task.id in self._missing and self.speaker.chance.happens(0.5)):
            self._say(task, at(day, 9, 40), self._said(task, day - 1))

    def _say(self, task: Task, now: int, answers: Answers) -> None:
        self.speaker.step(task.playbook, "report", now, task.subject, task.id, answers, place=task.place,
                          day=self._for.get(task.id))  # fmt: skip

    def _said(self, task: Task, day: int) -> Answers:
        return self._reported.answers(self.speaker.chance, task.subject, self._for.get(task.id, day))
