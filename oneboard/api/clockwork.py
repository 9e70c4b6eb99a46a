"""What the clock does by itself: schedules open their tasks, deadlines are told, keys expire on their day, each day
gets its signed checkpoint.

Codes and uploads that nobody went on with are forgotten, and old backups removed with their keys.
"""

import logging
import time
from collections.abc import Callable, Sequence
from threading import Event, Lock, Thread
from typing import Final

from django.core.management import call_command
from django.db import connection

from oneboard.accounts import enrolments, throttle
from oneboard.foundation.clock import now_ms
from oneboard.foundation.errors import places_of
from oneboard.intake.clock import deadlines
from oneboard.intake.clock.expiry import expire_keys
from oneboard.intake.clock.forgetting import forget
from oneboard.intake.clock.slots import Slots
from oneboard.intake.field import uploads
from oneboard.journal.checkpoints import sign_due
from oneboard.recorder import backups
from oneboard.recorder.recorder import Recorder

#: All of it is idempotent, so it runs often and does little.
_EVERY_S: Final = 60.0
_HASTE: Final = 60

_log = logging.getLogger("oneboard.clock")


class SteadyTime:
    """For what cannot be undone: it follows the clock, at most `_HASTE` times as fast as time passes.

    A clock that is set a year ahead for a minute is followed for an hour; a node that slept for a month has caught up
    within half a day. It begins at the journal's last moment.
    """

    def __init__(self, begins_ms: int) -> None:
        self._at, self._since = begins_ms or now_ms(), time.monotonic()

    def now(self) -> int:
        since, self._since = self._since, time.monotonic()
        self._at = min(now_ms(), self._at + int((self._since - since) * 1000 * _HASTE))
        return self._at


class Clockwork:
    def __init__(self, pen: Recorder) -> None:
        self._steady = SteadyTime(pen.last_recorded())
        slots = Slots(pen)
        self._duties: Sequence[Callable[[], object]] = (
            lambda: slots.open_due(now_ms()),
            lambda: deadlines.tell(pen, now_ms()),
            lambda: expire_keys(pen, self._steady.now()),
            lambda: forget(pen, now_ms()),
            lambda: sign_due(pen.home, now_ms(), pen.zone),
            lambda: enrolments.sweep(now_ms()),
            lambda: throttle.sweep(now_ms()),
            lambda: call_command("clearsessions"),
            lambda: uploads.sweep(pen),
            lambda: backups.prune(pen.home, now_ms()),
        )
        self._stopping = Event()
        self._round = Lock()
        self._thread = Thread(target=self._run, name="clock", daemon=True)

    def start(self) -> None:
        global _running
        _running = self
        self._thread.start()

    def stop(self) -> None:
        global _running
        _running = None
        self._stopping.set()
        self._thread.join()

    def look(self) -> None:
        """One round of all duties; the rest of it is for the next clock where this one is stopped."""
        with self._round:
            for duty in self._duties:
                if not self._stopping.is_set():
                    self._do(duty)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.look()
            connection.close()
            self._stopping.wait(_EVERY_S)

    def _do(self, duty: Callable[[], object]) -> None:
        try:
            duty()
        except Exception as error:  # noqa: BLE001  (one duty that fails must not stop the others; it comes round again)
            _log.error("a duty of the clock failed\n%s", places_of(error))


_running: Clockwork | None = None


def look() -> None:
    """One round now, for whoever set the clock ahead; a process in which no clock runs has none."""
    if _running is not None:
        _running.look()
