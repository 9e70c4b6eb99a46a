"""Tasks that lie open (待办) in a play, as a desk's list shows them, and how somebody with a phone sees to them."""

import datetime as dt
from collections.abc import Sequence

import msgspec

from oneboard.cli.play.calendar import at
from oneboard.cli.play.scenes.all import SEEN_TO
from oneboard.cli.play.scenes.scene import PHOTOGRAPH
from oneboard.cli.play.speaker import Speaker
from oneboard.foundation.clock import MINUTE_MS, instant_ms


class Task(msgspec.Struct, frozen=True):
    """`playbook`: with its version."""

    id: str
    playbook: str
    place: str
    subject: str
    state: str
    since: str
    assigned: str | None = None

    @property
    def name(self) -> str:
        """The playbook's, without its version."""
        return self.playbook.partition("@")[0]


def see_to(speaker: Speaker, tasks: Sequence[Task], day: int) -> None:
    """One after the other, in the afternoon, and what came behind that as soon as it comes; none again while the phone
    keeps what was done of it.
    """
    tasks = [task for task in tasks if speaker.is_new(task.id, task.since)]
    for n, task in enumerate(tasks):
        now = at(day, 14) + n * min(3 * MINUTE_MS, 6 * 60 * MINUTE_MS // len(tasks))
        now = max(now, instant_ms(dt.datetime.fromisoformat(task.since)) + MINUTE_MS)
        for m, (step, answers) in enumerate(SEEN_TO[task.name].does(speaker.chance_of(task.name))):
            at_once = now + m * MINUTE_MS
            said = {
                path: speaker.photograph(at_once, task.place, task.subject) if value is PHOTOGRAPH else value
                for path, value in answers.items()
            }
            speaker.step(task.playbook, step, at_once, task.subject, task.id, said, place=task.place)
